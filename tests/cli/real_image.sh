#!/bin/sh
# The real-image experiment on a real image: $SECATEUR_DATA/sextractor__galaxies.fits, which the repository does not hold
# (tests/galaxies.fits of source-extractor's sources).
set -eu
image=${SECATEUR_DATA:-/nowhere}/sextractor__galaxies.fits
[ -f "$image" ] || { echo "skipped: SECATEUR_DATA names no folder with sextractor__galaxies.fits"; exit 77; }
"$SECATEUR" run "$SOURCE_DIR/experiments/detector/real-image.yaml" --set "image=$image" --set "detector=$DETECTOR" \
	--blocks 2 -q 2>err || [ $? -eq 1 ] || { cat err; exit 1; }
"$SECATEUR" report >report.md
same=$(sqlite3 results.db "SELECT same || ' of ' || pairs FROM v_same_output WHERE variant = 'nsnap-1'")
[ "$same" = '2 of 2' ] || { cat report.md; echo "nsnap-1 gives another catalogue"; exit 1; }
stars=$(sqlite3 results.db "SELECT avg(m.value) > 30 FROM metric m JOIN run r ON r.id = m.run JOIN variant v ON v.id = r.variant
	WHERE m.name = 'psf_stars' AND v.name = 'baseline'")
[ "$stars" = 1 ] || { cat report.md; echo "hardly a star was found"; exit 1; }
