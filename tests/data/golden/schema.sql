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
  error_rate TEXT NOT NULL DEFAULT 'family' CHECK (error_rate IN ('family', 'false_discovery')), -- what 1 - confidence bounds: the
    -- chance of one false claim among all variants, or the share of false claims among all claims
  duet INTEGER NOT NULL DEFAULT 0 CHECK (duet IN (0, 1)), -- 1: a block is a variant and its reference, which run at once; their
    -- positions are the two sides
  blocks INTEGER NOT NULL CHECK (blocks >= 0), -- measured blocks planned
  blocks_least INTEGER CHECK (blocks_least >= 1), -- of them, those after which it was first looked whether variants are settled, and so
    -- run no more; NULL: all blocks are run
  warmup INTEGER NOT NULL CHECK (warmup >= 0), -- blocks before them: stored, never judged
  budget_latency INTEGER CHECK (budget_latency > 0), -- ns: what a run may take; NULL: there is no budget. It changes no plan
  budget_baseline INTEGER CHECK (budget_baseline > 0), -- ns: what the baseline takes where it is in use; NULL: what it was measured to take
  path_of TEXT, -- of a step of a path: the name of the experiment that the path is of; its baseline is where the path has come to, and
    -- its variants are what may be changed next
  path_to TEXT, -- the variant to which the path leads
  path_step INTEGER CHECK ((path_step >= 1) = (path_of IS NOT NULL AND path_to IS NOT NULL)), -- from 1
  created_utc TEXT NOT NULL -- when the plan was frozen
) STRICT;
CREATE TABLE variant ( -- one configuration of the pipeline under study
  id INTEGER PRIMARY KEY,
  experiment INTEGER NOT NULL REFERENCES experiment (id),
  ordinal INTEGER NOT NULL, -- its place in the experiment; 0 is the baseline
  identity TEXT NOT NULL, -- SHA-256 of settings and configuration: the same in every database
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('baseline', 'drop', 'vary', 'cross', 'named', 'screen', 'path')),
  reference INTEGER NOT NULL REFERENCES variant (id) DEFERRABLE INITIALLY DEFERRED,
    -- the variant it starts from and is compared with; the baseline's is itself
  change TEXT, -- what differs from the reference, in words
  config TEXT, -- all that its settings render to: commands, environment, files
  config_diff TEXT, -- lines of config removed (-) and added (+) against the reference
  effective TEXT, -- what the programs themselves say is in force; NULL: the experiment does not ask them
  effective_diff TEXT, -- lines of that removed (-) and added (+) against the reference
  added INTEGER NOT NULL DEFAULT 0 CHECK (added IN (0, 1)), -- 1: not in the experiment file; a search came upon it
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
CREATE TABLE crowd ( -- by how much runs at once disturb each other: the baseline beside itself, from alone; for parallel: auto
  experiment INTEGER NOT NULL REFERENCES experiment (id),
  fingerprint TEXT NOT NULL, -- of the machine, as in host
  runs INTEGER NOT NULL CHECK (runs >= 2), -- at once
  cpu REAL, -- change of a run's CPU time: 0.02 is 2 % more; low and high: 95 % interval; NULL: it used none
  cpu_low REAL,
  cpu_high REAL,
  wall REAL, -- the same of its wall time
  wall_low REAL,
  wall_high REAL,
  bearable INTEGER NOT NULL CHECK (bearable IN (0, 1)), -- 1: so many may be made at once
  found_utc TEXT NOT NULL,
  PRIMARY KEY (experiment, fingerprint, runs)
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
  parallel INTEGER NOT NULL CHECK (parallel >= 1), -- runs at once
  cache TEXT NOT NULL DEFAULT 'as-is' CHECK (cache IN ('as-is', 'warm', 'drop')), -- page cache when a run began: what runs before
    -- had left in it; with the files that its arguments name; empty
  threads TEXT -- thread variables of libraries, where the experiment did not set them itself
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
CREATE TABLE block ( -- the blocks that a search made; those of a plan follow from it, and are not here
  experiment INTEGER NOT NULL REFERENCES experiment (id),
  number INTEGER NOT NULL CHECK (number >= 0), -- as in run.block
  stage TEXT NOT NULL CHECK (stage IN ('noise', 'prune', 'components', 'variants', 'choice', 'confirm')),
    -- what it was made for
  key TEXT NOT NULL CHECK (length(key) = 64),
    -- SHA-256 of stage, place in it and configurations: a search that is resumed finds its runs by it
  input INTEGER NOT NULL REFERENCES input (id), -- that all its runs are on
  PRIMARY KEY (experiment, number),
  UNIQUE (experiment, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE run ( -- one run of one variant on one input, whatever became of it
  id TEXT PRIMARY KEY NOT NULL, -- a random UUID
  experiment INTEGER NOT NULL REFERENCES experiment (id),
  session INTEGER NOT NULL REFERENCES session (id),
  variant INTEGER NOT NULL REFERENCES variant (id),
  input INTEGER NOT NULL REFERENCES input (id),
  block INTEGER NOT NULL CHECK (block >= 0), -- from 0, warm-up blocks first; one input for each block
  position INTEGER NOT NULL CHECK (position >= 0),
    -- in the random order of its block, from 0; a search may run a variant at several positions of one block
  attempt INTEGER NOT NULL CHECK (attempt >= 1), -- from 1
  replicate INTEGER NOT NULL DEFAULT 0 CHECK (replicate >= 0), -- above 0: its block was made before in another database, and the two
    -- were merged. Runs are compared inside one replicate of their block
  phase TEXT NOT NULL CHECK (phase IN ('warmup', 'measured')),
  started_utc TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'exit', 'signal', 'wall_limit', 'cpu_limit', 'memory_limit', 'process_limit',
    'file_limit', 'no_start')),
  exit_code INTEGER CHECK (exit_code IS NULL OR outcome = 'exit'),
  signal INTEGER CHECK (signal IS NULL OR outcome = 'signal'),
  reason TEXT, -- of a failure, in words
  log_tail TEXT, -- the end of the failed step's log
  wall_ns INTEGER, -- sum over the steps that started; this and the next three are NULL when none did
  user_ns INTEGER, -- CPU time in user mode, sum over the steps
  sys_ns INTEGER, -- CPU time in the kernel, sum over the steps
  peak_memory_bytes INTEGER, -- see accounting
  accounting TEXT NOT NULL DEFAULT 'process' CHECK (accounting IN ('process', 'cgroup1', 'cgroup2')),
    -- how CPU time and memory were counted: by control groups, of the whole tree, page cache included; or by wait4:
    -- CPU time of all that was left to wait for, memory of the largest process. Different ways are not compared
  disturbed TEXT, -- in words, when more went on around it than it should bear: see `condition`. It was made once more, as the next
    -- attempt, and the last attempt counts; NULL: it was not
  cpus TEXT, -- that it was pinned to
  padding INTEGER, -- bytes by which arguments and environment were made longer than whole pages: random, the same for all runs of
    -- a block, so that no variant has a stack of its own; NULL: they were as long as they happened to be
  scratch TEXT, -- its folder, when it was kept
  UNIQUE (experiment, block, replicate, position, attempt),
  CHECK ((reason IS NULL) = (outcome = 'ok')),
  CHECK (wall_ns + user_ns + sys_ns + peak_memory_bytes IS NOT NULL OR outcome = 'no_start')
) STRICT;
CREATE UNIQUE INDEX run_ok ON run (experiment, block, replicate, position) WHERE outcome = 'ok' AND disturbed IS NULL;
CREATE INDEX run_of ON run (variant, block);
CREATE TABLE step ( -- the steps of a run, up to the one that failed
  run TEXT NOT NULL REFERENCES run (id),
  ordinal INTEGER NOT NULL, -- from 0
  name TEXT NOT NULL,
  iteration INTEGER NOT NULL, -- from 1: the pass of a loop
  outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'exit', 'signal', 'wall_limit', 'cpu_limit', 'memory_limit', 'process_limit',
    'file_limit', 'no_start')),
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
  enabled_share REAL, -- of the time it was meant to count; below 0.995 value is scaled, not trusted, and decides nothing
  absent_reason TEXT, -- why value is NULL; events that do not fit at once take turns, block by block
  FOREIGN KEY (run, step) REFERENCES step (run, ordinal),
  CHECK ((value IS NULL) = (absent_reason IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX reading_of_run ON reading (run, event) WHERE step IS NULL;
CREATE UNIQUE INDEX reading_of_step ON reading (run, step, event) WHERE step IS NOT NULL;
CREATE TABLE exact_count ( -- instructions in user mode of all processes of a run, counted by valgrind in a pass of its own
  experiment INTEGER NOT NULL REFERENCES experiment (id),
  session INTEGER REFERENCES session (id), -- NULL: nothing was run for it, for the reason given
  variant INTEGER NOT NULL REFERENCES variant (id),
  input INTEGER NOT NULL REFERENCES input (id),
  repeat INTEGER NOT NULL CHECK (repeat >= 0), -- 1: once more, to see how well it repeats: of the baseline alone
  value REAL,
  absent_reason TEXT, -- why value is NULL; it is tried again by the next `secateur run`
  counted_utc TEXT NOT NULL,
  PRIMARY KEY (variant, input, repeat),
  CHECK ((value IS NULL) = (absent_reason IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE TABLE condition ( -- what went on around a run
  run TEXT NOT NULL REFERENCES run (id),
  name TEXT NOT NULL, -- of its CPUs: steal, other-cpu, throttled, frequency; of the machine: swapped-pages, suspended,
    -- cpu-pressure, memory-pressure, io-pressure; of its own processes: involuntary-switches
  value REAL,
  unit TEXT,
  absent_reason TEXT, -- why value is NULL
  PRIMARY KEY (run, name),
  CHECK ((value IS NULL) = (absent_reason IS NOT NULL))
) STRICT, WITHOUT ROWID;
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
    CHECK (verdict IN ('baseline', 'drop', 'keep', 'no_gain', 'required', 'fails', 'no_op', 'undecided')),
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
CREATE VIEW v_run ( -- every run, with names in place of numbers
  id, -- of the run
  experiment, session, variant, reference, input, phase, block, position, attempt, started_utc, outcome,
  reason,
  wall_s, -- seconds
  cpu_s, -- seconds in user mode and in the kernel
  peak_memory_bytes,
  disturbed, -- in words, when more went on around it than it should bear
  replicate -- of its block: above 0 where several databases had made it before they were merged
) AS
SELECT r.id, e.name, r.session, v.name, b.name, i.key, r.phase, r.block, r.position, r.attempt, r.started_utc,
  r.outcome, r.reason, r.wall_ns / 1e9, (r.user_ns + r.sys_ns) / 1e9, r.peak_memory_bytes, r.disturbed, r.replicate
FROM run r
  JOIN experiment e ON e.id = r.experiment
  JOIN variant v ON v.id = r.variant
  JOIN variant b ON b.id = v.reference
  JOIN input i ON i.id = r.input
/* v_run(id,experiment,session,variant,reference,input,phase,block,position,attempt,started_utc,outcome,reason,wall_s,cpu_s,peak_memory_bytes,disturbed,replicate) */;
CREATE VIEW v_counting ( -- the last attempt of each run: a run that was disturbed is made once more
  id, experiment, variant, input, block, replicate, phase, outcome, accounting, wall_ns, user_ns, sys_ns, peak_memory_bytes,
  host
) AS
SELECT r.id, r.experiment, r.variant, r.input, r.block, r.replicate, r.phase, r.outcome, r.accounting, r.wall_ns, r.user_ns, r.sys_ns,
  r.peak_memory_bytes, s.host
FROM run r JOIN session s ON s.id = r.session WHERE NOT EXISTS (SELECT 1 FROM run l WHERE l.experiment = r.experiment AND l.block = r.block
  AND l.replicate = r.replicate AND l.position = r.position AND l.attempt > r.attempt)
/* v_counting(id,experiment,variant,input,block,replicate,phase,outcome,accounting,wall_ns,user_ns,sys_ns,peak_memory_bytes,host) */;
CREATE VIEW v_pair ( -- a measured run beside its reference's run of the same block; both succeeded. Where a search ran
  -- the reference several times in a block, the run is beside each of them
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
  observation, -- pairs of one observation: those on one input; where the experiment has but one, each by itself
  replicate -- of the block: see v_run
) AS
SELECT e.name, v.name, b.name, r.block, i.key, r.id, s.id,
  r.wall_ns, s.wall_ns, r.user_ns + r.sys_ns, s.user_ns + s.sys_ns, r.peak_memory_bytes, s.peak_memory_bytes,
  ln(r.wall_ns) - ln(s.wall_ns), ln(r.user_ns + r.sys_ns) - ln(s.user_ns + s.sys_ns),
  ln(r.peak_memory_bytes) - ln(s.peak_memory_bytes),
  CASE (SELECT count(*) FROM input WHERE experiment = r.experiment) WHEN 1 THEN r.block || '.' || r.replicate ELSE r.input END,
  r.replicate
FROM v_counting r
  JOIN variant v ON v.id = r.variant AND v.reference <> v.id
  JOIN v_counting s ON s.variant = v.reference AND s.block = r.block AND s.replicate = r.replicate AND s.outcome = 'ok' AND s.phase = 'measured'
    AND s.accounting = r.accounting AND s.host = r.host
  JOIN variant b ON b.id = v.reference
  JOIN experiment e ON e.id = r.experiment
  JOIN input i ON i.id = r.input
WHERE r.outcome = 'ok' AND r.phase = 'measured'
/* v_pair(experiment,variant,reference,block,input,run,reference_run,wall_ns,reference_wall_ns,cpu_ns,reference_cpu_ns,peak_memory_bytes,reference_peak_memory_bytes,log_wall,log_cpu,log_peak_memory,observation,replicate) */;
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
FROM interval
/* v_effect(experiment,variant,reference,measure,blocks,observations,ratio,change_percent,low_percent,high_percent,sd_log) */;
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
FROM interval
/* v_step_effect(experiment,variant,reference,step,measure,blocks,observations,ratio,change_percent,low_percent,high_percent,sd_log) */;
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
WHERE f.place = 1
/* v_failure(experiment,variant,reason,n,log_tail) */;
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
GROUP BY p.experiment, p.variant, b.name
/* v_metric_change(experiment,variant,reference,metric,unit,pairs,lost,reference_mean,mean_difference) */;
CREATE VIEW v_same_output ( -- outputs that are the reference's byte for byte, in the pairs of v_pair
  experiment, variant, reference, artifact,
  same, -- pairs with one digest
  pairs -- in which the reference has the output; one that the variant lacks is not the same
) AS
SELECT p.experiment, p.variant, p.reference, x.name, sum(x.sha256 IS y.sha256), count(*)
FROM v_pair p
  JOIN artifact x ON x.run = p.reference_run
  LEFT JOIN artifact y ON y.run = p.run AND y.name = x.name
GROUP BY p.experiment, p.variant, x.name
/* v_same_output(experiment,variant,reference,artifact,same,pairs) */;
CREATE VIEW v_rate ( -- what is made of two events counted in the same run, all of the time
  experiment, variant, input, block, run,
  rate, -- ipc: instructions per cycle; cache_miss, branch_miss: shares; ghz: cycles per nanosecond of CPU time
  value
) AS
WITH pair (rate, above, below) AS (
  VALUES ('ipc', 'instructions', 'cycles'), ('ipc', 'PAPI_TOT_INS', 'PAPI_TOT_CYC'),
    ('cache_miss', 'cache-misses', 'cache-references'), ('branch_miss', 'branch-misses', 'branches'),
    ('branch_miss', 'PAPI_BR_MSP', 'PAPI_BR_INS'), ('ghz', 'cycles', 'task-clock')
)
SELECT e.name, v.name, i.key, r.block, r.id, p.rate, x.value / nullif(y.value, 0)
FROM pair p
  JOIN reading x ON x.event = p.above AND x.step IS NULL AND x.enabled_share > 0.995
  JOIN reading y ON y.run = x.run AND y.event = p.below AND y.step IS NULL AND y.enabled_share > 0.995
  JOIN v_counting r ON r.id = x.run
  JOIN variant v ON v.id = r.variant
  JOIN experiment e ON e.id = r.experiment
  JOIN input i ON i.id = r.input
WHERE r.outcome = 'ok' AND r.phase = 'measured'
/* v_rate(experiment,variant,input,block,run,rate,value) */;
CREATE VIEW v_verdict ( -- one row for each variant that was judged
  experiment, variant, change, verdict, why, decided_utc
) AS
SELECT e.name, v.name, v.change, d.verdict, d.why, d.decided_utc
FROM (SELECT DISTINCT experiment, variant, verdict, why, decided_utc FROM verdict) d
  JOIN variant v ON v.id = d.variant
  JOIN experiment e ON e.id = d.experiment
ORDER BY v.experiment, v.ordinal
/* v_verdict(experiment,variant,change,verdict,why,decided_utc) */;
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
  LEFT JOIN (SELECT session, count(*) AS n FROM run GROUP BY session) r ON r.session = s.id
/* v_provenance(session,experiment,started_utc,ended_utc,runs,secateur,programs,hostname,cpu_model,kernel,cpuset,runner_cpus,runner_shares,parallel) */;
INSERT INTO student_t VALUES(1,12.706204740000000442);
INSERT INTO student_t VALUES(2,4.3026527300000001474);
INSERT INTO student_t VALUES(3,3.1824463050000000308);
INSERT INTO student_t VALUES(4,2.7764451050000000797);
INSERT INTO student_t VALUES(5,2.5705818360000001199);
INSERT INTO student_t VALUES(6,2.44691185099999986);
INSERT INTO student_t VALUES(7,2.3646242520000000375);
INSERT INTO student_t VALUES(8,2.3060041349999997883);
INSERT INTO student_t VALUES(9,2.2621571629999999153);
INSERT INTO student_t VALUES(10,2.2281388519999998365);
INSERT INTO student_t VALUES(11,2.200985160000000107);
INSERT INTO student_t VALUES(12,2.1788128300000000336);
INSERT INTO student_t VALUES(13,2.1603686560000001648);
INSERT INTO student_t VALUES(14,2.1447866879999999412);
INSERT INTO student_t VALUES(15,2.1314495459999998061);
INSERT INTO student_t VALUES(16,2.1199052990000000207);
INSERT INTO student_t VALUES(17,2.1098155780000000802);
INSERT INTO student_t VALUES(18,2.1009220399999999351);
INSERT INTO student_t VALUES(19,2.0930240539999998006);
INSERT INTO student_t VALUES(20,2.0859634470000001371);
INSERT INTO student_t VALUES(21,2.0796138449999999053);
INSERT INTO student_t VALUES(22,2.0738730680000001527);
INSERT INTO student_t VALUES(23,2.0686576099999998135);
INSERT INTO student_t VALUES(24,2.063898561999999881);
INSERT INTO student_t VALUES(25,2.059538552999999883);
INSERT INTO student_t VALUES(26,2.0555294389999998472);
INSERT INTO student_t VALUES(27,2.0518305159999998821);
INSERT INTO student_t VALUES(28,2.0484071419999998475);
INSERT INTO student_t VALUES(29,2.0452296419999997922);
INSERT INTO student_t VALUES(30,2.0422724560000000693);
INSERT INTO student_t VALUES(31,2.0395134200869033946);
INSERT INTO student_t VALUES(32,2.0369333210313804727);
INSERT INTO student_t VALUES(33,2.0345152782343602915);
INSERT INTO student_t VALUES(34,2.032244492779442524);
INSERT INTO student_t VALUES(35,2.0301079139535644912);
INSERT INTO student_t VALUES(36,2.0280939885703208602);
INSERT INTO student_t VALUES(37,2.0261924522146177451);
INSERT INTO student_t VALUES(38,2.0243941544531494081);
INSERT INTO student_t VALUES(39,2.0226909117347116051);
INSERT INTO student_t VALUES(40,2.0210753829953196358);
INSERT INTO student_t VALUES(41,2.0195409639828754144);
INSERT INTO student_t VALUES(42,2.0180816970958619371);
INSERT INTO student_t VALUES(43,2.0166921941427928821);
INSERT INTO student_t VALUES(44,2.0153675699129198761);
INSERT INTO student_t VALUES(45,2.0141033848332705602);
INSERT INTO student_t VALUES(46,2.0128955952945664087);
INSERT INTO student_t VALUES(47,2.011740510475731547);
INSERT INTO student_t VALUES(48,2.0106347546964218331);
INSERT INTO student_t VALUES(49,2.0095752344891839591);
INSERT INTO student_t VALUES(50,2.0085591097151809236);
INSERT INTO student_t VALUES(51,2.007583768155856152);
INSERT INTO student_t VALUES(52,2.0066468031021855722);
INSERT INTO student_t VALUES(53,2.0057459935369235104);
INSERT INTO student_t VALUES(54,2.0048792865664957218);
INSERT INTO student_t VALUES(55,2.0040447818101538857);
INSERT INTO student_t VALUES(56,2.0032407174966690988);
INSERT INTO student_t VALUES(57,2.002465458054569769);
INSERT INTO student_t VALUES(58,2.0017174830120629813);
INSERT INTO student_t VALUES(59,2.0009953770481807566);
INSERT INTO student_t VALUES(60,2.0002978210582322837);
INSERT INTO student_t VALUES(61,1.999623584114948116);
INSERT INTO student_t VALUES(62,1.9989715162222809752);
INSERT INTO student_t VALUES(63,1.9983405417721649133);
INSERT INTO student_t VALUES(64,1.9977296536259423476);
INSERT INTO student_t VALUES(65,1.9971379077519806344);
INSERT INTO student_t VALUES(66,1.9965644183594426497);
INSERT INTO student_t VALUES(67,1.9960083534754731182);
INSERT INTO student_t VALUES(68,1.995468930919369388);
INSERT INTO student_t VALUES(69,1.9949454146327807446);
INSERT INTO student_t VALUES(70,1.9944371113297396647);
INSERT INTO student_t VALUES(71,1.9939433674344708702);
INSERT INTO student_t VALUES(72,1.9934635662785489262);
INSERT INTO student_t VALUES(73,1.9929971255321323742);
INSERT INTO student_t VALUES(74,1.9925434948467859452);
INSERT INTO student_t VALUES(75,1.9921021536898309012);
INSERT INTO student_t VALUES(76,1.9916726093523140495);
INSERT INTO student_t VALUES(77,1.9912543951145689202);
INSERT INTO student_t VALUES(78,1.9908470685550165857);
INSERT INTO student_t VALUES(79,1.990450209989324648);
INSERT INTO student_t VALUES(80,1.9900634210283485447);
INSERT INTO student_t VALUES(81,1.9896863232444470526);
INSERT INTO student_t VALUES(82,1.9893185569367823894);
INSERT INTO student_t VALUES(83,1.9889597799871427952);
INSERT INTO student_t VALUES(84,1.9886096667986365993);
INSERT INTO student_t VALUES(85,1.9882679073103408651);
INSERT INTO student_t VALUES(86,1.9879342060816349579);
INSERT INTO student_t VALUES(87,1.9876082814405395815);
INSERT INTO student_t VALUES(88,1.9872898646909011866);
INSERT INTO student_t VALUES(89,1.9869786993737301727);
INSERT INTO student_t VALUES(90,1.9866745405784302924);
INSERT INTO student_t VALUES(91,1.9863771543000270369);
INSERT INTO student_t VALUES(92,1.9860863168388551702);
INSERT INTO student_t VALUES(93,1.9858018142394644467);
INSERT INTO student_t VALUES(94,1.9855234417657914303);
INSERT INTO student_t VALUES(95,1.9852510034098875824);
INSERT INTO student_t VALUES(96,1.9849843114317302639);
INSERT INTO student_t VALUES(97,1.9847231859278444687);
INSERT INTO student_t VALUES(98,1.9844674544266527327);
INSERT INTO student_t VALUES(99,1.9842169515086434117);
INSERT INTO student_t VALUES(100,1.9839715184495940736);
INSERT INTO student_t VALUES(101,1.9837310028852415122);
INSERT INTO student_t VALUES(102,1.9834952584959006927);
INSERT INTO student_t VALUES(103,1.9832641447096699405);
INSERT INTO student_t VALUES(104,1.9830375264229500587);
INSERT INTO student_t VALUES(105,1.9828152737371143032);
INSERT INTO student_t VALUES(106,1.9825972617102505246);
INSERT INTO student_t VALUES(107,1.9823833701229769399);
INSERT INTO student_t VALUES(108,1.9821734832574104956);
INSERT INTO student_t VALUES(109,1.9819674896884336146);
INSERT INTO student_t VALUES(110,1.981765282086469293);
INSERT INTO student_t VALUES(111,1.9815667570310298017);
INSERT INTO student_t VALUES(112,1.9813718148343595348);
INSERT INTO student_t VALUES(113,1.9811803593745391793);
INSERT INTO student_t VALUES(114,1.9809922979374650076);
INSERT INTO student_t VALUES(115,1.9808075410671586169);
INSERT INTO student_t VALUES(116,1.9806260024238961925);
INSERT INTO student_t VALUES(117,1.9804475986496876682);
INSERT INTO student_t VALUES(118,1.9802722492406641396);
INSERT INTO student_t VALUES(119,1.9800998764259645223);
INSERT INTO student_t VALUES(120,1.9799304050527346543);
INSERT INTO student_t VALUES(121,1.9797637624768882336);
INSERT INTO student_t VALUES(122,1.9795998784592887531);
INSERT INTO student_t VALUES(123,1.9794386850670475652);
INSERT INTO student_t VALUES(124,1.979280116579640314);
INSERT INTO student_t VALUES(125,1.9791241093995748379);
INSERT INTO student_t VALUES(126,1.978970601967351417);
INSERT INTO student_t VALUES(127,1.9788195346804784424);
INSERT INTO student_t VALUES(128,1.9786708498163196878);
INSERT INTO student_t VALUES(129,1.978524491458562462);
INSERT INTO student_t VALUES(130,1.9783804054271101335);
INSERT INTO student_t VALUES(131,1.9782385392112156186);
INSERT INTO student_t VALUES(132,1.9780988419056804161);
INSERT INTO student_t VALUES(133,1.9779612641499584313);
INSERT INTO student_t VALUES(134,1.9778257580700095985);
INSERT INTO student_t VALUES(135,1.9776922772227611968);
INSERT INTO student_t VALUES(136,1.9775607765430402995);
INSERT INTO student_t VALUES(137,1.9774312122928503487);
INSERT INTO student_t VALUES(138,1.9773035420128728389);
INSERT INTO student_t VALUES(139,1.9771777244760784242);
INSERT INTO student_t VALUES(140,1.9770537196433448645);
INSERT INTO student_t VALUES(141,1.9769314886209785608);
INSERT INTO student_t VALUES(142,1.9768109936200457532);
INSERT INTO student_t VALUES(143,1.9766921979174243428);
INSERT INTO student_t VALUES(144,1.9765750658184924049);
INSERT INTO student_t VALUES(145,1.9764595626213721235);
INSERT INTO student_t VALUES(146,1.9763456545826563193);
INSERT INTO student_t VALUES(147,1.9762333088845438489);
INSERT INTO student_t VALUES(148,1.9761224936033190413);
INSERT INTO student_t VALUES(149,1.9760131776791109992);
INSERT INTO student_t VALUES(150,1.975905330886869482);
INSERT INTO student_t VALUES(151,1.9757989238085060801);
INSERT INTO student_t VALUES(152,1.9756939278061422804);
INSERT INTO student_t VALUES(153,1.9755903149964140208);
INSERT INTO student_t VALUES(154,1.9754880582257872134);
INSERT INTO student_t VALUES(155,1.9753871310468338329);
INSERT INTO student_t VALUES(156,1.9752875076954279354);
INSERT INTO student_t VALUES(157,1.9751891630688214185);
INSERT INTO student_t VALUES(158,1.9750920727045564451);
INSERT INTO student_t VALUES(159,1.9749962127601803363);
INSERT INTO student_t VALUES(160,1.9749015599937271847);
INSERT INTO student_t VALUES(161,1.9748080917449313265);
INSERT INTO student_t VALUES(162,1.9747157859171429183);
INSERT INTO student_t VALUES(163,1.9746246209599129795);
INSERT INTO student_t VALUES(164,1.9745345758522203638);
INSERT INTO student_t VALUES(165,1.9744456300863135744);
INSERT INTO student_t VALUES(166,1.9743577636521401075);
INSERT INTO student_t VALUES(167,1.9742709570223393455);
INSERT INTO student_t VALUES(168,1.9741851911377754635);
INSERT INTO student_t VALUES(169,1.9741004473935881424);
INSERT INTO student_t VALUES(170,1.9740167076257371103);
INSERT INTO student_t VALUES(171,1.9739339540980236353);
INSERT INTO student_t VALUES(172,1.973852169489568098);
INSERT INTO student_t VALUES(173,1.9737713368827236593);
INSERT INTO student_t VALUES(174,1.9736914397514102592);
INSERT INTO student_t VALUES(175,1.9736124619498516263);
INSERT INTO student_t VALUES(176,1.9735343877016975344);
INSERT INTO student_t VALUES(177,1.9734572015895186503);
INSERT INTO student_t VALUES(178,1.9733808885446573189);
INSERT INTO student_t VALUES(179,1.9733054338374205194);
INSERT INTO student_t VALUES(180,1.9732308230676025573);
INSERT INTO student_t VALUES(181,1.9731570421553230598);
INSERT INTO student_t VALUES(182,1.9730840773321698389);
INSERT INTO student_t VALUES(183,1.9730119151326332982);
INSERT INTO student_t VALUES(184,1.9729405423858228374);
INSERT INTO student_t VALUES(185,1.9728699462074528181);
INSERT INTO student_t VALUES(186,1.9728001139920885442);
INSERT INTO student_t VALUES(187,1.972731033405644041);
INSERT INTO student_t VALUES(188,1.972662692378119198);
INSERT INTO student_t VALUES(189,1.9725950790965691705);
INSERT INTO student_t VALUES(190,1.9725281819982984909);
INSERT INTO student_t VALUES(191,1.9724619897642683419);
INSERT INTO student_t VALUES(192,1.972396491312712996);
INSERT INTO student_t VALUES(193,1.9723316757929543197);
INSERT INTO student_t VALUES(194,1.9722675325794098988);
INSERT INTO student_t VALUES(195,1.9722040512657861288);
INSERT INTO student_t VALUES(196,1.9721412216594502719);
INSERT INTO student_t VALUES(197,1.9720790337759750432);
INSERT INTO student_t VALUES(198,1.9720174778338490639);
INSERT INTO student_t VALUES(199,1.9719565442493482976);
INSERT INTO student_t VALUES(200,1.9718962236315622504);
INSERT INTO student_t VALUES(201,1.9718365067775689425);
INSERT INTO student_t VALUES(202,1.9717773846677542071);
INSERT INTO student_t VALUES(203,1.9717188484612708787);
INSERT INTO student_t VALUES(204,1.9716608894916316518);
INSERT INTO student_t VALUES(205,1.9716034992624316135);
INSERT INTO student_t VALUES(206,1.9715466694431960092);
INSERT INTO student_t VALUES(207,1.9714903918653499115);
INSERT INTO student_t VALUES(208,1.9714346585183035731);
INSERT INTO student_t VALUES(209,1.9713794615456519121);
INSERT INTO student_t VALUES(210,1.9713247932414821317);
INSERT INTO student_t VALUES(211,1.9712706460467881441);
INSERT INTO student_t VALUES(212,1.9712170125459862468);
INSERT INTO student_t VALUES(213,1.971163885463529386);
INSERT INTO student_t VALUES(214,1.9711112576606166779);
INSERT INTO student_t VALUES(215,1.9710591221319970767);
INSERT INTO student_t VALUES(216,1.9710074720028596395);
INSERT INTO student_t VALUES(217,1.970956300525812388);
INSERT INTO student_t VALUES(218,1.9709056010779433254);
INSERT INTO student_t VALUES(219,1.9708553671579633892);
INSERT INTO student_t VALUES(220,1.9708055923834277844);
INSERT INTO student_t VALUES(221,1.9707562704880312587);
INSERT INTO student_t VALUES(222,1.970707395318980426);
INSERT INTO student_t VALUES(223,1.9706589608344338149);
INSERT INTO student_t VALUES(224,1.9706109611010118598);
INSERT INTO student_t VALUES(225,1.970563390291375061);
INSERT INTO student_t VALUES(226,1.9705162426818647602);
INSERT INTO student_t VALUES(227,1.9704695126502078661);
INSERT INTO student_t VALUES(228,1.9704231946732819746);
INSERT INTO student_t VALUES(229,1.9703772833249388884);
INSERT INTO student_t VALUES(230,1.9703317732738858669);
INSERT INTO student_t VALUES(231,1.9702866592816219437);
INSERT INTO student_t VALUES(232,1.9702419362004277569);
INSERT INTO student_t VALUES(233,1.9701975989714077819);
INSERT INTO student_t VALUES(234,1.9701536426225823017);
INSERT INTO student_t VALUES(235,1.9701100622670293383);
INSERT INTO student_t VALUES(236,1.970066853101073212);
INSERT INTO student_t VALUES(237,1.9700240104025192877);
INSERT INTO student_t VALUES(238,1.9699815295289337946);
INSERT INTO student_t VALUES(239,1.9699394059159676118);
INSERT INTO student_t VALUES(240,1.9698976350757202435);
INSERT INTO student_t VALUES(241,1.9698562125951466494);
INSERT INTO student_t VALUES(242,1.9698151341345031539);
INSERT INTO student_t VALUES(243,1.9697743954258313259);
INSERT INTO student_t VALUES(244,1.9697339922714804938);
INSERT INTO student_t VALUES(245,1.9696939205426648999);
INSERT INTO student_t VALUES(246,1.969654176178058158);
INSERT INTO student_t VALUES(247,1.9696147551824214616);
INSERT INTO student_t VALUES(248,1.9695756536252633228);
INSERT INTO student_t VALUES(249,1.9695368676395341722);
INSERT INTO student_t VALUES(250,1.9694983934203520448);
INSERT INTO student_t VALUES(251,1.9694602272237573536);
INSERT INTO student_t VALUES(252,1.9694223653654980843);
INSERT INTO student_t VALUES(253,1.9693848042198460746);
INSERT INTO student_t VALUES(254,1.9693475402184377198);
INSERT INTO student_t VALUES(255,1.9693105698491446542);
INSERT INTO student_t VALUES(256,1.9692738896549706328);
INSERT INTO student_t VALUES(257,1.9692374962329737275);
INSERT INTO student_t VALUES(258,1.969201386233213169);
INSERT INTO student_t VALUES(259,1.9691655563577228349);
INSERT INTO student_t VALUES(260,1.9691300033595064977);
INSERT INTO student_t VALUES(261,1.9690947240415566099);
INSERT INTO student_t VALUES(262,1.9690597152558964033);
INSERT INTO student_t VALUES(263,1.9690249739026437492);
INSERT INTO student_t VALUES(264,1.9689904969290956682);
INSERT INTO student_t VALUES(265,1.9689562813288343789);
INSERT INTO student_t VALUES(266,1.9689223241408535525);
INSERT INTO student_t VALUES(267,1.9688886224487041065);
INSERT INTO student_t VALUES(268,1.9688551733796586518);
INSERT INTO student_t VALUES(269,1.9688219741038961441);
INSERT INTO student_t VALUES(270,1.968789021833703412);
INSERT INTO student_t VALUES(271,1.9687563138226944481);
INSERT INTO student_t VALUES(272,1.9687238473650481296);
INSERT INTO student_t VALUES(273,1.9686916197947614826);
INSERT INTO student_t VALUES(274,1.9686596284849200433);
INSERT INTO student_t VALUES(275,1.968627870846984651);
INSERT INTO student_t VALUES(276,1.9685963443300922293);
INSERT INTO student_t VALUES(277,1.9685650464203738874);
INSERT INTO student_t VALUES(278,1.9685339746402856775);
INSERT INTO student_t VALUES(279,1.9685031265479553397);
INSERT INTO student_t VALUES(280,1.9684724997365432574);
INSERT INTO student_t VALUES(281,1.9684420918336149597);
INSERT INTO student_t VALUES(282,1.968411900500530054);
INSERT INTO student_t VALUES(283,1.9683819234318415958);
INSERT INTO student_t VALUES(284,1.9683521583547096689);
INSERT INTO student_t VALUES(285,1.9683226030283271779);
INSERT INTO student_t VALUES(286,1.9682932552433571871);
INSERT INTO student_t VALUES(287,1.968264112821382028);
INSERT INTO student_t VALUES(288,1.9682351736143650633);
INSERT INTO student_t VALUES(289,1.9682064355041228864);
INSERT INTO student_t VALUES(290,1.968177896401807736);
INSERT INTO student_t VALUES(291,1.9681495542474016779);
INSERT INTO student_t VALUES(292,1.9681214070092216683);
INSERT INTO student_t VALUES(293,1.9680934526834328313);
INSERT INTO student_t VALUES(294,1.9680656892935739499);
INSERT INTO student_t VALUES(295,1.9680381148900916166);
INSERT INTO student_t VALUES(296,1.9680107275498828212);
INSERT INTO student_t VALUES(297,1.9679835253758490853);
INSERT INTO student_t VALUES(298,1.9679565064964577025);
INSERT INTO student_t VALUES(299,1.9679296690653129697);
INSERT INTO student_t VALUES(300,1.967903011260735191);
INSERT INTO student_t VALUES(301,1.9678765312853485625);
INSERT INTO student_t VALUES(302,1.9678502273656774956);
INSERT INTO student_t VALUES(303,1.9678240977517504894);
INSERT INTO student_t VALUES(304,1.9677981407167115524);
INSERT INTO student_t VALUES(305,1.9677723545564411722);
INSERT INTO student_t VALUES(306,1.9677467375891815049);
INSERT INTO student_t VALUES(307,1.9677212881551722212);
INSERT INTO student_t VALUES(308,1.9676960046162914608);
INSERT INTO student_t VALUES(309,1.9676708853557045575);
INSERT INTO student_t VALUES(310,1.96764592877751876);
INSERT INTO student_t VALUES(311,1.9676211333064461683);
INSERT INTO student_t VALUES(312,1.9675964973874717767);
INSERT INTO student_t VALUES(313,1.9675720194855281786);
INSERT INTO student_t VALUES(314,1.9675476980851773767);
INSERT INTO student_t VALUES(315,1.9675235316902972559);
INSERT INTO student_t VALUES(316,1.9674995188237758281);
INSERT INTO student_t VALUES(317,1.9674756580272088068);
INSERT INTO student_t VALUES(318,1.9674519478606058431);
INSERT INTO student_t VALUES(319,1.9674283869021000903);
INSERT INTO student_t VALUES(320,1.9674049737476639876);
INSERT INTO student_t VALUES(321,1.9673817070108301496);
INSERT INTO student_t VALUES(322,1.9673585853224184738);
INSERT INTO student_t VALUES(323,1.9673356073302668001);
INSERT INTO student_t VALUES(324,1.9673127716989673441);
INSERT INTO student_t VALUES(325,1.9672900771096091254);
INSERT INTO student_t VALUES(326,1.9672675222595217281);
INSERT INTO student_t VALUES(327,1.9672451058620290531);
INSERT INTO student_t VALUES(328,1.9672228266462017387);
INSERT INTO student_t VALUES(329,1.9672006833566189065);
INSERT INTO student_t VALUES(330,1.9671786747531316841);
INSERT INTO student_t VALUES(331,1.9671567996106318343);
INSERT INTO student_t VALUES(332,1.9671350567188239377);
INSERT INTO student_t VALUES(333,1.9671134448820031259);
INSERT INTO student_t VALUES(334,1.9670919629188343691);
INSERT INTO student_t VALUES(335,1.9670706096621393133);
INSERT INTO student_t VALUES(336,1.9670493839586831175);
INSERT INTO student_t VALUES(337,1.9670282846689677302);
INSERT INTO student_t VALUES(338,1.9670073106670271645);
INSERT INTO student_t VALUES(339,1.9669864608402285455);
INSERT INTO student_t VALUES(340,1.9669657340890742691);
INSERT INTO student_t VALUES(341,1.9669451293270088232);
INSERT INTO student_t VALUES(342,1.9669246454802291612);
INSERT INTO student_t VALUES(343,1.9669042814874986291);
INSERT INTO student_t VALUES(344,1.966884036299962446);
INSERT INTO student_t VALUES(345,1.9668639088809687365);
INSERT INTO student_t VALUES(346,1.9668438982058915609);
INSERT INTO student_t VALUES(347,1.9668240032619561663);
INSERT INTO student_t VALUES(348,1.9668042230480686782);
INSERT INTO student_t VALUES(349,1.966784556574648457);
INSERT INTO student_t VALUES(350,1.9667650028634628966);
INSERT INTO student_t VALUES(351,1.966745560947464444);
INSERT INTO student_t VALUES(352,1.9667262298706325029);
INSERT INTO student_t VALUES(353,1.966707008687815783);
INSERT INTO student_t VALUES(354,1.9666878964645786442);
INSERT INTO student_t VALUES(355,1.9666688922770494407);
INSERT INTO student_t VALUES(356,1.9666499952117717509);
INSERT INTO student_t VALUES(357,1.9666312043655582719);
INSERT INTO student_t VALUES(358,1.9666125188453462691);
INSERT INTO student_t VALUES(359,1.966593937768057243);
INSERT INTO student_t VALUES(360,1.966575460260456154);
INSERT INTO student_t VALUES(361,1.9665570854590164184);
INSERT INTO student_t VALUES(362,1.9665388125097837956);
INSERT INTO student_t VALUES(363,1.9665206405682456036);
INSERT INTO student_t VALUES(364,1.9665025687991990466);
INSERT INTO student_t VALUES(365,1.9664845963766248715);
INSERT INTO student_t VALUES(366,1.9664667224835596925);
INSERT INTO student_t VALUES(367,1.9664489463119740886);
INSERT INTO student_t VALUES(368,1.9664312670626495904);
INSERT INTO student_t VALUES(369,1.9664136839450592209);
INSERT INTO student_t VALUES(370,1.966396196177249811);
INSERT INTO student_t VALUES(371,1.966378802985725871);
INSERT INTO student_t VALUES(372,1.966361503605335681);
INSERT INTO student_t VALUES(373,1.9663442972791591589);
INSERT INTO student_t VALUES(374,1.9663271832583970599);
INSERT INTO student_t VALUES(375,1.9663101608022630628);
INSERT INTO student_t VALUES(376,1.9662932291778763005);
INSERT INTO student_t VALUES(377,1.9662763876601565549);
INSERT INTO student_t VALUES(378,1.9662596355317196739);
INSERT INTO student_t VALUES(379,1.9662429720827780954);
INSERT INTO student_t VALUES(380,1.9662263966110375967);
INSERT INTO student_t VALUES(381,1.966209908421600927);
INSERT INTO student_t VALUES(382,1.9661935068268698856);
INSERT INTO student_t VALUES(383,1.9661771911464496209);
INSERT INTO student_t VALUES(384,1.9661609607070547056);
INSERT INTO student_t VALUES(385,1.9661448148424160997);
INSERT INTO student_t VALUES(386,1.9661287528931912227);
INSERT INTO student_t VALUES(387,1.966112774206872471);
INSERT INTO student_t VALUES(388,1.9660968781377003988);
INSERT INTO student_t VALUES(389,1.966081064046575344);
INSERT INTO student_t VALUES(390,1.9660653313009734954);
INSERT INTO student_t VALUES(391,1.9660496792748605177);
INSERT INTO student_t VALUES(392,1.9660341073486100604);
INSERT INTO student_t VALUES(393,1.9660186149089218243);
INSERT INTO student_t VALUES(394,1.9660032013487398483);
INSERT INTO student_t VALUES(395,1.965987866067174794);
INSERT INTO student_t VALUES(396,1.9659726084694248982);
INSERT INTO student_t VALUES(397,1.9659574279666993668);
INSERT INTO student_t VALUES(398,1.9659423239761424362);
INSERT INTO student_t VALUES(399,1.9659272959207589881);
INSERT INTO student_t VALUES(400,1.9659123432293408306);
INSERT INTO student_t VALUES(401,1.9658974653363952);
INSERT INTO student_t VALUES(402,1.9658826616820717081);
INSERT INTO student_t VALUES(403,1.9658679317120941743);
INSERT INTO student_t VALUES(404,1.9658532748776897935);
INSERT INTO student_t VALUES(405,1.9658386906355220791);
INSERT INTO student_t VALUES(406,1.9658241784476229163);
INSERT INTO student_t VALUES(407,1.96580973778132706);
INSERT INTO student_t VALUES(408,1.9657953681092066311);
INSERT INTO student_t VALUES(409,1.9657810689090069455);
INSERT INTO student_t VALUES(410,1.9657668396635832319);
INSERT INTO student_t VALUES(411,1.9657526798608384588);
INSERT INTO student_t VALUES(412,1.9657385889936613843);
INSERT INTO student_t VALUES(413,1.965724566559866826);
INSERT INTO student_t VALUES(414,1.9657106120621354872);
INSERT INTO student_t VALUES(415,1.9656967250079551146);
INSERT INTO student_t VALUES(416,1.965682904909562767);
INSERT INTO student_t VALUES(417,1.9656691512838875279);
INSERT INTO student_t VALUES(418,1.965655463652494328);
INSERT INTO student_t VALUES(419,1.965641841541528656);
INSERT INTO student_t VALUES(420,1.9656282844816614918);
INSERT INTO student_t VALUES(421,1.9656147920080357938);
INSERT INTO student_t VALUES(422,1.9656013636602125416);
INSERT INTO student_t VALUES(423,1.9655879989821198883);
INSERT INTO student_t VALUES(424,1.9655746975220000916);
INSERT INTO student_t VALUES(425,1.9655614588323593316);
INSERT INTO student_t VALUES(426,1.9655482824699170851);
INSERT INTO student_t VALUES(427,1.9655351679955568311);
INSERT INTO student_t VALUES(428,1.9655221149742780895);
INSERT INTO student_t VALUES(429,1.965509122975146905);
INSERT INTO student_t VALUES(430,1.9654961915712489961);
INSERT INTO student_t VALUES(431,1.9654833203396435692);
INSERT INTO student_t VALUES(432,1.9654705088613164676);
INSERT INTO student_t VALUES(433,1.9654577567211350963);
INSERT INTO student_t VALUES(434,1.965445063507803125);
INSERT INTO student_t VALUES(435,1.9654324288138169674);
INSERT INTO student_t VALUES(436,1.9654198522354215938);
INSERT INTO student_t VALUES(437,1.9654073333725678995);
INSERT INTO student_t VALUES(438,1.9653948718288698493);
INSERT INTO student_t VALUES(439,1.9653824672115633998);
INSERT INTO student_t VALUES(440,1.9653701191314640883);
INSERT INTO student_t VALUES(441,1.9653578272029272877);
INSERT INTO student_t VALUES(442,1.9653455910438080156);
INSERT INTO student_t VALUES(443,1.9653334102754207446);
INSERT INTO student_t VALUES(444,1.9653212845225007665);
INSERT INTO student_t VALUES(445,1.9653092134131655566);
INSERT INTO student_t VALUES(446,1.9652971965788768038);
INSERT INTO student_t VALUES(447,1.9652852336544024414);
INSERT INTO student_t VALUES(448,1.9652733242777808975);
INSERT INTO student_t VALUES(449,1.9652614680902826815);
INSERT INTO student_t VALUES(450,1.9652496647363766335);
INSERT INTO student_t VALUES(451,1.9652379138636921762);
INSERT INTO student_t VALUES(452,1.9652262151229855646);
INSERT INTO student_t VALUES(453,1.9652145681681052469);
INSERT INTO student_t VALUES(454,1.9652029726559572253);
INSERT INTO student_t VALUES(455,1.9651914282464715277);
INSERT INTO student_t VALUES(456,1.9651799346025693449);
INSERT INTO student_t VALUES(457,1.9651684913901292794);
INSERT INTO student_t VALUES(458,1.9651570982779564822);
INSERT INTO student_t VALUES(459,1.9651457549377489009);
INSERT INTO student_t VALUES(460,1.9651344610440675264);
INSERT INTO student_t VALUES(461,1.9651232162743037523);
INSERT INTO student_t VALUES(462,1.9651120203086493987);
INSERT INTO student_t VALUES(463,1.965100872830066736);
INSERT INTO student_t VALUES(464,1.9650897735242573993);
INSERT INTO student_t VALUES(465,1.9650787220796346321);
INSERT INTO student_t VALUES(466,1.9650677181872917564);
INSERT INTO student_t VALUES(467,1.9650567615409759714);
INSERT INTO student_t VALUES(468,1.965045851837057711);
INSERT INTO student_t VALUES(469,1.9650349887745042209);
INSERT INTO student_t VALUES(470,1.9650241720548506929);
INSERT INTO student_t VALUES(471,1.965013401382173841);
INSERT INTO student_t VALUES(472,1.9650026764630643683);
INSERT INTO student_t VALUES(473,1.9649919970066005436);
INSERT INTO student_t VALUES(474,1.9649813627243217784);
INSERT INTO student_t VALUES(475,1.9649707733302026468);
INSERT INTO student_t VALUES(476,1.9649602285406271295);
INSERT INTO student_t VALUES(477,1.964949728074364188);
INSERT INTO student_t VALUES(478,1.9649392716525413415);
INSERT INTO student_t VALUES(479,1.9649288589986206865);
INSERT INTO student_t VALUES(480,1.9649184898383751374);
INSERT INTO student_t VALUES(481,1.9649081638998628918);
INSERT INTO student_t VALUES(482,1.9648978809134050038);
INSERT INTO student_t VALUES(483,1.9648876406115614035);
INSERT INTO student_t VALUES(484,1.9648774427291075816);
INSERT INTO student_t VALUES(485,1.9648672870030117199);
INSERT INTO student_t VALUES(486,1.9648571731724122635);
INSERT INTO student_t VALUES(487,1.9648471009785954954);
INSERT INTO student_t VALUES(488,1.9648370701649735536);
INSERT INTO student_t VALUES(489,1.9648270804770624486);
INSERT INTO student_t VALUES(490,1.9648171316624607474);
INSERT INTO student_t VALUES(491,1.9648072234708278127);
INSERT INTO student_t VALUES(492,1.9647973556538640416);
INSERT INTO student_t VALUES(493,1.9647875279652884383);
INSERT INTO student_t VALUES(494,1.964777740160819297);
INSERT INTO student_t VALUES(495,1.9647679919981539953);
INSERT INTO student_t VALUES(496,1.964758283236948122);
INSERT INTO student_t VALUES(497,1.9647486136387966038);
INSERT INTO student_t VALUES(498,1.9647389829672139427);
INSERT INTO student_t VALUES(499,1.9647293909876140105);
INSERT INTO student_t VALUES(500,1.964719837467292951);
INSERT INTO student_t VALUES(501,1.964710322175408752);
INSERT INTO student_t VALUES(502,1.9647008448829625937);
INSERT INTO student_t VALUES(503,1.9646914053627819729);
INSERT INTO student_t VALUES(504,1.9646820033895011636);
INSERT INTO student_t VALUES(505,1.9646726387395434532);
INSERT INTO student_t VALUES(506,1.9646633111911042668);
INSERT INTO student_t VALUES(507,1.9646540205241325161);
INSERT INTO student_t VALUES(508,1.9646447665203141674);
INSERT INTO student_t VALUES(509,1.9646355489630547008);
INSERT INTO student_t VALUES(510,1.9646263676374624562);
INSERT INTO student_t VALUES(511,1.9646172223303315362);
INSERT INTO student_t VALUES(512,1.964608112830126263);
INSERT INTO student_t VALUES(513,1.9645990389269634146);
INSERT INTO student_t VALUES(514,1.9645900004125971261);
INSERT INTO student_t VALUES(515,1.96458099708040268);
INSERT INTO student_t VALUES(516,1.9645720287253614078);
INSERT INTO student_t VALUES(517,1.9645630951440433697);
INSERT INTO student_t VALUES(518,1.9645541961345940329);
INSERT INTO student_t VALUES(519,1.9645453314967178393);
INSERT INTO student_t VALUES(520,1.9645365010316633291);
INSERT INTO student_t VALUES(521,1.9645277045422087081);
INSERT INTO student_t VALUES(522,1.9645189418326469699);
INSERT INTO student_t VALUES(523,1.9645102127087710197);
INSERT INTO student_t VALUES(524,1.9645015169778596852);
INSERT INTO student_t VALUES(525,1.9644928544486635058);
INSERT INTO student_t VALUES(526,1.9644842249313909654);
INSERT INTO student_t VALUES(527,1.9644756282376938383);
INSERT INTO student_t VALUES(528,1.9644670641806545319);
INSERT INTO student_t VALUES(529,1.9644585325747714321);
INSERT INTO student_t VALUES(530,1.9644500332359464689);
INSERT INTO student_t VALUES(531,1.9644415659814713492);
INSERT INTO student_t VALUES(532,1.9644331306300146788);
INSERT INTO student_t VALUES(533,1.9644247270016088613);
INSERT INTO student_t VALUES(534,1.9644163549176374417);
INSERT INTO student_t VALUES(535,1.9644080142008222278);
INSERT INTO student_t VALUES(536,1.9643997046752110779);
INSERT INTO student_t VALUES(537,1.9643914261661652442);
INSERT INTO student_t VALUES(538,1.9643831785003473822);
INSERT INTO student_t VALUES(539,1.9643749615057095603);
INSERT INTO student_t VALUES(540,1.9643667750114808256);
INSERT INTO student_t VALUES(541,1.9643586188481554355);
INSERT INTO student_t VALUES(542,1.964350492847481977);
INSERT INTO student_t VALUES(543,1.9643423968424502668);
INSERT INTO student_t VALUES(544,1.9643343306672818027);
INSERT INTO student_t VALUES(545,1.9643262941574168856);
INSERT INTO student_t VALUES(546,1.9643182871495039609);
INSERT INTO student_t VALUES(547,1.9643103094813889608);
INSERT INTO student_t VALUES(548,1.9643023609921035355);
INSERT INTO student_t VALUES(549,1.9642944415218552833);
INSERT INTO student_t VALUES(550,1.9642865509120159828);
INSERT INTO student_t VALUES(551,1.9642786890051115999);
INSERT INTO student_t VALUES(552,1.9642708556448114087);
INSERT INTO student_t VALUES(553,1.9642630506759186648);
INSERT INTO student_t VALUES(554,1.9642552739443586151);
INSERT INTO student_t VALUES(555,1.9642475252971698385);
INSERT INTO student_t VALUES(556,1.964239804582493809);
INSERT INTO student_t VALUES(557,1.9642321116495646826);
INSERT INTO student_t VALUES(558,1.9642244463486997485);
INSERT INTO student_t VALUES(559,1.9642168085312896597);
INSERT INTO student_t VALUES(560,1.9642091980497886627);
INSERT INTO student_t VALUES(561,1.964201614757705494);
INSERT INTO student_t VALUES(562,1.9641940585095933879);
INSERT INTO student_t VALUES(563,1.9641865291610416388);
INSERT INTO student_t VALUES(564,1.9641790265686653871);
INSERT INTO student_t VALUES(565,1.9641715505900974036);
INSERT INTO student_t VALUES(566,1.9641641010839785419);
INSERT INTO student_t VALUES(567,1.964156677909949078);
INSERT INTO student_t VALUES(568,1.964149280928639385);
INSERT INTO student_t VALUES(569,1.9641419100016623833);
INSERT INTO student_t VALUES(570,1.9641345649916033266);
INSERT INTO student_t VALUES(571,1.9641272457620129188);
INSERT INTO student_t VALUES(572,1.9641199521773975433);
INSERT INTO student_t VALUES(573,1.9641126841032112704);
INSERT INTO student_t VALUES(574,1.9641054414058480848);
INSERT INTO student_t VALUES(575,1.9640982239526334485);
INSERT INTO student_t VALUES(576,1.9640910316118151968);
INSERT INTO student_t VALUES(577,1.964083864252557543);
INSERT INTO student_t VALUES(578,1.9640767217449315307);
INSERT INTO student_t VALUES(579,1.9640696039599070399);
INSERT INTO student_t VALUES(580,1.9640625107693467921);
INSERT INTO student_t VALUES(581,1.9640554420459968021);
INSERT INTO student_t VALUES(582,1.9640483976634792728);
INSERT INTO student_t VALUES(583,1.9640413774962857118);
INSERT INTO student_t VALUES(584,1.9640343814197691596);
INSERT INTO student_t VALUES(585,1.9640274093101359742);
INSERT INTO student_t VALUES(586,1.9640204610444400579);
INSERT INTO student_t VALUES(587,1.9640135365005739753);
INSERT INTO student_t VALUES(588,1.9640066355572634027);
INSERT INTO student_t VALUES(589,1.9639997580940589116);
INSERT INTO student_t VALUES(590,1.9639929039913293085);
INSERT INTO student_t VALUES(591,1.9639860731302545282);
INSERT INTO student_t VALUES(592,1.9639792653928194177);
INSERT INTO student_t VALUES(593,1.9639724806618064079);
INSERT INTO student_t VALUES(594,1.9639657188207884086);
INSERT INTO student_t VALUES(595,1.9639589797541228133);
INSERT INTO student_t VALUES(596,1.9639522633469450596);
INSERT INTO student_t VALUES(597,1.9639455694851613021);
INSERT INTO student_t VALUES(598,1.9639388980554424168);
INSERT INTO student_t VALUES(599,1.9639322489452175624);
INSERT INTO student_t VALUES(600,1.9639256220426684063);
INSERT INTO student_t VALUES(601,1.9639190172367213538);
INSERT INTO student_t VALUES(602,1.9639124344170431069);
INSERT INTO student_t VALUES(603,1.9639058734740333367);
INSERT INTO student_t VALUES(604,1.9638993342988189105);
INSERT INTO student_t VALUES(605,1.9638928167832481186);
INSERT INTO student_t VALUES(606,1.9638863208198844567);
INSERT INTO student_t VALUES(607,1.9638798463020010753);
INSERT INTO student_t VALUES(608,1.963873393123573896);
INSERT INTO student_t VALUES(609,1.9638669611792773928);
INSERT INTO student_t VALUES(610,1.9638605503644774863);
INSERT INTO student_t VALUES(611,1.9638541605752268814);
INSERT INTO student_t VALUES(612,1.9638477917082586277);
INSERT INTO student_t VALUES(613,1.9638414436609812341);
INSERT INTO student_t VALUES(614,1.9638351163314724523);
INSERT INTO student_t VALUES(615,1.9638288096184746134);
INSERT INTO student_t VALUES(616,1.9638225234213886327);
INSERT INTO student_t VALUES(617,1.963816257640268903);
INSERT INTO student_t VALUES(618,1.963810012175817965);
INSERT INTO student_t VALUES(619,1.9638037869293816228);
INSERT INTO student_t VALUES(620,1.9637975818029425045);
INSERT INTO student_t VALUES(621,1.9637913966991165093);
INSERT INTO student_t VALUES(622,1.9637852315211468123);
INSERT INTO student_t VALUES(623,1.963779086172899202);
INSERT INTO student_t VALUES(624,1.9637729605588563064);
INSERT INTO student_t VALUES(625,1.963766854584113819);
INSERT INTO student_t VALUES(626,1.9637607681543749471);
INSERT INTO student_t VALUES(627,1.9637547011759450832);
INSERT INTO student_t VALUES(628,1.9637486535557282518);
INSERT INTO student_t VALUES(629,1.9637426252012208927);
INSERT INTO student_t VALUES(630,1.9637366160205087517);
INSERT INTO student_t VALUES(631,1.963730625922260442);
INSERT INTO student_t VALUES(632,1.9637246548157243353);
INSERT INTO student_t VALUES(633,1.9637187026107230103);
INSERT INTO student_t VALUES(634,1.9637127692176490345);
INSERT INTO student_t VALUES(635,1.963706854547460967);
INSERT INTO student_t VALUES(636,1.9637009585116778076);
INSERT INTO student_t VALUES(637,1.9636950810223756658);
INSERT INTO student_t VALUES(638,1.9636892219921826541);
INSERT INTO student_t VALUES(639,1.9636833813342748911);
INSERT INTO student_t VALUES(640,1.9636775589623720605);
INSERT INTO student_t VALUES(641,1.9636717547907336367);
INSERT INTO student_t VALUES(642,1.9636659687341537772);
INSERT INTO student_t VALUES(643,1.9636602007079582143);
INSERT INTO student_t VALUES(644,1.9636544506279989263);
INSERT INTO student_t VALUES(645,1.9636487184106512504);
INSERT INTO student_t VALUES(646,1.96364300397280922);
INSERT INTO student_t VALUES(647,1.9636373072318811239);
INSERT INTO student_t VALUES(648,1.9636316281057868415);
INSERT INTO student_t VALUES(649,1.9636259665129520701);
INSERT INTO student_t VALUES(650,1.963620322372306326);
INSERT INTO student_t VALUES(651,1.9636146956032776156);
INSERT INTO student_t VALUES(652,1.9636090861257893269);
INSERT INTO student_t VALUES(653,1.9636034938602562327);
INSERT INTO student_t VALUES(654,1.9635979187275809376);
INSERT INTO student_t VALUES(655,1.9635923606491494375);
INSERT INTO student_t VALUES(656,1.9635868195468286767);
INSERT INTO student_t VALUES(657,1.9635812953429614413);
INSERT INTO student_t VALUES(658,1.9635757879603641384);
INSERT INTO student_t VALUES(659,1.9635702973223216893);
INSERT INTO student_t VALUES(660,1.9635648233525857531);
INSERT INTO student_t VALUES(661,1.9635593659753696194);
INSERT INTO student_t VALUES(662,1.9635539251153451001);
INSERT INTO student_t VALUES(663,1.9635485006976400867);
INSERT INTO student_t VALUES(664,1.9635430926478336655);
INSERT INTO student_t VALUES(665,1.9635377008919534524);
INSERT INTO student_t VALUES(666,1.9635323253564727075);
INSERT INTO student_t VALUES(667,1.9635269659683054488);
INSERT INTO student_t VALUES(668,1.9635216226548046769);
INSERT INTO student_t VALUES(669,1.9635162953437588218);
INSERT INTO student_t VALUES(670,1.9635109839633877459);
INSERT INTO student_t VALUES(671,1.9635056884423398582);
INSERT INTO student_t VALUES(672,1.9635004087096894487);
INSERT INTO student_t VALUES(673,1.9634951446949326925);
INSERT INTO student_t VALUES(674,1.9634898963279854289);
INSERT INTO student_t VALUES(675,1.9634846635391789426);
INSERT INTO student_t VALUES(676,1.9634794462592579655);
INSERT INTO student_t VALUES(677,1.9634742444193771238);
INSERT INTO student_t VALUES(678,1.9634690579510973851);
INSERT INTO student_t VALUES(679,1.9634638867863840605);
INSERT INTO student_t VALUES(680,1.9634587308576034736);
INSERT INTO student_t VALUES(681,1.9634535900975194078);
INSERT INTO student_t VALUES(682,1.9634484644392913299);
INSERT INTO student_t VALUES(683,1.9634433538164703936);
INSERT INTO student_t VALUES(684,1.9634382581629967745);
INSERT INTO student_t VALUES(685,1.9634331774131978942);
INSERT INTO student_t VALUES(686,1.9634281115017839791);
INSERT INTO student_t VALUES(687,1.9634230603638465062);
INSERT INTO student_t VALUES(688,1.9634180239348546503);
INSERT INTO student_t VALUES(689,1.9634130021506532859);
INSERT INTO student_t VALUES(690,1.9634079949474594339);
INSERT INTO student_t VALUES(691,1.9634030022618602639);
INSERT INTO student_t VALUES(692,1.9633980240308097631);
INSERT INTO student_t VALUES(693,1.9633930601916271818);
INSERT INTO student_t VALUES(694,1.9633881106819925932);
INSERT INTO student_t VALUES(695,1.9633831754399464486);
INSERT INTO student_t VALUES(696,1.9633782544038851369);
INSERT INTO student_t VALUES(697,1.9633733475125592082);
INSERT INTO student_t VALUES(698,1.9633684547050715973);
INSERT INTO student_t VALUES(699,1.963363575920873183);
INSERT INTO student_t VALUES(700,1.9633587110997623437);
INSERT INTO student_t VALUES(701,1.963353860181881183);
INSERT INTO student_t VALUES(702,1.9633490231077133092);
INSERT INTO student_t VALUES(703,1.9633441998180818366);
INSERT INTO student_t VALUES(704,1.9633393902541464992);
INSERT INTO student_t VALUES(705,1.9633345943574016523);
INSERT INTO student_t VALUES(706,1.9633298120696733857);
INSERT INTO student_t VALUES(707,1.9633250433331177475);
INSERT INTO student_t VALUES(708,1.9633202880902178577);
INSERT INTO student_t VALUES(709,1.9633155462837821314);
INSERT INTO student_t VALUES(710,1.9633108178569416146);
INSERT INTO student_t VALUES(711,1.9633061027531477638);
INSERT INTO student_t VALUES(712,1.9633014009161706692);
INSERT INTO student_t VALUES(713,1.9632967122900955025);
INSERT INTO student_t VALUES(714,1.9632920368193222948);
INSERT INTO student_t VALUES(715,1.9632873744485617173);
INSERT INTO student_t VALUES(716,1.9632827251228346376);
INSERT INTO student_t VALUES(717,1.963278088787468345);
INSERT INTO student_t VALUES(718,1.9632734653880958841);
INSERT INTO student_t VALUES(719,1.9632688548706527242);
INSERT INTO student_t VALUES(720,1.9632642571813758713);
INSERT INTO student_t VALUES(721,1.9632596722668003152);
INSERT INTO student_t VALUES(722,1.9632551000737583635);
INSERT INTO student_t VALUES(723,1.9632505405493763106);
INSERT INTO student_t VALUES(724,1.9632459936410739942);
INSERT INTO student_t VALUES(725,1.963241459296560798);
INSERT INTO student_t VALUES(726,1.9632369374638354297);
INSERT INTO student_t VALUES(727,1.9632324280911825908);
INSERT INTO student_t VALUES(728,1.9632279311271723098);
INSERT INTO student_t VALUES(729,1.963223446520656612);
INSERT INTO student_t VALUES(730,1.9632189742207684091);
INSERT INTO student_t VALUES(731,1.9632145141769199447);
INSERT INTO student_t VALUES(732,1.9632100663387992423);
INSERT INTO student_t VALUES(733,1.9632056306563705483);
INSERT INTO student_t VALUES(734,1.9632012070798703362);
INSERT INTO student_t VALUES(735,1.963196795559806862);
INSERT INTO student_t VALUES(736,1.9631923960469574996);
INSERT INTO student_t VALUES(737,1.9631880084923671869);
INSERT INTO student_t VALUES(738,1.9631836328473468711);
INSERT INTO student_t VALUES(739,1.9631792690634712883);
INSERT INTO student_t VALUES(740,1.9631749170925774095);
INSERT INTO student_t VALUES(741,1.9631705768867626638);
INSERT INTO student_t VALUES(742,1.9631662483983831624);
INSERT INTO student_t VALUES(743,1.963161931580051478);
INSERT INTO student_t VALUES(744,1.9631576263846359786);
INSERT INTO student_t VALUES(745,1.9631533327652581633);
INSERT INTO student_t VALUES(746,1.9631490506752913294);
INSERT INTO student_t VALUES(747,1.9631447800683587967);
INSERT INTO student_t VALUES(748,1.9631405208983325749);
INSERT INTO student_t VALUES(749,1.9631362731193309212);
INSERT INTO student_t VALUES(750,1.963132036685717674);
INSERT INTO student_t VALUES(751,1.9631278115520998106);
INSERT INTO student_t VALUES(752,1.963123597673326115);
INSERT INTO student_t VALUES(753,1.9631193950044860674);
INSERT INTO student_t VALUES(754,1.9631152035009069578);
INSERT INTO student_t VALUES(755,1.9631110231181538861);
INSERT INTO student_t VALUES(756,1.9631068538120270972);
INSERT INTO student_t VALUES(757,1.9631026955385608712);
INSERT INTO student_t VALUES(758,1.9630985482540215247);
INSERT INTO student_t VALUES(759,1.963094411914906745);
INSERT INTO student_t VALUES(760,1.9630902864779429251);
INSERT INTO student_t VALUES(761,1.9630861719000849419);
INSERT INTO student_t VALUES(762,1.9630820681385137138);
INSERT INTO student_t VALUES(763,1.9630779751506346464);
INSERT INTO student_t VALUES(764,1.963073892894076744);
INSERT INTO student_t VALUES(765,1.9630698213266912777);
INSERT INTO student_t VALUES(766,1.9630657604065493426);
INSERT INTO student_t VALUES(767,1.9630617100919414141);
INSERT INTO student_t VALUES(768,1.9630576703413753492);
INSERT INTO student_t VALUES(769,1.9630536411135752761);
INSERT INTO student_t VALUES(770,1.9630496223674802624);
INSERT INTO student_t VALUES(771,1.9630456140622423166);
INSERT INTO student_t VALUES(772,1.9630416161572254996);
INSERT INTO student_t VALUES(773,1.9630376286120050366);
INSERT INTO student_t VALUES(774,1.9630336513863644309);
INSERT INTO student_t VALUES(775,1.9630296844402961298);
INSERT INTO student_t VALUES(776,1.9630257277339979715);
INSERT INTO student_t VALUES(777,1.9630217812278740741);
INSERT INTO student_t VALUES(778,1.9630178448825319481);
INSERT INTO student_t VALUES(779,1.9630139186587816091);
INSERT INTO student_t VALUES(780,1.9630100025176344669);
INSERT INTO student_t VALUES(781,1.9630060964203019935);
INSERT INTO student_t VALUES(782,1.9630022003281941689);
INSERT INTO student_t VALUES(783,1.9629983142029188147);
INSERT INTO student_t VALUES(784,1.962994438006279374);
INSERT INTO student_t VALUES(785,1.9629905717002746889);
INSERT INTO student_t VALUES(786,1.9629867152470970026);
INSERT INTO student_t VALUES(787,1.9629828686091310707);
INSERT INTO student_t VALUES(788,1.9629790317489530515);
INSERT INTO student_t VALUES(789,1.9629752046293289513);
INSERT INTO student_t VALUES(790,1.9629713872132132923);
INSERT INTO student_t VALUES(791,1.9629675794637491126);
INSERT INTO student_t VALUES(792,1.9629637813442648575);
INSERT INTO student_t VALUES(793,1.9629599928182748236);
INSERT INTO student_t VALUES(794,1.9629562138494771605);
INSERT INTO student_t VALUES(795,1.9629524444017532047);
INSERT INTO student_t VALUES(796,1.9629486844391654809);
INSERT INTO student_t VALUES(797,1.9629449339259581464);
INSERT INTO student_t VALUES(798,1.9629411928265536602);
INSERT INTO student_t VALUES(799,1.9629374611055536714);
INSERT INTO student_t VALUES(800,1.9629337387277367987);
INSERT INTO student_t VALUES(801,1.9629300256580579642);
INSERT INTO student_t VALUES(802,1.9629263218616470609);
INSERT INTO student_t VALUES(803,1.9629226273038078431);
INSERT INTO student_t VALUES(804,1.9629189419500170377);
INSERT INTO student_t VALUES(805,1.9629152657659230118);
INSERT INTO student_t VALUES(806,1.9629115987173451074);
INSERT INTO student_t VALUES(807,1.9629079407702723081);
INSERT INTO student_t VALUES(808,1.9629042918908621295);
INSERT INTO student_t VALUES(809,1.962900652045439509);
INSERT INTO student_t VALUES(810,1.9628970212004961393);
INSERT INTO student_t VALUES(811,1.9628933993226891363);
INSERT INTO student_t VALUES(812,1.9628897863788403732);
INSERT INTO student_t VALUES(813,1.9628861823359347038);
INSERT INTO student_t VALUES(814,1.9628825871611197406);
INSERT INTO student_t VALUES(815,1.9628790008217045226);
INSERT INTO student_t VALUES(816,1.962875423285158849);
INSERT INTO student_t VALUES(817,1.962871854519111725);
INSERT INTO student_t VALUES(818,1.9628682944913502517);
INSERT INTO student_t VALUES(819,1.9628647431698202918);
INSERT INTO student_t VALUES(820,1.9628612005226229175);
INSERT INTO student_t VALUES(821,1.9628576665180157423);
INSERT INTO student_t VALUES(822,1.9628541411244109227);
INSERT INTO student_t VALUES(823,1.962850624310374048);
INSERT INTO student_t VALUES(824,1.9628471160446236964);
INSERT INTO student_t VALUES(825,1.9628436162960305466);
INSERT INTO student_t VALUES(826,1.9628401250336160455);
INSERT INTO student_t VALUES(827,1.96283664222655152);
INSERT INTO student_t VALUES(828,1.9628331678441577334);
INSERT INTO student_t VALUES(829,1.9628297018559035524);
INSERT INTO student_t VALUES(830,1.9628262442314052815);
INSERT INTO student_t VALUES(831,1.9628227949404255525);
INSERT INTO student_t VALUES(832,1.9628193539528726585);
INSERT INTO student_t VALUES(833,1.9628159212387996657);
INSERT INTO student_t VALUES(834,1.962812496768403303);
INSERT INTO student_t VALUES(835,1.9628090805120232964);
INSERT INTO student_t VALUES(836,1.9628056724401417021);
INSERT INTO student_t VALUES(837,1.9628022725233815748);
INSERT INTO student_t VALUES(838,1.9627988807325067455);
INSERT INTO student_t VALUES(839,1.962795497038420045);
INSERT INTO student_t VALUES(840,1.9627921214121637483);
INSERT INTO student_t VALUES(841,1.9627887538249175758);
INSERT INTO student_t VALUES(842,1.9627853942479984716);
INSERT INTO student_t VALUES(843,1.9627820426528597153);
INSERT INTO student_t VALUES(844,1.9627786990110900333);
INSERT INTO student_t VALUES(845,1.9627753632944129336);
INSERT INTO student_t VALUES(846,1.9627720354746855946);
INSERT INTO student_t VALUES(847,1.9627687155238984217);
INSERT INTO student_t VALUES(848,1.962765403414174381);
INSERT INTO student_t VALUES(849,1.9627620991177674447);
INSERT INTO student_t VALUES(850,1.9627588026070628135);
INSERT INTO student_t VALUES(851,1.96275551385457514);
INSERT INTO student_t VALUES(852,1.962752232832948751);
INSERT INTO student_t VALUES(853,1.9627489595149565371);
INSERT INTO student_t VALUES(854,1.9627456938734983982);
INSERT INTO student_t VALUES(855,1.96274243588160191);
INSERT INTO student_t VALUES(856,1.9627391855124205477);
INSERT INTO student_t VALUES(857,1.9627359427392334634);
INSERT INTO student_t VALUES(858,1.9627327075354441543);
INSERT INTO student_t VALUES(859,1.9627294798745806847);
INSERT INTO student_t VALUES(860,1.9627262597302936875);
INSERT INTO student_t VALUES(861,1.9627230470763572522);
INSERT INTO student_t VALUES(862,1.962719841886666483);
INSERT INTO student_t VALUES(863,1.9627166441352383863);
INSERT INTO student_t VALUES(864,1.9627134537962098725);
INSERT INTO student_t VALUES(865,1.9627102708438379785);
INSERT INTO student_t VALUES(866,1.9627070952524987568);
INSERT INTO student_t VALUES(867,1.9627039269966861656);
INSERT INTO student_t VALUES(868,1.9627007660510127351);
INSERT INTO student_t VALUES(869,1.9626976123902071247);
INSERT INTO student_t VALUES(870,1.9626944659891150113);
INSERT INTO student_t VALUES(871,1.962691326822697313);
INSERT INTO student_t VALUES(872,1.962688194866030189);
INSERT INTO student_t VALUES(873,1.9626850700943041516);
INSERT INTO student_t VALUES(874,1.9626819524828231777);
INSERT INTO student_t VALUES(875,1.9626788420070047092);
INSERT INTO student_t VALUES(876,1.9626757386423783202);
INSERT INTO student_t VALUES(877,1.9626726423645850516);
INSERT INTO student_t VALUES(878,1.9626695531493778545);
INSERT INTO student_t VALUES(879,1.9626664709726195923);
INSERT INTO student_t VALUES(880,1.9626633958102828181);
INSERT INTO student_t VALUES(881,1.9626603276384499974);
INSERT INTO student_t VALUES(882,1.9626572664333115092);
INSERT INTO student_t VALUES(883,1.9626542121711663124);
INSERT INTO student_t VALUES(884,1.9626511648284201694);
INSERT INTO student_t VALUES(885,1.962648124381586312);
INSERT INTO student_t VALUES(886,1.9626450908072836654);
INSERT INTO student_t VALUES(887,1.9626420640822368479);
INSERT INTO student_t VALUES(888,1.9626390441832755051);
INSERT INTO student_t VALUES(889,1.9626360310873336434);
INSERT INTO student_t VALUES(890,1.962633024771448964);
INSERT INTO student_t VALUES(891,1.9626300252127626411);
INSERT INTO student_t VALUES(892,1.9626270323885184332);
INSERT INTO student_t VALUES(893,1.9626240462760617955);
INSERT INTO student_t VALUES(894,1.9626210668528401015);
INSERT INTO student_t VALUES(895,1.9626180940964017551);
INSERT INTO student_t VALUES(896,1.9626151279843948582);
INSERT INTO student_t VALUES(897,1.962612168494568321);
INSERT INTO student_t VALUES(898,1.9626092156047691972);
INSERT INTO student_t VALUES(899,1.9626062692929440167);
INSERT INTO student_t VALUES(900,1.9626033295371372311);
INSERT INTO student_t VALUES(901,1.9626003963154907694);
INSERT INTO student_t VALUES(902,1.9625974696062440383);
INSERT INTO student_t VALUES(903,1.9625945493877321457);
INSERT INTO student_t VALUES(904,1.9625916356383870109);
INSERT INTO student_t VALUES(905,1.9625887283367355884);
INSERT INTO student_t VALUES(906,1.9625858274613998677);
INSERT INTO student_t VALUES(907,1.9625829329910964293);
INSERT INTO student_t VALUES(908,1.9625800449046351126);
INSERT INTO student_t VALUES(909,1.9625771631809201256);
INSERT INTO student_t VALUES(910,1.9625742877989473811);
INSERT INTO student_t VALUES(911,1.9625714187378060504);
INSERT INTO student_t VALUES(912,1.9625685559766767873);
INSERT INTO student_t VALUES(913,1.9625656994948315059);
INSERT INTO student_t VALUES(914,1.9625628492716329365);
INSERT INTO student_t VALUES(915,1.9625600052865344036);
INSERT INTO student_t VALUES(916,1.9625571675190787157);
INSERT INTO student_t VALUES(917,1.9625543359488986094);
INSERT INTO student_t VALUES(918,1.962551510555714973);
INSERT INTO student_t VALUES(919,1.9625486913193375126);
INSERT INTO student_t VALUES(920,1.962545878219663642);
INSERT INTO student_t VALUES(921,1.9625430712366782604);
INSERT INTO student_t VALUES(922,1.9625402703504535306);
INSERT INTO student_t VALUES(923,1.9625374755411473248);
INSERT INTO student_t VALUES(924,1.9625346867890043345);
INSERT INTO student_t VALUES(925,1.9625319040743542942);
INSERT INTO student_t VALUES(926,1.9625291273776119815);
INSERT INTO student_t VALUES(927,1.9625263566792774394);
INSERT INTO student_t VALUES(928,1.9625235919599339773);
INSERT INTO student_t VALUES(929,1.9625208332002490596);
INSERT INTO student_t VALUES(930,1.9625180803809736396);
INSERT INTO student_t VALUES(931,1.9625153334829410489);
INSERT INTO student_t VALUES(932,1.96251259248706722);
INSERT INTO student_t VALUES(933,1.9625098573743500196);
INSERT INTO student_t VALUES(934,1.9625071281258685829);
INSERT INTO student_t VALUES(935,1.9625044047227830912);
INSERT INTO student_t VALUES(936,1.9625016871463349943);
INSERT INTO student_t VALUES(937,1.9624989753778447898);
INSERT INTO student_t VALUES(938,1.9624962693987137996);
INSERT INTO student_t VALUES(939,1.9624935691904221712);
INSERT INTO student_t VALUES(940,1.9624908747345288784);
INSERT INTO student_t VALUES(941,1.9624881860126717203);
INSERT INTO student_t VALUES(942,1.9624855030065659899);
INSERT INTO student_t VALUES(943,1.962482825698005584);
INSERT INTO student_t VALUES(944,1.9624801540688605605);
INSERT INTO student_t VALUES(945,1.962477488101078471);
INSERT INTO student_t VALUES(946,1.9624748277766832504);
INSERT INTO student_t VALUES(947,1.962472173077774773);
INSERT INTO student_t VALUES(948,1.9624695239865284079);
INSERT INTO student_t VALUES(949,1.9624668804851950199);
INSERT INTO student_t VALUES(950,1.9624642425560998582);
INSERT INTO student_t VALUES(951,1.9624616101816432234);
INSERT INTO student_t VALUES(952,1.9624589833442989128);
INSERT INTO student_t VALUES(953,1.9624563620266146646);
INSERT INTO student_t VALUES(954,1.9624537462112114916);
INSERT INTO student_t VALUES(955,1.9624511358807830152);
INSERT INTO student_t VALUES(956,1.9624485310180956876);
INSERT INTO student_t VALUES(957,1.9624459316059876812);
INSERT INTO student_t VALUES(958,1.962443337627369555);
INSERT INTO student_t VALUES(959,1.9624407490652229224);
INSERT INTO student_t VALUES(960,1.9624381659025997848);
INSERT INTO student_t VALUES(961,1.962435588122623864);
INSERT INTO student_t VALUES(962,1.9624330157084881598);
INSERT INTO student_t VALUES(963,1.9624304486434565042);
INSERT INTO student_t VALUES(964,1.9624278869108611189);
INSERT INTO student_t VALUES(965,1.9624253304941046138);
INSERT INTO student_t VALUES(966,1.9624227793766577665);
INSERT INTO student_t VALUES(967,1.9624202335420595222);
INSERT INTO student_t VALUES(968,1.96241769297391766);
INSERT INTO student_t VALUES(969,1.9624151576559070164);
INSERT INTO student_t VALUES(970,1.9624126275717703737);
INSERT INTO student_t VALUES(971,1.9624101027053173496);
INSERT INTO student_t VALUES(972,1.9624075830404241749);
INSERT INTO student_t VALUES(973,1.9624050685610336941);
INSERT INTO student_t VALUES(974,1.9624025592511544768);
INSERT INTO student_t VALUES(975,1.9624000550948610399);
INSERT INTO student_t VALUES(976,1.9623975560762929593);
INSERT INTO student_t VALUES(977,1.9623950621796550919);
INSERT INTO student_t VALUES(978,1.9623925733892169098);
INSERT INTO student_t VALUES(979,1.962390089689312056);
INSERT INTO student_t VALUES(980,1.9623876110643385661);
INSERT INTO student_t VALUES(981,1.9623851374987579809);
INSERT INTO student_t VALUES(982,1.9623826689770949016);
INSERT INTO student_t VALUES(983,1.9623802054839374342);
INSERT INTO student_t VALUES(984,1.9623777470039360792);
INSERT INTO student_t VALUES(985,1.9623752935218041759);
INSERT INTO student_t VALUES(986,1.9623728450223165697);
INSERT INTO student_t VALUES(987,1.9623704014903105008);
INSERT INTO student_t VALUES(988,1.9623679629106840494);
INSERT INTO student_t VALUES(989,1.9623655292683970241);
INSERT INTO student_t VALUES(990,1.9623631005484696299);
INSERT INTO student_t VALUES(991,1.9623606767359826896);
INSERT INTO student_t VALUES(992,1.9623582578160776446);
INSERT INTO student_t VALUES(993,1.9623558437739554438);
INSERT INTO student_t VALUES(994,1.9623534345948767665);
INSERT INTO student_t VALUES(995,1.9623510302641615776);
INSERT INTO student_t VALUES(996,1.9623486307671889061);
INSERT INTO student_t VALUES(997,1.9623462360893968448);
INSERT INTO student_t VALUES(998,1.9623438462162812179);
INSERT INTO student_t VALUES(999,1.9623414611333964696);
INSERT INTO student_t VALUES(1000,1.9623390808263549978);
PRAGMA application_id = 1397048129;
PRAGMA user_version = 8;
