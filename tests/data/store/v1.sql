-- A database of schema 1: the schema as it was, then the rows of a small experiment and of one without runs.
BEGIN;
-- The results database of secateur: one sqlite file. Open it with anything that reads sqlite, also while an
-- experiment runs:
--
--     sqlite3 -readonly -box results.db
--
-- Tables hold what was planned and what happened; a row of `run` is never changed once written, and each run
-- is one transaction. Views answer the usual questions. The queries at the end are a start.
--
-- Times ending in _ns are nanoseconds, those in _utc are ISO 8601 in UTC. A share is 0 to 1. NULL means that
-- there is none, never zero; where a value was asked for and could not be had, absent_reason says why.

CREATE TABLE experiment ( -- what was asked, frozen before the first run
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE, -- as in the experiment file
  question TEXT, -- in words
  spec_yaml TEXT NOT NULL, -- the experiment file as it was written
  plan_sha256 TEXT NOT NULL, -- of all that the plan rests on; a run of another plan under this name is refused
  seed INTEGER NOT NULL, -- of the random order of the runs
  primary_measure TEXT NOT NULL, -- the cost that decides: wall, cpu or the name of an event
  worth REAL NOT NULL, -- the smallest saving worth a change, a share of the reference's cost
  confidence REAL NOT NULL, -- of the intervals in `verdict`
  blocks INTEGER NOT NULL CHECK (blocks >= 0), -- measured blocks planned
  warmup INTEGER NOT NULL CHECK (warmup >= 0), -- blocks before them: stored, never judged
  created_utc TEXT NOT NULL -- when the plan was frozen
) STRICT;

CREATE TABLE variant ( -- one configuration of the pipeline under study
  id INTEGER PRIMARY KEY,
  experiment INTEGER NOT NULL REFERENCES experiment (id),
  ordinal INTEGER NOT NULL, -- its place in the experiment; 0 is the baseline
  identity TEXT NOT NULL, -- SHA-256 of settings and configuration: the same in every database
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('baseline', 'drop', 'vary', 'cross', 'named')),
  reference INTEGER NOT NULL REFERENCES variant (id) DEFERRABLE INITIALLY DEFERRED,
    -- the variant it starts from and is compared with; the baseline's is itself
  change TEXT, -- what differs from the reference, in words
  config TEXT, -- all that its settings render to: commands, environment, files
  config_diff TEXT, -- lines of config removed (-) and added (+) against the reference
  UNIQUE (experiment, ordinal),
  UNIQUE (experiment, name)
) STRICT;

CREATE TABLE setting ( -- the settings of a variant: one row per choice, one row per component of a set
  variant INTEGER NOT NULL REFERENCES variant (id),
  factor TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('choice', 'set')),
  level TEXT NOT NULL, -- choice: the level chosen; set: a component
  kept INTEGER NOT NULL CHECK (kept IN (0, 1)), -- set: 0 when the component is dropped; choice: always 1
  PRIMARY KEY (variant, factor, level),
  CHECK (kind = 'set' OR kept = 1)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX setting_one_level ON setting (variant, factor) WHERE kind = 'choice';

CREATE TABLE input ( -- a data unit: every variant sees every input
  id INTEGER PRIMARY KEY,
  experiment INTEGER NOT NULL REFERENCES experiment (id),
  ordinal INTEGER NOT NULL, -- its place in the experiment file, from 0
  key TEXT NOT NULL, -- its id in the experiment file
  UNIQUE (experiment, ordinal),
  UNIQUE (experiment, key)
) STRICT;

