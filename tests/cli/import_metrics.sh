#!/bin/sh
# Metrics that a pipeline measured of runs that are over are imported with their units: single ones, bundles; what is of other data than a run,
# what cannot be read, and what another collection hides, is not.
set -eu
fail() { cat err out 2>/dev/null || :; echo "$1"; exit 1; }
ask() { sqlite3 "$1" "$2"; }
mkdir repo && cp -r "$SOURCE_DIR/tests/data/butler/butler.yaml" "$SOURCE_DIR/tests/data/butler/u" repo
sqlite3 repo/gen3.sqlite3 <"$SOURCE_DIR/tests/data/butler/registry.sql"

# beside metadata of characterizeImage, with the same templates; sigma is 10 * collection + detector, where it is not in another unit
python3 - <<-'END'
	import json, os, re, sqlite3
	db = sqlite3.connect("repo/gen3.sqlite3")
	db.execute("CREATE TABLE dataset_tags_of_visits (dataset_type_id, dataset_id, collection_id, instrument, visit)")
	def measured(metric, value, unit):
	    return {"metric": metric, "identifier": "0", "value": value, "unit": unit, "blob_refs": []}
	def bundle(**tools):
	    return json.dumps(tools | {"__reference_package": "lsst_distrib"})
	types = ["calib_metrics", "final_metrics", "metricvalue_p_Time", "visitSummary_metrics"]
	for n, name in enumerate(types):
	    table = "dataset_tags_of_visits" if n == 3 else "dataset_tags_00000002"
	    db.execute("INSERT INTO dataset_type VALUES (?, ?, 'X', 9, ?, NULL)", (50 + n, name, table))
	def put(name, collection, path, text, table, *data):
	    path = re.sub("characterizeImage_metadata", name, path)
	    path = re.sub("_S0", "", path) if len(data) == 1 else path
	    path = re.sub("json$", "yaml", path) if name.startswith("metricvalue") else path
	    os.makedirs(os.path.dirname("repo/" + path), exist_ok=True)
	    open("repo/" + path, "w").write(text)
	    columns = "dataset_type_id, dataset_id, collection_id, instrument" + (", detector" if len(data) == 2 else "") + ", visit"
	    db.execute(f"INSERT INTO {table} ({columns}) VALUES (?, ?, ?, 'MiniCam'{', ?' * len(data)})", (50 + types.index(name), path, collection, *data))
	    db.execute("INSERT INTO file_datastore_records VALUES (?, ?, 'f', 'X', '__NULL_STRING__', NULL, 1)", (path, path))
	rows = list(db.execute("SELECT r.path, t.collection_id, t.detector, t.visit FROM dataset_tags_00000002 t JOIN file_datastore_records r USING (dataset_id)"
	                       " JOIN dataset_type d ON d.id = t.dataset_type_id WHERE d.name = 'characterizeImage_metadata' AND t.collection_id IN (2, 4)"))
	assert len(rows) == 12
	for path, collection, detector, visit in rows:
	    is_last = (collection, detector, visit) == (4, 1, 982987)
	    sigma = measured("sigma", 10 * collection + detector, "arcsec" if is_last else "pix")
	    broken = "{" if (detector, visit) == (0, 982986) else bundle(stars=[measured("sigma", 7.5, "pix"), measured("none", None, "ct")])
	    put("calib_metrics", collection, path, bundle(stars=[sigma, measured("n", visit, "ct")]), "dataset_tags_00000002", detector, visit)
	    put("final_metrics", collection, path, broken, "dataset_tags_00000002", detector, visit)
	    put("metricvalue_p_Time", collection, path, f"!<lsst.verify.Measurement>\nmetric: p.Time\nunit: s\nvalue: {visit % 10}.5\n", "dataset_tags_00000002", detector, visit)
	    if detector == 0:
	        put("visitSummary_metrics", collection, path, bundle(visits=[sigma]), "dataset_tags_of_visits", visit)
	db.commit()
END
"$SECATEUR" import butler repo u/ap/w_2022_21 --as old u/ap/w_2022_22 --as new --db m.db >out 2>err || fail 'not imported'
grep -q '^m.db: 12 runs, of which 0 failed$' out || fail 'not told how many'
told() { # DB METRIC VARIANT INPUT
	ask "$1" "SELECT coalesce(m.absent_reason, m.value || ' ' || m.unit) FROM metric m JOIN run r ON r.id = m.run JOIN variant v ON v.id = r.variant
		JOIN input i ON i.id = r.input WHERE m.name = '$2' AND v.name = '$3' AND i.key = '$4'"
}
is() { # DB METRIC VARIANT INPUT VALUE
	[ "$(told "$1" "$2" "$3" "$4")" = "$5" ] || fail "$1: $2 of $3 on $4: $(told "$1" "$2" "$3" "$4")"
}
is m.db stars.sigma baseline 982985-0 '20.0 pix'
is m.db stars.sigma baseline 982987-1 '21.0 pix'
is m.db stars.sigma new 982986-1 '41.0 pix'
is m.db stars.n new 982986-1 '982986.0 ct'
is m.db p.Time baseline 982986-1 '6.5 s'
is m.db stars.none baseline 982985-0 "stars.none of $(cd repo/u/ap/w_2022_21/ && find final_metrics -name '*982985_S0*' -printf 'final_metrics/%f') is null"
[ "$(ask m.db "SELECT count(*) FROM metric WHERE name = 'isr.noise' AND value > 0")" = 12 ] || fail 'numbers of metadata are gone'

