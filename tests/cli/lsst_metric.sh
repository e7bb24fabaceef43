#!/bin/sh
# A metric of LSST's that the baseline has, and a variant writes as NaN or not at all, is LOST; and the unit stays.
set -eu
fail() { echo "$1"; exit 1; }
cat >metric.yaml <<'END'
secateur: 1
name: metric
workload:
  adapter: command
  files:
    pipeline:
      text: |
        mkdir metricvalue_p_fwhm
        [ {fwhm} = gone ] || printf '!<lsst.verify.Measurement>\nmetric: p.fwhm\nunit: pix\nvalue: {fwhm}\n' >metricvalue_p_fwhm/a.yaml
        printf '{"tool": [{"metric": "n", "value": 7, "unit": "ct"}], "__metricNamePrefix": ""}' >a_metrics.json
  steps: [{name: run, command: [sh, pipeline]}]
factors: {fwhm: {choice: [1.5, 1.25, .nan, gone]}}
variants: [vary_each: fwhm]
measure: {blocks: 3, warmup: 0}
quality:
  - {name: fwhm, from: lsst_metric, files: "**/metricvalue_*/*", value: p.fwhm, within: 0.5 pix}
  - {name: tool.n, from: lsst_metric, files: "*_metrics.json", within: 1 ct}
END
"$SECATEUR" run metric.yaml --db m.db -q 2>err || { cat err; fail 'no runs'; }
told() { sqlite3 m.db "SELECT DISTINCT coalesce(m.absent_reason, m.value || ' ' || m.unit) FROM metric m JOIN run r ON r.id = m.run
	JOIN variant v ON v.id = r.variant WHERE m.name = '$1' AND v.name = '$2'"; }
for line in 'fwhm|baseline|1.5 pix' 'fwhm|fwhm=1.25|1.25 pix' 'fwhm|fwhm=.nan|p.fwhm of metricvalue_p_fwhm/a.yaml is NaN' \
	'fwhm|fwhm=gone|no file **/metricvalue_*/*' 'tool.n|baseline|7.0 ct'; do
	IFS='|' read -r metric variant value <<-END
		$line
	END
	[ "$(told "$metric" "$variant")" = "$value" ] || fail "$variant: $metric: $(told "$metric" "$variant")"
done
"$SECATEUR" report --db m.db -f markdown >report.md || fail 'no report'
for variant in .nan gone; do
	grep -qF "KEEP fwhm=$variant: lost: fwhm (" report.md || { cat report.md; fail "fwhm=$variant is not LOST"; }
done
! grep -F 'fwhm=1.25: lost' report.md || fail 'what is there is LOST'