CREATE TABLE input_column ( -- the columns of an input, as given
  input INTEGER NOT NULL REFERENCES input (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (input, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE criterion ( -- what is asked of a metric: how much of a change does no harm
  experiment INTEGER NOT NULL REFERENCES experiment (id),
  ordinal INTEGER NOT NULL, -- its place in the experiment file, from 0
  metric TEXT NOT NULL,
  unit TEXT, -- NULL: the unit that comes with the values
  kind TEXT NOT NULL CHECK (kind IN ('none', 'within', 'not_worse_than')), -- none: shown, never judged
  margin REAL, -- in the metric's unit, or a share of the reference's value
  is_relative INTEGER NOT NULL CHECK (is_relative IN (0, 1)), -- 1: margin is a share
  better TEXT CHECK (better IN ('lower', 'higher')), -- NULL: unsaid
  PRIMARY KEY (experiment, ordinal),
  UNIQUE (experiment, metric),
  CHECK ((margin IS NULL) = (kind = 'none'))
) STRICT, WITHOUT ROWID;

CREATE TABLE host ( -- a machine that runs were made on
  id INTEGER PRIMARY KEY,
  fingerprint TEXT NOT NULL UNIQUE, -- SHA-256 of the facts that identify it
  hostname TEXT,
  kernel TEXT,
  cpu_model TEXT,
  hwloc_xml TEXT -- its topology, as hwloc exports it
) STRICT;

CREATE TABLE host_fact ( -- all that was noted of a machine, as its first session found it
  host INTEGER NOT NULL REFERENCES host (id),
  name TEXT NOT NULL, -- governor, turbo, smt, clocksource, ...
  value TEXT NOT NULL, -- n/a (why) where it could not be read
  PRIMARY KEY (host, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE session ( -- one call of `secateur run`
  id INTEGER PRIMARY KEY,
  experiment INTEGER NOT NULL REFERENCES experiment (id),
  host INTEGER NOT NULL REFERENCES host (id),
  started_utc TEXT NOT NULL,
  ended_utc TEXT, -- NULL: it runs still, or was killed
  version TEXT NOT NULL, -- of secateur
  driver_pid INTEGER NOT NULL,
  cpuset TEXT, -- CPUs of the runs, one list for each run that may go on at once: 2;3
  runner_cpus TEXT, -- CPUs left to secateur itself
  runner_shares INTEGER NOT NULL CHECK (runner_shares IN (0, 1)), -- 1: none left, it shared theirs
  parallel INTEGER NOT NULL CHECK (parallel >= 1) -- runs at once
) STRICT;
CREATE INDEX session_of ON session (experiment);

CREATE TABLE session_fact ( -- what was noted of the machine in this session and is not as in `host_fact`
  session INTEGER NOT NULL REFERENCES session (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (session, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE session_version ( -- versions of the workload's programs in a session
  session INTEGER NOT NULL REFERENCES session (id),
  program TEXT NOT NULL,
  version TEXT NOT NULL,
  PRIMARY KEY (session, program, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE run ( -- one run of one variant on one input, whatever became of it
  id TEXT PRIMARY KEY NOT NULL, -- a random UUID
  experiment INTEGER NOT NULL REFERENCES experiment (id),
  session INTEGER NOT NULL REFERENCES session (id),
  variant INTEGER NOT NULL REFERENCES variant (id),
  input INTEGER NOT NULL REFERENCES input (id),
  block INTEGER NOT NULL CHECK (block >= 0), -- from 0, warm-up blocks first; one input for each block
  position INTEGER NOT NULL CHECK (position >= 0), -- in the random order of its block, from 0
  attempt INTEGER NOT NULL CHECK (attempt >= 1), -- from 1
  phase TEXT NOT NULL CHECK (phase IN ('warmup', 'measured')),
  started_utc TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'exit', 'signal', 'wall_limit', 'cpu_limit', 'no_start')),
  exit_code INTEGER CHECK (exit_code IS NULL OR outcome = 'exit'),
  signal INTEGER CHECK (signal IS NULL OR outcome = 'signal'),
  reason TEXT, -- of a failure, in words
  log_tail TEXT, -- the end of the failed step's log
  wall_ns INTEGER, -- sum over the steps that started; this and the next three are NULL when none did
  user_ns INTEGER, -- CPU time in user mode, sum over the steps
  sys_ns INTEGER, -- CPU time in the kernel, sum over the steps
  peak_memory_bytes INTEGER, -- largest resident set
  memory_scope TEXT NOT NULL CHECK (memory_scope IN ('process', 'tree')), -- process: the largest one's
  cpus TEXT, -- that it was pinned to
  scratch TEXT, -- its folder, when it was kept
  UNIQUE (variant, block, attempt),
  CHECK ((reason IS NULL) = (outcome = 'ok')),
  CHECK (wall_ns + user_ns + sys_ns + peak_memory_bytes IS NOT NULL OR outcome = 'no_start')
) STRICT;
CREATE UNIQUE INDEX run_ok ON run (variant, block) WHERE outcome = 'ok'; -- what succeeded is not run again
CREATE INDEX run_order ON run (experiment, block, position, attempt);

CREATE TABLE step ( -- the steps of a run, up to the one that failed
  run TEXT NOT NULL REFERENCES run (id),
  ordinal INTEGER NOT NULL, -- from 0
  name TEXT NOT NULL,
  iteration INTEGER NOT NULL, -- from 1: the pass of a loop
  outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'exit', 'signal', 'wall_limit', 'cpu_limit', 'no_start')),
  exit_code INTEGER CHECK (exit_code IS NULL OR outcome = 'exit'),
  signal INTEGER CHECK (signal IS NULL OR outcome = 'signal'),
  wall_ns INTEGER, -- this and the next three are NULL when the program did not start
  user_ns INTEGER,
  sys_ns INTEGER,
  peak_memory_bytes INTEGER,
  PRIMARY KEY (run, ordinal),
  CHECK ((wall_ns + user_ns + sys_ns + peak_memory_bytes IS NULL) = (outcome = 'no_start'))
) STRICT, WITHOUT ROWID;

CREATE TABLE reading ( -- a counted event, of a step or of the whole run
  run TEXT NOT NULL REFERENCES run (id),
  step INTEGER, -- the step's ordinal; NULL: the whole run
  event TEXT NOT NULL, -- instructions, task-clock, ...
  value REAL,
  unit TEXT, -- 1 for counts
  enabled_share REAL, -- of the time it was meant to count; below 1 it was multiplexed and value is scaled
  absent_reason TEXT, -- why value is NULL
  FOREIGN KEY (run, step) REFERENCES step (run, ordinal),
  CHECK ((value IS NULL) = (absent_reason IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX reading_of_run ON reading (run, event) WHERE step IS NULL;
CREATE UNIQUE INDEX reading_of_step ON reading (run, step, event) WHERE step IS NOT NULL;

CREATE TABLE metric ( -- how good the output of a run is
  run TEXT NOT NULL REFERENCES run (id),
  name TEXT NOT NULL,
  value REAL,
  unit TEXT,
  absent_reason TEXT, -- why value is NULL
  PRIMARY KEY (run, name),
  CHECK ((value IS NULL) = (absent_reason IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE artifact ( -- an output file; the same digest is the same output
  run TEXT NOT NULL REFERENCES run (id),
  name TEXT NOT NULL,
  path TEXT, -- in the run's folder
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE verdict ( -- what the runs say of a variant, one row for each measure; replaced as a whole
  experiment INTEGER NOT NULL REFERENCES experiment (id),
  variant INTEGER NOT NULL REFERENCES variant (id),
  kind TEXT NOT NULL CHECK (kind IN ('cost', 'quality')),
  measure TEXT NOT NULL, -- cost: wall, cpu, peak memory, an event; quality: a metric
  reference INTEGER NOT NULL REFERENCES variant (id), -- what it was compared with
  n_blocks INTEGER NOT NULL, -- inputs the estimate rests on, repeats averaged; a cost on one input: blocks
  estimate REAL, -- change from the reference: see method
  low REAL, -- interval at the level that method names; -Inf and Inf when one pair bounds nothing
  high REAL,
  reference_mean REAL, -- in the measure's unit
  absent_reason TEXT, -- why there is no estimate
  judgement TEXT CHECK (judgement IN ('none', 'within', 'outside', 'undecided', 'lost')),
    -- of a quality against its margin; outside also when one input is, by more than twice it; NULL for costs
  verdict TEXT NOT NULL
    CHECK (verdict IN ('baseline', 'drop', 'keep', 'no_gain', 'required', 'fails', 'undecided')),
    -- of the variant as a whole: the same in all its rows
  why TEXT, -- one clause
  method TEXT NOT NULL, -- what estimate, low and high are
  decided_utc TEXT NOT NULL,
  PRIMARY KEY (variant, kind, measure),
  CHECK ((estimate IS NULL) = (absent_reason IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX verdict_of ON verdict (experiment);

CREATE TABLE student_t ( -- the 97.5 % quantile of Student's t, so that views can give 95 % intervals
  df INTEGER PRIMARY KEY, -- degrees of freedom
  t975 REAL NOT NULL
) STRICT;
-- Exact up to 30; above, the Cornish-Fisher expansion about the normal quantile, right to 1e-7.
INSERT INTO student_t VALUES
  (1, 12.70620474), (2, 4.30265273), (3, 3.182446305), (4, 2.776445105), (5, 2.570581836),
  (6, 2.446911851), (7, 2.364624252), (8, 2.306004135), (9, 2.262157163), (10, 2.228138852),
  (11, 2.20098516), (12, 2.17881283), (13, 2.160368656), (14, 2.144786688), (15, 2.131449546),
  (16, 2.119905299), (17, 2.109815578), (18, 2.10092204), (19, 2.093024054), (20, 2.085963447),
  (21, 2.079613845), (22, 2.073873068), (23, 2.06865761), (24, 2.063898562), (25, 2.059538553),
  (26, 2.055529439), (27, 2.051830516), (28, 2.048407142), (29, 2.045229642), (30, 2.042272456);
INSERT INTO student_t
  WITH RECURSIVE more (df) AS (VALUES (31.0) UNION ALL SELECT df + 1 FROM more WHERE df < 1000)
  SELECT df, 1.959963984540 + (2.3722712303 + (2.82249861574 + (2.55584967951 +
    1.58953405339 / df) / df) / df) / df
  FROM more;

CREATE VIEW v_run ( -- every run, with names in place of numbers
  id, -- of the run
  experiment, session, variant, reference, input, phase, block, position, attempt, started_utc, outcome,
  reason,
  wall_s, -- seconds
  cpu_s, -- seconds in user mode and in the kernel
  peak_memory_bytes
) AS
SELECT r.id, e.name, r.session, v.name, b.name, i.key, r.phase, r.block, r.position, r.attempt, r.started_utc,
  r.outcome, r.reason, r.wall_ns / 1e9, (r.user_ns + r.sys_ns) / 1e9, r.peak_memory_bytes
FROM run r
  JOIN experiment e ON e.id = r.experiment
  JOIN variant v ON v.id = r.variant
  JOIN variant b ON b.id = v.reference
  JOIN input i ON i.id = r.input;

CREATE VIEW v_pair ( -- a measured run beside its reference's run of the same block; both succeeded
  experiment, variant, reference, block, input,
  run, -- the variant's run
  reference_run, -- the reference's run
  wall_ns, reference_wall_ns,
  cpu_ns, -- in user mode and in the kernel
  reference_cpu_ns,
  peak_memory_bytes, reference_peak_memory_bytes,
  log_wall, -- ln (variant / reference): -0.1 is about 10 % less; NULL when either is 0
  log_cpu,
  log_peak_memory,
  observation -- pairs of one observation: those on one input; where the experiment has but one, each by itself
) AS
SELECT e.name, v.name, b.name, r.block, i.key, r.id, s.id,
  r.wall_ns, s.wall_ns, r.user_ns + r.sys_ns, s.user_ns + s.sys_ns, r.peak_memory_bytes, s.peak_memory_bytes,
  ln(r.wall_ns) - ln(s.wall_ns), ln(r.user_ns + r.sys_ns) - ln(s.user_ns + s.sys_ns),
  ln(r.peak_memory_bytes) - ln(s.peak_memory_bytes),
  CASE (SELECT count(*) FROM input WHERE experiment = r.experiment) WHEN 1 THEN r.block ELSE r.input END
FROM run r
  JOIN variant v ON v.id = r.variant AND v.reference <> v.id
  JOIN run s ON s.variant = v.reference AND s.block = r.block AND s.outcome = 'ok' AND s.phase = 'measured'
  JOIN variant b ON b.id = v.reference
  JOIN experiment e ON e.id = r.experiment
  JOIN input i ON i.id = r.input
WHERE r.outcome = 'ok' AND r.phase = 'measured';

CREATE VIEW v_effect ( -- each variant against its reference: how much faster or smaller
  experiment, variant, reference,
  measure, -- wall, cpu or peak_memory
  blocks, -- pairs it rests on
  observations, -- inputs it rests on, repeats averaged; where there is but one input: pairs
  ratio, -- geometric mean of variant / reference: 0.8 is 20 % less
  change_percent, -- 100 (ratio - 1): negative is faster or smaller
  low_percent, -- 95 % interval of change_percent (Student's t on log ratios); NULL with one observation
  high_percent,
  sd_log -- standard deviation of the log ratio over observations; NULL with one
) AS
WITH ratio (experiment, variant, reference, measure, observation, x) AS (
  SELECT experiment, variant, reference, 'wall', observation, log_wall FROM v_pair WHERE log_wall IS NOT NULL
  UNION ALL
  SELECT experiment, variant, reference, 'cpu', observation, log_cpu FROM v_pair WHERE log_cpu IS NOT NULL
  UNION ALL
  SELECT experiment, variant, reference, 'peak_memory', observation, log_peak_memory FROM v_pair
  WHERE log_peak_memory IS NOT NULL
), mean AS (
  SELECT experiment, variant, reference, measure, count(*) AS n, avg(x) AS x FROM ratio
  GROUP BY experiment, variant, measure, observation
), centred AS (
  SELECT *, x - avg(x) OVER (PARTITION BY experiment, variant, measure) AS dx FROM mean
), effect AS (
  SELECT experiment, variant, reference, measure, sum(n) AS blocks, count(*) AS n, avg(x) AS m,
    sqrt(sum(dx * dx) / nullif(count(*) - 1, 0)) AS sd
  FROM centred GROUP BY experiment, variant, measure
), interval AS (
  SELECT *, sd / sqrt(n) * (SELECT t975 FROM student_t WHERE df <= n - 1 ORDER BY df DESC LIMIT 1) AS half
  FROM effect
)
SELECT experiment, variant, reference, measure, blocks, n, exp(m), 100 * (exp(m) - 1), 100 * (exp(m - half) - 1),
  100 * (exp(m + half) - 1), sd
FROM interval;

CREATE VIEW v_step_effect ( -- the same for each step that both have, its passes in a loop added up
  experiment, variant, reference,
  step, -- its name
  measure, -- wall or cpu
  blocks, observations, ratio, change_percent, low_percent, high_percent, sd_log -- as in v_effect
) AS
WITH work AS MATERIALIZED (
  SELECT run, name, sum(wall_ns) AS wall, sum(user_ns + sys_ns) AS cpu FROM step GROUP BY run, name
), pair AS MATERIALIZED (
  SELECT p.experiment, p.variant, p.reference, p.observation, w.name AS step, ln(w.wall) - ln(b.wall) AS log_wall,
    ln(w.cpu) - ln(b.cpu) AS log_cpu
  FROM v_pair p JOIN work w ON w.run = p.run JOIN work b ON b.run = p.reference_run AND b.name = w.name
), ratio (experiment, variant, reference, step, measure, observation, x) AS (
  SELECT experiment, variant, reference, step, 'wall', observation, log_wall FROM pair WHERE log_wall IS NOT NULL
  UNION ALL
  SELECT experiment, variant, reference, step, 'cpu', observation, log_cpu FROM pair WHERE log_cpu IS NOT NULL
), mean AS (
  SELECT experiment, variant, reference, step, measure, count(*) AS n, avg(x) AS x FROM ratio
  GROUP BY experiment, variant, step, measure, observation
), centred AS (
  SELECT *, x - avg(x) OVER (PARTITION BY experiment, variant, step, measure) AS dx FROM mean
), effect AS (
  SELECT experiment, variant, reference, step, measure, sum(n) AS blocks, count(*) AS n, avg(x) AS m,
    sqrt(sum(dx * dx) / nullif(count(*) - 1, 0)) AS sd
  FROM centred GROUP BY experiment, variant, step, measure
), interval AS (
  SELECT *, sd / sqrt(n) * (SELECT t975 FROM student_t WHERE df <= n - 1 ORDER BY df DESC LIMIT 1) AS half
  FROM effect
)
SELECT experiment, variant, reference, step, measure, blocks, n, exp(m), 100 * (exp(m) - 1),
  100 * (exp(m - half) - 1), 100 * (exp(m + half) - 1), sd
FROM interval;

CREATE VIEW v_failure ( -- how runs failed, warm-up included
  experiment, variant, reason,
  n, -- runs
  log_tail -- of the first of them: the end of the failed step's log
) AS
SELECT e.name, v.name, f.reason, f.n, f.log_tail
FROM (
    SELECT experiment, variant, reason, log_tail, count(*) OVER w AS n,
      row_number() OVER (w ORDER BY block, attempt) AS place
    FROM run WHERE outcome <> 'ok' WINDOW w AS (PARTITION BY variant, reason)
  ) f
  JOIN variant v ON v.id = f.variant
  JOIN experiment e ON e.id = f.experiment
WHERE f.place = 1;

CREATE VIEW v_metric_change ( -- quality: each variant against its reference, in the pairs of v_pair
  experiment, variant, reference, metric, unit,
  pairs, -- in which both have a value
  lost, -- pairs in which the reference has a value and the variant has none
  reference_mean, -- over those pairs
  mean_difference -- variant - reference, over those pairs
) AS
SELECT p.experiment, p.variant, p.reference, b.name, max(b.unit), count(m.value), count(*) - count(m.value),
  avg(CASE WHEN m.value IS NOT NULL THEN b.value END), avg(m.value - b.value)
FROM v_pair p
  JOIN metric b ON b.run = p.reference_run AND b.value IS NOT NULL
  LEFT JOIN metric m ON m.run = p.run AND m.name = b.name
GROUP BY p.experiment, p.variant, b.name;

CREATE VIEW v_same_output ( -- outputs that are the reference's byte for byte, in the pairs of v_pair
  experiment, variant, reference, artifact,
  same, -- pairs with one digest
  pairs -- in which the reference has the output; one that the variant lacks is not the same
) AS
SELECT p.experiment, p.variant, p.reference, x.name, sum(x.sha256 IS y.sha256), count(*)
FROM v_pair p
  JOIN artifact x ON x.run = p.reference_run
  LEFT JOIN artifact y ON y.run = p.run AND y.name = x.name
GROUP BY p.experiment, p.variant, x.name;

CREATE VIEW v_verdict ( -- one row for each variant that was judged
  experiment, variant, change, verdict, why, decided_utc
) AS
SELECT e.name, v.name, v.change, d.verdict, d.why, d.decided_utc
FROM (SELECT DISTINCT experiment, variant, verdict, why, decided_utc FROM verdict) d
  JOIN variant v ON v.id = d.variant
  JOIN experiment e ON e.id = d.experiment
ORDER BY v.experiment, v.ordinal;

CREATE VIEW v_provenance ( -- each session: where, when and with what
  session, -- its id
  experiment, started_utc, ended_utc,
  runs, -- that it made
  secateur, -- its version
  programs, -- versions of the workload's programs
  hostname, cpu_model, kernel, cpuset, runner_cpus, runner_shares, parallel
) AS
SELECT s.id, e.name, s.started_utc, s.ended_utc, coalesce(r.n, 0), s.version,
  (SELECT group_concat(program || ': ' || version, '; ') FROM session_version p WHERE p.session = s.id),
  h.hostname, h.cpu_model, h.kernel, s.cpuset, s.runner_cpus, s.runner_shares, s.parallel
FROM session s
  JOIN experiment e ON e.id = s.experiment
  JOIN host h ON h.id = s.host
  LEFT JOIN (SELECT session, count(*) AS n FROM run GROUP BY session) r ON r.session = s.id;

-- Examples
--
-- Which variants are faster, and by how much?
--     SELECT variant, round(change_percent, 1) AS change, round(low_percent, 1) AS low,
--       round(high_percent, 1) AS high, blocks FROM v_effect WHERE measure = 'wall' ORDER BY ratio;
--
-- Which step is it saved in?
--     SELECT variant, step, round(change_percent, 1) AS change, blocks FROM v_step_effect
--       WHERE measure = 'cpu' AND high_percent < 0 ORDER BY variant, ratio;
--
-- What did it cost in quality, and what failed?
--     SELECT variant, metric, reference_mean, mean_difference, unit, pairs, lost FROM v_metric_change
--       ORDER BY metric, abs(mean_difference) DESC;
--     SELECT variant, reason, n FROM v_failure ORDER BY n DESC;
--
-- A counted event, each run beside its reference:
--     SELECT p.variant, p.block, x.event, x.value / y.value AS ratio FROM v_pair p
--       JOIN reading x ON x.run = p.run AND x.step IS NULL
--       JOIN reading y ON y.run = p.reference_run AND y.step IS NULL AND y.event = x.event
--       WHERE x.event = 'instructions' ORDER BY p.variant, p.block;

INSERT INTO "artifact" VALUES('0aeab542-ef87-4f08-8f85-490b65b51200','catalogue','out/measure.cat',77,'fb7fac4b1e98d6fe70006e40486361f1058d70d23bf524835fd7c9fc800a9964');
INSERT INTO "artifact" VALUES('5af0bcb0-30fc-4e46-856a-597108daf021','catalogue','out/measure.cat',77,'fb7fac4b1e98d6fe70006e40486361f1058d70d23bf524835fd7c9fc800a9964');
INSERT INTO "artifact" VALUES('780cda2d-000b-4755-bff5-6119f26acd9d','catalogue','out/measure.cat',77,'fb7fac4b1e98d6fe70006e40486361f1058d70d23bf524835fd7c9fc800a9964');
INSERT INTO "artifact" VALUES('96c305eb-486b-4ff9-9a84-931ffc8412aa','catalogue','out/measure.cat',77,'fb7fac4b1e98d6fe70006e40486361f1058d70d23bf524835fd7c9fc800a9964');
INSERT INTO "artifact" VALUES('a17cfded-a28d-4236-9016-b5cb9f452266','catalogue','out/measure.cat',77,'fb7fac4b1e98d6fe70006e40486361f1058d70d23bf524835fd7c9fc800a9964');
INSERT INTO "artifact" VALUES('f0b4f33e-5c5e-4df5-b118-eb172b7b7ba1','catalogue','out/measure.cat',77,'fb7fac4b1e98d6fe70006e40486361f1058d70d23bf524835fd7c9fc800a9964');
INSERT INTO "criterion" VALUES(1,0,'sources',NULL,'within',0.01,1,NULL);
INSERT INTO "criterion" VALUES(1,1,'chi2','1','not_worse_than',0.05,1,'lower');
INSERT INTO "criterion" VALUES(1,2,'astrometry','mas','none',NULL,0,NULL);
INSERT INTO "criterion" VALUES(2,0,'sources',NULL,'within',0.01,1,NULL);
INSERT INTO "criterion" VALUES(2,1,'chi2','1','not_worse_than',0.05,1,'lower');
INSERT INTO "criterion" VALUES(2,2,'astrometry','mas','none',NULL,0,NULL);
INSERT INTO "experiment" VALUES(1,'detector','Which can go?','secateur: 1
name: detector
','f0aff32aa7e4c346442ef2ef5280dad557209a87db3572059ba0ef9d3f5b29f5',42,'wall',0.01,0.95,3,1,'2026-11-25T03:30:30.474Z');
INSERT INTO "experiment" VALUES(2,'empty','Which can go?','secateur: 1
name: detector
','f0aff32aa7e4c346442ef2ef5280dad557209a87db3572059ba0ef9d3f5b29f5',42,'wall',0.01,0.95,3,1,'2026-11-25T03:30:30.481Z');
INSERT INTO "host" VALUES(1,'f1','node1','6.1','Xeon','<topology/>');
INSERT INTO "host_fact" VALUES(1,'cpu_model','Xeon');
INSERT INTO "host_fact" VALUES(1,'governor','performance');
INSERT INTO "host_fact" VALUES(1,'hostname','node1');
INSERT INTO "host_fact" VALUES(1,'kernel','6.1');
INSERT INTO "input" VALUES(1,1,0,'sky-1');
INSERT INTO "input" VALUES(2,1,1,'sky-2');
INSERT INTO "input" VALUES(3,2,0,'sky-1');
INSERT INTO "input" VALUES(4,2,1,'sky-2');
INSERT INTO "input_column" VALUES(1,'id','sky-1');
INSERT INTO "input_column" VALUES(1,'image','im''age".fits');
INSERT INTO "input_column" VALUES(1,'seeing','0.7');
INSERT INTO "input_column" VALUES(2,'id','sky-2');
INSERT INTO "input_column" VALUES(2,'image','im''age".fits');
INSERT INTO "input_column" VALUES(2,'seeing','1.1');
INSERT INTO "input_column" VALUES(3,'id','sky-1');
INSERT INTO "input_column" VALUES(3,'image','im''age".fits');
INSERT INTO "input_column" VALUES(3,'seeing','0.7');
INSERT INTO "input_column" VALUES(4,'id','sky-2');
INSERT INTO "input_column" VALUES(4,'image','im''age".fits');
INSERT INTO "input_column" VALUES(4,'seeing','1.1');
INSERT INTO "metric" VALUES('0aeab542-ef87-4f08-8f85-490b65b51200','chi2',NULL,'1','psfex.xml is not there');
INSERT INTO "metric" VALUES('0aeab542-ef87-4f08-8f85-490b65b51200','sources',120.0,'count',NULL);
INSERT INTO "metric" VALUES('5af0bcb0-30fc-4e46-856a-597108daf021','chi2',NULL,'1','psfex.xml is not there');
INSERT INTO "metric" VALUES('5af0bcb0-30fc-4e46-856a-597108daf021','sources',120.0,'count',NULL);
INSERT INTO "metric" VALUES('780cda2d-000b-4755-bff5-6119f26acd9d','chi2',NULL,'1','psfex.xml is not there');
INSERT INTO "metric" VALUES('780cda2d-000b-4755-bff5-6119f26acd9d','sources',120.0,'count',NULL);
INSERT INTO "metric" VALUES('96c305eb-486b-4ff9-9a84-931ffc8412aa','chi2',NULL,'1','psfex.xml is not there');
INSERT INTO "metric" VALUES('96c305eb-486b-4ff9-9a84-931ffc8412aa','sources',120.0,'count',NULL);
INSERT INTO "metric" VALUES('a17cfded-a28d-4236-9016-b5cb9f452266','chi2',NULL,'1','psfex.xml is not there');
INSERT INTO "metric" VALUES('a17cfded-a28d-4236-9016-b5cb9f452266','sources',120.0,'count',NULL);
INSERT INTO "metric" VALUES('f0b4f33e-5c5e-4df5-b118-eb172b7b7ba1','chi2',NULL,'1','psfex.xml is not there');
INSERT INTO "metric" VALUES('f0b4f33e-5c5e-4df5-b118-eb172b7b7ba1','sources',120.0,'count',NULL);
INSERT INTO "reading" VALUES('780cda2d-000b-4755-bff5-6119f26acd9d',NULL,'task-clock',50000000.0,'ns',1.0,NULL);
INSERT INTO "reading" VALUES('780cda2d-000b-4755-bff5-6119f26acd9d',NULL,'cycles',NULL,'1',NULL,'no PMU');
INSERT INTO "reading" VALUES('a17cfded-a28d-4236-9016-b5cb9f452266',NULL,'task-clock',55000000.0,'ns',1.0,NULL);
INSERT INTO "reading" VALUES('a17cfded-a28d-4236-9016-b5cb9f452266',NULL,'cycles',NULL,'1',NULL,'no PMU');
INSERT INTO "reading" VALUES('5af0bcb0-30fc-4e46-856a-597108daf021',NULL,'task-clock',60000000.0,'ns',1.0,NULL);
INSERT INTO "reading" VALUES('5af0bcb0-30fc-4e46-856a-597108daf021',NULL,'cycles',NULL,'1',NULL,'no PMU');
INSERT INTO "reading" VALUES('f0b4f33e-5c5e-4df5-b118-eb172b7b7ba1',NULL,'task-clock',65000000.0,'ns',1.0,NULL);
INSERT INTO "reading" VALUES('f0b4f33e-5c5e-4df5-b118-eb172b7b7ba1',NULL,'cycles',NULL,'1',NULL,'no PMU');
INSERT INTO "reading" VALUES('96c305eb-486b-4ff9-9a84-931ffc8412aa',NULL,'task-clock',70000000.0,'ns',1.0,NULL);
INSERT INTO "reading" VALUES('96c305eb-486b-4ff9-9a84-931ffc8412aa',NULL,'cycles',NULL,'1',NULL,'no PMU');
INSERT INTO "reading" VALUES('0aeab542-ef87-4f08-8f85-490b65b51200',NULL,'task-clock',75000000.0,'ns',1.0,NULL);
INSERT INTO "reading" VALUES('0aeab542-ef87-4f08-8f85-490b65b51200',NULL,'cycles',NULL,'1',NULL,'no PMU');
INSERT INTO "run" VALUES('780cda2d-000b-4755-bff5-6119f26acd9d',1,1,1,1,0,0,1,'warmup','2025-11-24T16:00:00.000Z','ok',NULL,NULL,NULL,NULL,100000000,37500000,12500000,2000,'process','2',NULL);
INSERT INTO "run" VALUES('a17cfded-a28d-4236-9016-b5cb9f452266',1,1,2,1,0,1,1,'warmup','2025-11-24T16:00:00.000Z','ok',NULL,NULL,NULL,NULL,110000000,41250000,13750000,2000,'process','2',NULL);
INSERT INTO "run" VALUES('5af0bcb0-30fc-4e46-856a-597108daf021',1,1,3,1,0,2,1,'warmup','2025-11-24T16:00:00.000Z','ok',NULL,NULL,NULL,NULL,120000000,45000000,15000000,2000,'process','2',NULL);
INSERT INTO "run" VALUES('f0b4f33e-5c5e-4df5-b118-eb172b7b7ba1',1,1,2,2,1,0,1,'measured','2025-11-24T16:00:01.000Z','ok',NULL,NULL,NULL,NULL,130000000,48750000,16250000,2000,'process','2',NULL);
INSERT INTO "run" VALUES('96c305eb-486b-4ff9-9a84-931ffc8412aa',1,1,3,2,1,1,1,'measured','2025-11-24T16:00:01.000Z','ok',NULL,NULL,NULL,NULL,140000000,52500000,17500000,2000,'process','2',NULL);
INSERT INTO "run" VALUES('0aeab542-ef87-4f08-8f85-490b65b51200',1,1,1,2,1,2,1,'measured','2025-11-24T16:00:01.000Z','exit',3,NULL,'exit 3 in step measure','no room; it''s full
',150000000,56250000,18750000,2000,'process','2',NULL);
INSERT INTO "session" VALUES(1,1,1,'2026-11-25T03:30:30.476Z','2026-11-25T03:30:30.481Z','0.1.0',8700,'2;3','0',0,2);
INSERT INTO "session_version" VALUES(1,'psfex','3.24');
INSERT INTO "session_version" VALUES(1,'source-extractor','2.25.0');
INSERT INTO "setting" VALUES(1,'measurements','set','aper',1);
INSERT INTO "setting" VALUES(1,'measurements','set','flags',1);
INSERT INTO "setting" VALUES(1,'measurements','set','win',1);
INSERT INTO "setting" VALUES(1,'psf_degree','choice','2',1);
INSERT INTO "setting" VALUES(2,'measurements','set','aper',0);
INSERT INTO "setting" VALUES(2,'measurements','set','flags',1);
INSERT INTO "setting" VALUES(2,'measurements','set','win',1);
INSERT INTO "setting" VALUES(2,'psf_degree','choice','2',1);
INSERT INTO "setting" VALUES(3,'measurements','set','aper',0);
INSERT INTO "setting" VALUES(3,'measurements','set','flags',1);
INSERT INTO "setting" VALUES(3,'measurements','set','win',0);
INSERT INTO "setting" VALUES(3,'psf_degree','choice','1',1);
INSERT INTO "setting" VALUES(4,'measurements','set','aper',1);
INSERT INTO "setting" VALUES(4,'measurements','set','flags',1);
INSERT INTO "setting" VALUES(4,'measurements','set','win',1);
INSERT INTO "setting" VALUES(4,'psf_degree','choice','2',1);
INSERT INTO "setting" VALUES(5,'measurements','set','aper',0);
INSERT INTO "setting" VALUES(5,'measurements','set','flags',1);
INSERT INTO "setting" VALUES(5,'measurements','set','win',1);
INSERT INTO "setting" VALUES(5,'psf_degree','choice','2',1);
INSERT INTO "setting" VALUES(6,'measurements','set','aper',0);
INSERT INTO "setting" VALUES(6,'measurements','set','flags',1);
INSERT INTO "setting" VALUES(6,'measurements','set','win',0);
INSERT INTO "setting" VALUES(6,'psf_degree','choice','1',1);
INSERT INTO "step" VALUES('0aeab542-ef87-4f08-8f85-490b65b51200',0,'psf',1,'ok',NULL,NULL,37500000,18750000,0,1000);
INSERT INTO "step" VALUES('0aeab542-ef87-4f08-8f85-490b65b51200',1,'measure',1,'exit',3,NULL,112500000,37500000,18750000,2000);
INSERT INTO "step" VALUES('5af0bcb0-30fc-4e46-856a-597108daf021',0,'psf',1,'ok',NULL,NULL,30000000,15000000,0,1000);
INSERT INTO "step" VALUES('5af0bcb0-30fc-4e46-856a-597108daf021',1,'measure',1,'ok',NULL,NULL,90000000,30000000,15000000,2000);
INSERT INTO "step" VALUES('780cda2d-000b-4755-bff5-6119f26acd9d',0,'psf',1,'ok',NULL,NULL,25000000,12500000,0,1000);
INSERT INTO "step" VALUES('780cda2d-000b-4755-bff5-6119f26acd9d',1,'measure',1,'ok',NULL,NULL,75000000,25000000,12500000,2000);
INSERT INTO "step" VALUES('96c305eb-486b-4ff9-9a84-931ffc8412aa',0,'psf',1,'ok',NULL,NULL,35000000,17500000,0,1000);
INSERT INTO "step" VALUES('96c305eb-486b-4ff9-9a84-931ffc8412aa',1,'measure',1,'ok',NULL,NULL,105000000,35000000,17500000,2000);
INSERT INTO "step" VALUES('a17cfded-a28d-4236-9016-b5cb9f452266',0,'psf',1,'ok',NULL,NULL,27500000,13750000,0,1000);
INSERT INTO "step" VALUES('a17cfded-a28d-4236-9016-b5cb9f452266',1,'measure',1,'ok',NULL,NULL,82500000,27500000,13750000,2000);
INSERT INTO "step" VALUES('f0b4f33e-5c5e-4df5-b118-eb172b7b7ba1',0,'psf',1,'ok',NULL,NULL,32500000,16250000,0,1000);
INSERT INTO "step" VALUES('f0b4f33e-5c5e-4df5-b118-eb172b7b7ba1',1,'measure',1,'ok',NULL,NULL,97500000,32500000,16250000,2000);
INSERT INTO "variant" VALUES(1,1,0,'ee3361250597cc8415e8e029d8782c6952bc064ae98b9c865f393718186d2ba2','baseline','baseline',1,'','the configuration','');
INSERT INTO "variant" VALUES(2,1,1,'3d58b651732f35755c7e36b8db668936cf0eb8670a723de6650dfe39b503940a','no-aper','drop',1,'measurements: -aper','the configuration','- APER
');
INSERT INTO "variant" VALUES(3,1,2,'227cc5f92f2bd77ff402f062ae73e820a8ac510369682b7340a78abb424b148f','tiny','named',2,'measurements: -aper','the configuration','- APER
');
INSERT INTO "variant" VALUES(4,2,0,'ee3361250597cc8415e8e029d8782c6952bc064ae98b9c865f393718186d2ba2','baseline','baseline',4,'','the configuration','');
INSERT INTO "variant" VALUES(5,2,1,'3d58b651732f35755c7e36b8db668936cf0eb8670a723de6650dfe39b503940a','no-aper','drop',4,'measurements: -aper','the configuration','- APER
');
INSERT INTO "variant" VALUES(6,2,2,'227cc5f92f2bd77ff402f062ae73e820a8ac510369682b7340a78abb424b148f','tiny','named',5,'measurements: -aper','the configuration','- APER
');
INSERT INTO "verdict" VALUES(1,1,'cost','wall',1,3,-0.17,-0.3,-0.01,100000000.0,NULL,NULL,'baseline','','relative change, from log ratios: Hodges-Lehmann, signed ranks at 0.95; exploratory','2026-11-25T03:30:30.480Z');
INSERT INTO "verdict" VALUES(1,3,'cost','wall',2,3,-0.17,-0.3,-0.01,100000000.0,NULL,NULL,'drop','saves 17 %','relative change, from log ratios: Hodges-Lehmann, signed ranks at 0.95; exploratory','2026-11-25T03:30:30.480Z');
PRAGMA application_id = 1397048129;
PRAGMA user_version = 1;
COMMIT;