# what has the name of another is told apart by its type, what is in another unit is no value
is m.db final_metrics.stars.sigma baseline 982985-0 '7.5 pix'
is m.db stars.sigma new 982987-1 'it is in arcsec, but the experiment file has it in pix'

# what is of a visit is left out, and told once
[ "$(grep -c 'visitSummary_metrics is left out: a run is on one instrument visit detector, and it is on instrument visit' err)" = 1 ] || fail 'not told what is left out'
[ "$(ask m.db "SELECT count(*) FROM metric WHERE name LIKE 'visits.%'")" = 0 ] || fail 'a metric of a visit is one of a detector'

# a file that cannot be read is told, too, and leaves its metrics unmeasured
[ "$(grep -c 'final_metrics: nothing is taken from 2 of its files, the first since line 1 of final_metrics_MiniCam_.*982986_S0.* is no JSON' err)" = 1 ] ||
	fail 'not told what cannot be read'
case $(told m.db final_metrics.stars.sigma baseline 982986-0) in 'line 1 of final_metrics/final_metrics_MiniCam_r_r_982986_S0_'*' is no JSON'*) ;; *) fail 'not why there is no value' ;; esac

# the experiment reads as any other, and its report has them
ask m.db 'SELECT spec_yaml FROM experiment' >again.yaml
"$SECATEUR" check again.yaml >out 2>err || fail 'the file is refused'
grep -qF '{name: "stars.sigma", from: lsst_metric, files: "calib_metrics/*", value: "stars.sigma", unit: "pix"}' again.yaml ||
	{ cat again.yaml; fail 'not the entry that a person would write'; }
"$SECATEUR" report --db m.db -f markdown >report.md 2>err || fail 'no report'
grep -q '^| baseline .* 20.5 pix ' report.md && grep -qF '+20 [+20, +20] (n = 5)' report.md || { cat report.md; fail 'not in the report'; }

# of a chain the first that has a metric of the same data counts
ask repo/gen3.sqlite3 'INSERT INTO collection_chain VALUES (3, -1, 2)'
"$SECATEUR" import butler repo u/ap/w_2022_22 --as chain --db chain.db >out 2>err || fail 'a chain is not imported'
[ "$(ask chain.db "SELECT group_concat(value) FROM (SELECT DISTINCT value FROM metric WHERE name = 'stars.sigma' ORDER BY value)")" = '20.0,21.0' ] || fail 'not the first of a chain'

# a folder of files is as good; below one with several RUNs the last counts; a file without any run of its data has no place
mkdir -p twice/ap && cp -r repo/u/ap/w_2022_21 twice/ap/1 && cp -r repo/u/ap/w_2022_21 twice/ap/2
for f in $(find twice/ap/1 twice/ap/2 -name '*_u_ap_w_2022_21.*'); do
	run=${f#twice/ap/} && mv "$f" "${f%_u_ap_w_2022_21.*}_ap_${run%%/*}.${f##*.}"
done
find twice/ap/2 -name 'calib_metrics*' -type f | xargs sed -i 's/"sigma", "identifier": "0", "value": 2/&3/'
mkdir -p twice/ap/2/calib_metrics/20220518/r/r/7
echo '{}' >twice/ap/2/calib_metrics/20220518/r/r/7/calib_metrics_MiniCam_r_r_7_S0_ap_2.json
"$SECATEUR" import butler twice ap --as ap --db twice.db >out 2>err || fail 'a folder is not imported'
is twice.db stars.sigma baseline 982985-S0 '230.0 pix'
is twice.db p.Time baseline 982987-S1 '7.5 s'
grep -q 'warning: 18 files are of the same metrics and data as others: of these the one counts whose path is last' err || fail 'not told what is there twice'
grep -q 'warning: 1 file of metrics is left out: no task left anything of the same data' err || fail 'not told what has no run'

# a file that is gone
find repo -name 'calib_metrics*' -type f -delete
"$SECATEUR" import butler repo u/ap/w_2022_21 --as old --db gone.db >out 2>err || fail 'not imported without a file'
grep -q 'calib_metrics: nothing is taken from 6 of its files, the first since no file calib_metrics_MiniCam_' err || fail 'not told what is gone'
is gone.db p.Time baseline 982986-1 '6.5 s'
