#!/bin/sh
# Inputs that lie inside the union of the patches are kept, the others told; what was kept is a part of the plan.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
row() { # ID RA DEC: a square of a tenth of a degree around it
	awk -v i="$1" -v r="$2" -v d="$3" 'BEGIN { s = 0.05; printf "%s,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f\n", i, r-s, d-s, r+s, d-s, r+s, d+s, r-s, d+s }'
}
corners=ra1,dec1,ra2,dec2,ra3,dec3,ra4,dec4
{
	echo "id,$corners"
	row middle 10.1 0.1
	row straddles 10.2 0.1    # both patches, neither alone
	row wraps 0.0 0.1         # the meridian
	row sticks-out 10.36 0.1  # by a hundredth of a degree
	row elsewhere 190.1 0.1
} >detectors.csv
cat >patches.csv <<END
id,$corners
left,10,0,10.2,0,10.2,0.2,10,0.2
right,10.4,0.2,10.4,0,10.2,0,10.2,0.2
meridian,359.9,0.2,359.9,0,0.1,0,0.1,0.2
END
spec() {
	cat <<-END
		secateur: 1
		name: inside
		workload: {adapter: command, steps: [{name: one, command: [echo, "{input.id}", "{level}"]}]}
		factors: {level: {choice: ["1", "2"]}}
		variants: [vary_each: level]
		inputs: {from: detectors.csv$1}
		measure: {blocks: 2, warmup: 0}
	END
}
spec ', inside: patches.csv' >inside.yaml
spec '' >all.yaml
"$SECATEUR" check inside.yaml >out 2>err || fail 'refused'
grep -q '^2 variants, 3 inputs, ' out || fail 'not three'
grep -qx '3 of 5 inputs lie inside patches.csv; left out: sticks-out, elsewhere' out || fail 'not told what is left out'
cut -d, -f2- patches.csv >bare.csv # nobody asks for the name of a polygon
spec ', inside: bare.csv' >bare.yaml
"$SECATEUR" check bare.yaml >out 2>err && grep -q '^3 of 5 inputs lie inside bare.csv' out || fail 'polygons want names'
{ echo "$corners,ra6,dec6" && echo 10,0,10.2,0,10.2,0.2,10,0.2,9.9,0.1; } >pentagon.csv
spec ', inside: pentagon.csv' >pentagon.yaml
! "$SECATEUR" check pentagon.yaml >out 2>err && grep -q "pentagon.csv:1:37: error: 'ra6' is a corner, but there is no ra5" err || fail 'a corner is left out'
"$SECATEUR" check inside.yaml --explain >out 2>err || fail 'not explained'
grep -q '^  sticks-out  *left out: ra 10.40[0-9]*, dec 0\.[01][0-9]* is in no polygon of patches.csv$' out || fail 'not told where'
"$SECATEUR" check all.yaml >out 2>err || fail 'refused'
grep -q '5 inputs' out || fail 'not five'
! grep -q 'lie inside' out || fail 'told though not asked'

"$SECATEUR" run inside.yaml --db i.db -q 2>err || fail 'no runs'
grep -q '^3 of 5 inputs' err || fail 'run does not tell'
[ "$(sqlite3 i.db 'SELECT group_concat(key) FROM (SELECT key FROM input ORDER BY ordinal)')" = middle,straddles,wraps ] || fail 'not the inputs'
sqlite3 i.db 'SELECT spec_yaml FROM experiment' >written
grep -qx '# inputs: 3 of 5 lie inside patches.csv' written && grep -q '^# left out: elsewhere, not covered at ra 190' written || fail 'not in the database'
sed '/^# inputs: /,$d' written | grep . | cmp - inside.yaml || fail 'the experiment file is not kept as it was'

# a patch that changes nothing is the same plan; one that does is another
echo 'more,10.4,0,10.405,0,10.405,0.2,10.4,0.2' >>patches.csv
"$SECATEUR" run inside.yaml --db i.db -q 2>err || fail 'the same inputs are taken for others'
grep -q 'nothing left' err || fail 'made again'
echo 'most,10.4,0,10.5,0,10.5,0.2,10.4,0.2' >>patches.csv
! "$SECATEUR" run inside.yaml --db i.db -q 2>err || fail 'other inputs are taken for the same'
grep -q 'inputs' err || fail 'it does not say what differs'

# patches that touch but for rounding, and a gap that is one
sed -i '/^right/s/10.2/10.20001/g; /^mo/d' patches.csv
"$SECATEUR" check inside.yaml >out 2>err && grep -q '3 of 5' out || fail 'rounding is a gap'
sed -i '/^right/s/10.20001/10.2003/g' patches.csv
"$SECATEUR" check inside.yaml >out 2>err && grep -q 'left out: straddles' out || fail 'a gap of an arcsecond is none'
