PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
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
INSERT INTO experiment VALUES(1,'small','Which of three small jobs can go?',replace('secateur: 1\012name: small\012question: Which of three small jobs can go?\012\012parameters:\012  actor: ""\012  work: "4"\012\012workload:\012  adapter: command\012  steps:\012    - {name: first, command: ["{actor}", spin, "{work}"]}\012    - {name: second, command: ["{actor}", spin, "{effort}"], stdout: "second.txt"}\012    - {name: third, command: ["{actor}", signal, "11"], when: {break: signal}}\012    - {name: third, command: ["{actor}", write, "100", exit, "7"], when: {break: exit}}\012    - {name: quality, command: [printf, "%s\\n", "{input.size}"], stdout: "size.txt"}\012  environment: {EXTRAS: "{extras}"}\012  files:\012    names.txt: {text: "{extras}\n"}\012\012inputs:\012  - {id: a, size: "10"}\012  - {id: b, size: "20"}\012  - {id: c, size: "30"}\012  - {id: d, size: "40"}\012  - {id: e, size: "50"}\012  - {id: f, size: "60"}\012  - {id: g, size: "70"}\012  - {id: h, size: "80"}\012\012factors:\012  effort: {choice: [8, 2]}\012  extras: {set: {lifetime: [lifetime], quiet: ["ignore-term"]}}\012  break: {choice: ["no", signal, exit]}\012\012variants:\012  - {name: light, set: {effort: 2}}\012  - drop_each: extras\012  - {name: crash, set: {break: signal}}\012  - {name: fail, against: light, set: {break: exit}}\012\012measure:\012  blocks: 8\012  warmup: 1\012  counters: [task-clock, page-faults, instructions]\012  limits: {wall: 10 s}\012  retries: 0\012  seed: 7\012\012quality:\012  - from: command\012    command: [sh, -c, "printf ''size\\t%s\\tkB\\nmissing\\tn/a\\tnever measured\\n'' $(cat size.txt)"]\012    metrics:\012      - {name: size, within: 1 %}\012      - {name: missing}\012\012decide: {time: cpu, worth: 5 %}\012','\012',char(10)),'470f29a72e5c6666130d0ffa18d5ee862f069d21bd0cc1748493b20a028f4ce4',7,'cpu',0.050000000000000002775,0.94999999999999995559,2,1,'2026-11-25T18:17:22.801Z');
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
  added INTEGER NOT NULL DEFAULT 0 CHECK (added IN (0, 1)), -- 1: not in the experiment file; a search came upon it
  UNIQUE (experiment, ordinal),
  UNIQUE (experiment, name)
) STRICT;
INSERT INTO variant VALUES(1,1,0,'2df238bb5feffa6ee07636321e6591fc529f51ea7b8ead48228a15b9a4837745','baseline','baseline',1,'',replace('step first: /opt/actor spin 4\012step second: /opt/actor spin 8 > second.txt\012step quality: printf ''%s\n'' {input.size} > size.txt\012environment: EXTRAS=lifetime,ignore-term\012environment: PATH=/usr/local/bin:/usr/bin:/bin\012environment: HOME={scratch}\012environment: TMPDIR={scratch}\012environment: LC_ALL=C.UTF-8\012environment: TZ=UTC\012file names.txt: lifetime\012file names.txt: ignore-term\012','\012',char(10)),'',0);
INSERT INTO variant VALUES(2,1,1,'796527dae8b10a56478d7958f0a17d99884211239a4457fedd0c05a9a94ab8a9','light','vary',1,'effort: 8 -> 2',replace('step first: /opt/actor spin 4\012step second: /opt/actor spin 2 > second.txt\012step quality: printf ''%s\n'' {input.size} > size.txt\012environment: EXTRAS=lifetime,ignore-term\012environment: PATH=/usr/local/bin:/usr/bin:/bin\012environment: HOME={scratch}\012environment: TMPDIR={scratch}\012environment: LC_ALL=C.UTF-8\012environment: TZ=UTC\012file names.txt: lifetime\012file names.txt: ignore-term\012','\012',char(10)),replace('- step second: /opt/actor spin 8 > second.txt\n+ step second: /opt/actor spin 2 > second.txt\n','\n',char(10)),0);
INSERT INTO variant VALUES(3,1,2,'3b77380f0bbb77ddb28383fff0f79514ce81cb97c7c5cd4af2026b419f243ae7','drop-lifetime','drop',1,'extras: -lifetime',replace('step first: /opt/actor spin 4\012step second: /opt/actor spin 8 > second.txt\012step quality: printf ''%s\n'' {input.size} > size.txt\012environment: EXTRAS=ignore-term\012environment: PATH=/usr/local/bin:/usr/bin:/bin\012environment: HOME={scratch}\012environment: TMPDIR={scratch}\012environment: LC_ALL=C.UTF-8\012environment: TZ=UTC\012file names.txt: ignore-term\012','\012',char(10)),replace('- environment: EXTRAS=lifetime,ignore-term\n- file names.txt: lifetime\n+ environment: EXTRAS=ignore-term\n','\n',char(10)),0);
INSERT INTO variant VALUES(4,1,3,'ff92f9a3c677e4d7908fbf2abe566482d384f17f5435e736e1bb635b0431407f','drop-quiet','drop',1,'extras: -quiet',replace('step first: /opt/actor spin 4\012step second: /opt/actor spin 8 > second.txt\012step quality: printf ''%s\n'' {input.size} > size.txt\012environment: EXTRAS=lifetime\012environment: PATH=/usr/local/bin:/usr/bin:/bin\012environment: HOME={scratch}\012environment: TMPDIR={scratch}\012environment: LC_ALL=C.UTF-8\012environment: TZ=UTC\012file names.txt: lifetime\012','\012',char(10)),replace('- environment: EXTRAS=lifetime,ignore-term\n- file names.txt: ignore-term\n+ environment: EXTRAS=lifetime\n','\n',char(10)),0);
INSERT INTO variant VALUES(5,1,4,'ccf7c947b60dcf420184f63891024af357659452cf36ff8371c6a06f3ffa6bef','crash','vary',1,'break: no -> signal',replace('step first: /opt/actor spin 4\012step second: /opt/actor spin 8 > second.txt\012step third: /opt/actor signal 11\012step quality: printf ''%s\n'' {input.size} > size.txt\012environment: EXTRAS=lifetime,ignore-term\012environment: PATH=/usr/local/bin:/usr/bin:/bin\012environment: HOME={scratch}\012environment: TMPDIR={scratch}\012environment: LC_ALL=C.UTF-8\012environment: TZ=UTC\012file names.txt: lifetime\012file names.txt: ignore-term\012','\012',char(10)),replace('+ step third: /opt/actor signal 11\n','\n',char(10)),0);
INSERT INTO variant VALUES(6,1,5,'dc7a8c1d079692e277747c410dcf99890e7cd973946281ed41e76dcc04cb6813','fail','vary',2,'break: no -> exit',replace('step first: /opt/actor spin 4\012step second: /opt/actor spin 2 > second.txt\012step third: /opt/actor write 100 exit 7\012step quality: printf ''%s\n'' {input.size} > size.txt\012environment: EXTRAS=lifetime,ignore-term\012environment: PATH=/usr/local/bin:/usr/bin:/bin\012environment: HOME={scratch}\012environment: TMPDIR={scratch}\012environment: LC_ALL=C.UTF-8\012environment: TZ=UTC\012file names.txt: lifetime\012file names.txt: ignore-term\012','\012',char(10)),replace('+ step third: /opt/actor write 100 exit 7\n','\n',char(10)),0);
CREATE TABLE setting ( -- the settings of a variant: one row per choice, one row per component of a set
  variant INTEGER NOT NULL REFERENCES variant (id),
  factor TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('choice', 'set')),
  level TEXT NOT NULL, -- choice: the level chosen; set: a component
  kept INTEGER NOT NULL CHECK (kept IN (0, 1)), -- set: 0 when the component is dropped; choice: always 1
  PRIMARY KEY (variant, factor, level),
  CHECK (kind = 'set' OR kept = 1)
) STRICT, WITHOUT ROWID;
INSERT INTO setting VALUES(1,'break','choice','no',1);
INSERT INTO setting VALUES(1,'effort','choice','8',1);
INSERT INTO setting VALUES(1,'extras','set','lifetime',1);
INSERT INTO setting VALUES(1,'extras','set','quiet',1);
INSERT INTO setting VALUES(2,'break','choice','no',1);
INSERT INTO setting VALUES(2,'effort','choice','2',1);
INSERT INTO setting VALUES(2,'extras','set','lifetime',1);
INSERT INTO setting VALUES(2,'extras','set','quiet',1);
INSERT INTO setting VALUES(3,'break','choice','no',1);
INSERT INTO setting VALUES(3,'effort','choice','8',1);
INSERT INTO setting VALUES(3,'extras','set','lifetime',0);
INSERT INTO setting VALUES(3,'extras','set','quiet',1);
INSERT INTO setting VALUES(4,'break','choice','no',1);
INSERT INTO setting VALUES(4,'effort','choice','8',1);
INSERT INTO setting VALUES(4,'extras','set','lifetime',1);
INSERT INTO setting VALUES(4,'extras','set','quiet',0);
INSERT INTO setting VALUES(5,'break','choice','signal',1);
INSERT INTO setting VALUES(5,'effort','choice','8',1);
INSERT INTO setting VALUES(5,'extras','set','lifetime',1);
INSERT INTO setting VALUES(5,'extras','set','quiet',1);
INSERT INTO setting VALUES(6,'break','choice','exit',1);
INSERT INTO setting VALUES(6,'effort','choice','2',1);
INSERT INTO setting VALUES(6,'extras','set','lifetime',1);
INSERT INTO setting VALUES(6,'extras','set','quiet',1);
CREATE TABLE input ( -- a data unit: every variant sees every input
  id INTEGER PRIMARY KEY,
  experiment INTEGER NOT NULL REFERENCES experiment (id),
  ordinal INTEGER NOT NULL, -- its place in the experiment file, from 0
  key TEXT NOT NULL, -- its id in the experiment file
  UNIQUE (experiment, ordinal),
  UNIQUE (experiment, key)
) STRICT;
INSERT INTO input VALUES(1,1,0,'a');
INSERT INTO input VALUES(2,1,1,'b');
INSERT INTO input VALUES(3,1,2,'c');
INSERT INTO input VALUES(4,1,3,'d');
INSERT INTO input VALUES(5,1,4,'e');
INSERT INTO input VALUES(6,1,5,'f');
INSERT INTO input VALUES(7,1,6,'g');
INSERT INTO input VALUES(8,1,7,'h');
CREATE TABLE input_column ( -- the columns of an input, as given
  input INTEGER NOT NULL REFERENCES input (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (input, name)
) STRICT, WITHOUT ROWID;
INSERT INTO input_column VALUES(1,'id','a');
INSERT INTO input_column VALUES(1,'size','10');
INSERT INTO input_column VALUES(2,'id','b');
INSERT INTO input_column VALUES(2,'size','20');
INSERT INTO input_column VALUES(3,'id','c');
INSERT INTO input_column VALUES(3,'size','30');
INSERT INTO input_column VALUES(4,'id','d');
INSERT INTO input_column VALUES(4,'size','40');
INSERT INTO input_column VALUES(5,'id','e');
INSERT INTO input_column VALUES(5,'size','50');
INSERT INTO input_column VALUES(6,'id','f');
INSERT INTO input_column VALUES(6,'size','60');
INSERT INTO input_column VALUES(7,'id','g');
INSERT INTO input_column VALUES(7,'size','70');
INSERT INTO input_column VALUES(8,'id','h');
INSERT INTO input_column VALUES(8,'size','80');
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
INSERT INTO criterion VALUES(1,0,'size',NULL,'within',0.010000000000000000208,1,NULL);
INSERT INTO criterion VALUES(1,1,'missing',NULL,'none',NULL,0,NULL);
CREATE TABLE host ( -- a machine that runs were made on
  id INTEGER PRIMARY KEY,
  fingerprint TEXT NOT NULL UNIQUE, -- SHA-256 of the facts that identify it
  hostname TEXT,
  kernel TEXT,
  cpu_model TEXT,
  hwloc_xml TEXT -- its topology, as hwloc exports it
) STRICT;
INSERT INTO host VALUES(1,'ab1d4b1c3caa6f606f80c5855b76f472e545b7caac2f8963f4fb0b76ad4bcfdd','h','6.18.44-fc-v782','AMD EPYC','<topology/>');
CREATE TABLE host_fact ( -- all that was noted of a machine, as its first session found it
  host INTEGER NOT NULL REFERENCES host (id),
  name TEXT NOT NULL, -- governor, turbo, smt, clocksource, ...
  value TEXT NOT NULL, -- n/a (why) where it could not be read
  PRIMARY KEY (host, name)
) STRICT, WITHOUT ROWID;
INSERT INTO host_fact VALUES(1,'aslr','2');
INSERT INTO host_fact VALUES(1,'boot_id','b');
INSERT INTO host_fact VALUES(1,'clocksource','tsc');
INSERT INTO host_fact VALUES(1,'cpu_model','AMD EPYC');
INSERT INTO host_fact VALUES(1,'cpus','0-1');
INSERT INTO host_fact VALUES(1,'governor','n/a (no cpufreq)');
INSERT INTO host_fact VALUES(1,'hostname','h');
INSERT INTO host_fact VALUES(1,'isolated_cpus','none');
INSERT INTO host_fact VALUES(1,'kernel','6.18.44-fc-v782');
INSERT INTO host_fact VALUES(1,'load','0.54');
INSERT INTO host_fact VALUES(1,'memory','23.5 GiB');
INSERT INTO host_fact VALUES(1,'microcode','0x1000065');
INSERT INTO host_fact VALUES(1,'nmi_watchdog','0');
INSERT INTO host_fact VALUES(1,'perf_event_paranoid','2');
INSERT INTO host_fact VALUES(1,'pmu','none');
INSERT INTO host_fact VALUES(1,'smt','off');
INSERT INTO host_fact VALUES(1,'swap','none');
INSERT INTO host_fact VALUES(1,'thp','madvise');
INSERT INTO host_fact VALUES(1,'turbo','n/a (no switch for it)');
INSERT INTO host_fact VALUES(1,'virtualised','yes');
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
INSERT INTO session VALUES(1,1,1,'2026-11-25T18:17:22.807Z','2026-11-25T18:17:23.269Z','0.1.0',22241,'1','0',0,1);
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
    -- CPU time of what was waited for, memory of the largest process. Different ways are not compared
  disturbed TEXT, -- in words, when more went on around it than it should bear: see `condition`. It was made once more, as the next
    -- attempt, and the last attempt counts; NULL: it was not
  cpus TEXT, -- that it was pinned to
  scratch TEXT, -- its folder, when it was kept
  UNIQUE (experiment, block, position, attempt),
  CHECK ((reason IS NULL) = (outcome = 'ok')),
  CHECK (wall_ns + user_ns + sys_ns + peak_memory_bytes IS NOT NULL OR outcome = 'no_start')
) STRICT;
INSERT INTO run VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50',1,1,3,3,1,0,1,'measured','2026-11-25T18:17:22.985Z','ok',NULL,NULL,NULL,NULL,15412039,6227000,8945000,262144,'cgroup1','steal 3 %','1',NULL);
INSERT INTO run VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525',1,1,6,3,1,1,1,'measured','2026-11-25T18:17:23.012Z','exit',7,NULL,'exit code 7 in step third','xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',8904127,3382000,5401000,262144,'cgroup1',NULL,'1',NULL);
INSERT INTO run VALUES('50e1ba51-b827-483e-a399-56590c84986d',1,1,1,3,1,2,1,'measured','2026-11-25T18:17:23.027Z','ok',NULL,NULL,NULL,NULL,16028566,10726000,5029000,262144,'cgroup1',NULL,'1',NULL);
INSERT INTO run VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203',1,1,5,3,1,3,1,'measured','2026-11-25T18:17:23.055Z','signal',NULL,11,'signal 11 (SIGSEGV) in step third','',15222984,8004000,7060000,262144,'cgroup1',NULL,'1',NULL);
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
INSERT INTO step VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525',0,'first',1,'ok',NULL,NULL,4994826,2480000,2480000,262144);
INSERT INTO step VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525',1,'second',1,'ok',NULL,NULL,2990337,0,2921000,262144);
INSERT INTO step VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525',2,'third',1,'exit',7,NULL,918964,902000,0,262144);
INSERT INTO step VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50',0,'first',1,'ok',NULL,NULL,5024872,4938000,0,262144);
INSERT INTO step VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50',1,'second',1,'ok',NULL,NULL,9069256,0,8945000,262144);
INSERT INTO step VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50',2,'quality',1,'ok',NULL,NULL,1317911,1289000,0,262144);
INSERT INTO step VALUES('50e1ba51-b827-483e-a399-56590c84986d',0,'first',1,'ok',NULL,NULL,5155317,0,5029000,262144);
INSERT INTO step VALUES('50e1ba51-b827-483e-a399-56590c84986d',1,'second',1,'ok',NULL,NULL,9148535,9023000,0,262144);
INSERT INTO step VALUES('50e1ba51-b827-483e-a399-56590c84986d',2,'quality',1,'ok',NULL,NULL,1724714,1703000,0,262144);
INSERT INTO step VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203',0,'first',1,'ok',NULL,NULL,5129549,2543000,2543000,262144);
INSERT INTO step VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203',1,'second',1,'ok',NULL,NULL,9123487,4517000,4517000,262144);
INSERT INTO step VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203',2,'third',1,'signal',NULL,11,969948,944000,0,262144);
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
INSERT INTO reading VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50',0,'task-clock',4701045.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50',0,'page-faults',52.0,'1',1.0,NULL);
INSERT INTO reading VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50',0,'instructions',NULL,'1',NULL,'no PMU: PAPI_ENOEVNT');
INSERT INTO reading VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50',1,'task-clock',8628190.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50',1,'page-faults',52.0,'1',1.0,NULL);
INSERT INTO reading VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50',1,'instructions',NULL,'1',NULL,'no PMU: PAPI_ENOEVNT');
INSERT INTO reading VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50',2,'task-clock',1051040.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50',2,'page-faults',77.0,'1',1.0,NULL);
INSERT INTO reading VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50',2,'instructions',NULL,'1',NULL,'no PMU: PAPI_ENOEVNT');
INSERT INTO reading VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50',NULL,'task-clock',14380275.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50',NULL,'page-faults',181.0,'1',1.0,NULL);
INSERT INTO reading VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50',NULL,'instructions',NULL,'1',NULL,'no PMU: PAPI_ENOEVNT');
INSERT INTO reading VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525',0,'task-clock',4671950.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525',0,'page-faults',51.0,'1',1.0,NULL);
INSERT INTO reading VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525',0,'instructions',NULL,'1',NULL,'no PMU: PAPI_ENOEVNT');
INSERT INTO reading VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525',1,'task-clock',2707978.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525',1,'page-faults',52.0,'1',1.0,NULL);
INSERT INTO reading VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525',1,'instructions',NULL,'1',NULL,'no PMU: PAPI_ENOEVNT');
INSERT INTO reading VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525',2,'task-clock',675496.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525',2,'page-faults',58.0,'1',1.0,NULL);
INSERT INTO reading VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525',2,'instructions',NULL,'1',NULL,'no PMU: PAPI_ENOEVNT');
INSERT INTO reading VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525',NULL,'task-clock',8055424.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525',NULL,'page-faults',161.0,'1',1.0,NULL);
INSERT INTO reading VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525',NULL,'instructions',NULL,'1',NULL,'no PMU: PAPI_ENOEVNT');
INSERT INTO reading VALUES('50e1ba51-b827-483e-a399-56590c84986d',0,'task-clock',4687067.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('50e1ba51-b827-483e-a399-56590c84986d',0,'page-faults',53.0,'1',1.0,NULL);
INSERT INTO reading VALUES('50e1ba51-b827-483e-a399-56590c84986d',0,'instructions',NULL,'1',NULL,'no PMU: PAPI_ENOEVNT');
INSERT INTO reading VALUES('50e1ba51-b827-483e-a399-56590c84986d',1,'task-clock',8749156.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('50e1ba51-b827-483e-a399-56590c84986d',1,'page-faults',53.0,'1',1.0,NULL);
INSERT INTO reading VALUES('50e1ba51-b827-483e-a399-56590c84986d',1,'instructions',NULL,'1',NULL,'no PMU: PAPI_ENOEVNT');
INSERT INTO reading VALUES('50e1ba51-b827-483e-a399-56590c84986d',2,'task-clock',1414232.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('50e1ba51-b827-483e-a399-56590c84986d',2,'page-faults',76.0,'1',1.0,NULL);
INSERT INTO reading VALUES('50e1ba51-b827-483e-a399-56590c84986d',2,'instructions',NULL,'1',NULL,'no PMU: PAPI_ENOEVNT');
INSERT INTO reading VALUES('50e1ba51-b827-483e-a399-56590c84986d',NULL,'task-clock',14850455.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('50e1ba51-b827-483e-a399-56590c84986d',NULL,'page-faults',182.0,'1',1.0,NULL);
INSERT INTO reading VALUES('50e1ba51-b827-483e-a399-56590c84986d',NULL,'instructions',NULL,'1',NULL,'no PMU: PAPI_ENOEVNT');
INSERT INTO reading VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203',0,'task-clock',4747162.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203',0,'page-faults',50.0,'1',1.0,NULL);
INSERT INTO reading VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203',0,'instructions',NULL,'1',NULL,'no PMU: PAPI_ENOEVNT');
INSERT INTO reading VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203',1,'task-clock',8718960.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203',1,'page-faults',55.0,'1',1.0,NULL);
INSERT INTO reading VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203',1,'instructions',NULL,'1',NULL,'no PMU: PAPI_ENOEVNT');
INSERT INTO reading VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203',2,'task-clock',710962.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203',2,'page-faults',52.0,'1',1.0,NULL);
INSERT INTO reading VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203',2,'instructions',NULL,'1',NULL,'no PMU: PAPI_ENOEVNT');
INSERT INTO reading VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203',NULL,'task-clock',14177084.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203',NULL,'page-faults',157.0,'1',1.0,NULL);
INSERT INTO reading VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203',NULL,'instructions',NULL,'1',NULL,'no PMU: PAPI_ENOEVNT');
CREATE TABLE condition ( -- what went on around a run
  run TEXT NOT NULL REFERENCES run (id),
  name TEXT NOT NULL, -- of its CPUs: steal, other-cpu, throttled, frequency; of the machine: swapped-pages, suspended,
    -- cpu-pressure, memory-pressure, io-pressure
  value REAL,
  unit TEXT,
  absent_reason TEXT, -- why value is NULL
  PRIMARY KEY (run, name),
  CHECK ((value IS NULL) = (absent_reason IS NOT NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO condition VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525','cpu-pressure',3025000.0,'ns',NULL);
INSERT INTO condition VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525','frequency',NULL,'Hz','no cpufreq');
INSERT INTO condition VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525','io-pressure',0.0,'ns',NULL);
INSERT INTO condition VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525','memory-pressure',0.0,'ns',NULL);
INSERT INTO condition VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525','other-cpu',11217000.0,'ns',NULL);
INSERT INTO condition VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525','steal',0.0,'ns',NULL);
INSERT INTO condition VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525','suspended',NULL,'ns','');
INSERT INTO condition VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525','swapped-pages',0.0,'1',NULL);
INSERT INTO condition VALUES('05a8f643-4c5a-4c40-95e3-6bf7ba2b6525','throttled',NULL,'1','no thermal_throttle');
INSERT INTO condition VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50','cpu-pressure',408000.0,'ns',NULL);
INSERT INTO condition VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50','frequency',NULL,'Hz','no cpufreq');
INSERT INTO condition VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50','io-pressure',0.0,'ns',NULL);
INSERT INTO condition VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50','memory-pressure',0.0,'ns',NULL);
INSERT INTO condition VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50','other-cpu',0.0,'ns',NULL);
INSERT INTO condition VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50','steal',0.0,'ns',NULL);
INSERT INTO condition VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50','suspended',NULL,'ns','');
INSERT INTO condition VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50','swapped-pages',0.0,'1',NULL);
INSERT INTO condition VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50','throttled',NULL,'1','no thermal_throttle');
INSERT INTO condition VALUES('50e1ba51-b827-483e-a399-56590c84986d','cpu-pressure',365000.0,'ns',NULL);
INSERT INTO condition VALUES('50e1ba51-b827-483e-a399-56590c84986d','frequency',NULL,'Hz','no cpufreq');
INSERT INTO condition VALUES('50e1ba51-b827-483e-a399-56590c84986d','io-pressure',0.0,'ns',NULL);
INSERT INTO condition VALUES('50e1ba51-b827-483e-a399-56590c84986d','memory-pressure',0.0,'ns',NULL);
INSERT INTO condition VALUES('50e1ba51-b827-483e-a399-56590c84986d','other-cpu',0.0,'ns',NULL);
INSERT INTO condition VALUES('50e1ba51-b827-483e-a399-56590c84986d','steal',0.0,'ns',NULL);
INSERT INTO condition VALUES('50e1ba51-b827-483e-a399-56590c84986d','suspended',NULL,'ns','');
INSERT INTO condition VALUES('50e1ba51-b827-483e-a399-56590c84986d','swapped-pages',0.0,'1',NULL);
INSERT INTO condition VALUES('50e1ba51-b827-483e-a399-56590c84986d','throttled',NULL,'1','no thermal_throttle');
INSERT INTO condition VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203','cpu-pressure',389000.0,'ns',NULL);
INSERT INTO condition VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203','frequency',NULL,'Hz','no cpufreq');
INSERT INTO condition VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203','io-pressure',0.0,'ns',NULL);
INSERT INTO condition VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203','memory-pressure',0.0,'ns',NULL);
INSERT INTO condition VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203','other-cpu',0.0,'ns',NULL);
INSERT INTO condition VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203','steal',0.0,'ns',NULL);
INSERT INTO condition VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203','suspended',NULL,'ns','');
INSERT INTO condition VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203','swapped-pages',0.0,'1',NULL);
INSERT INTO condition VALUES('57744ca5-9fbe-4ba7-aa4c-46457cc7d203','throttled',NULL,'1','no thermal_throttle');
CREATE TABLE metric ( -- how good the output of a run is
  run TEXT NOT NULL REFERENCES run (id),
  name TEXT NOT NULL,
  value REAL,
  unit TEXT,
  absent_reason TEXT, -- why value is NULL
  PRIMARY KEY (run, name),
  CHECK ((value IS NULL) = (absent_reason IS NOT NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO metric VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50','missing',NULL,NULL,'never measured');
INSERT INTO metric VALUES('4651d208-bf9f-440d-ad0f-7d90bb73ea50','size',30.0,'kB',NULL);
INSERT INTO metric VALUES('50e1ba51-b827-483e-a399-56590c84986d','missing',NULL,NULL,'never measured');
INSERT INTO metric VALUES('50e1ba51-b827-483e-a399-56590c84986d','size',30.0,'kB',NULL);
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
CREATE TABLE student_t ( -- the 97.5 % quantile of Student's t, so that views can give 95 % intervals
  df INTEGER PRIMARY KEY, -- degrees of freedom
  t975 REAL NOT NULL
) STRICT;
INSERT INTO student_t VALUES(1,12.706204740000000442);
INSERT INTO student_t VALUES(2,4.3026527300000001474);
INSERT INTO student_t VALUES(3,3.1824463050000000308);
CREATE UNIQUE INDEX setting_one_level ON setting (variant, factor) WHERE kind = 'choice';
CREATE INDEX session_of ON session (experiment);
CREATE UNIQUE INDEX run_ok ON run (experiment, block, position) WHERE outcome = 'ok' AND disturbed IS NULL;
CREATE INDEX run_of ON run (variant, block);
CREATE UNIQUE INDEX reading_of_run ON reading (run, event) WHERE step IS NULL;
CREATE UNIQUE INDEX reading_of_step ON reading (run, step, event) WHERE step IS NOT NULL;
CREATE INDEX verdict_of ON verdict (experiment);
CREATE VIEW v_run ( -- every run, with names in place of numbers
  id, -- of the run
  experiment, session, variant, reference, input, phase, block, position, attempt, started_utc, outcome,
  reason,
  wall_s, -- seconds
  cpu_s, -- seconds in user mode and in the kernel
  peak_memory_bytes,
  disturbed -- in words, when more went on around it than it should bear
) AS
SELECT r.id, e.name, r.session, v.name, b.name, i.key, r.phase, r.block, r.position, r.attempt, r.started_utc,
  r.outcome, r.reason, r.wall_ns / 1e9, (r.user_ns + r.sys_ns) / 1e9, r.peak_memory_bytes, r.disturbed
FROM run r
  JOIN experiment e ON e.id = r.experiment
  JOIN variant v ON v.id = r.variant
  JOIN variant b ON b.id = v.reference
  JOIN input i ON i.id = r.input
;
CREATE VIEW v_counting ( -- the last attempt of each run: a run that was disturbed is made once more
  id, experiment, variant, input, block, phase, outcome, accounting, wall_ns, user_ns, sys_ns, peak_memory_bytes,
  host
) AS
SELECT r.id, r.experiment, r.variant, r.input, r.block, r.phase, r.outcome, r.accounting, r.wall_ns, r.user_ns, r.sys_ns,
  r.peak_memory_bytes, s.host
FROM run r JOIN session s ON s.id = r.session WHERE NOT EXISTS (SELECT 1 FROM run l WHERE l.experiment = r.experiment AND l.block = r.block
  AND l.position = r.position AND l.attempt > r.attempt)
;
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
  observation -- pairs of one observation: those on one input; where the experiment has but one, each by itself
) AS
SELECT e.name, v.name, b.name, r.block, i.key, r.id, s.id,
  r.wall_ns, s.wall_ns, r.user_ns + r.sys_ns, s.user_ns + s.sys_ns, r.peak_memory_bytes, s.peak_memory_bytes,
  ln(r.wall_ns) - ln(s.wall_ns), ln(r.user_ns + r.sys_ns) - ln(s.user_ns + s.sys_ns),
  ln(r.peak_memory_bytes) - ln(s.peak_memory_bytes),
  CASE (SELECT count(*) FROM input WHERE experiment = r.experiment) WHEN 1 THEN r.block ELSE r.input END
FROM v_counting r
  JOIN variant v ON v.id = r.variant AND v.reference <> v.id
  JOIN v_counting s ON s.variant = v.reference AND s.block = r.block AND s.outcome = 'ok' AND s.phase = 'measured'
    AND s.accounting = r.accounting AND s.host = r.host
  JOIN variant b ON b.id = v.reference
  JOIN experiment e ON e.id = r.experiment
  JOIN input i ON i.id = r.input
WHERE r.outcome = 'ok' AND r.phase = 'measured'
;
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
;
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
;
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
;
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
;
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
;
CREATE VIEW v_verdict ( -- one row for each variant that was judged
  experiment, variant, change, verdict, why, decided_utc
) AS
SELECT e.name, v.name, v.change, d.verdict, d.why, d.decided_utc
FROM (SELECT DISTINCT experiment, variant, verdict, why, decided_utc FROM verdict) d
  JOIN variant v ON v.id = d.variant
  JOIN experiment e ON e.id = d.experiment
ORDER BY v.experiment, v.ordinal
;
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
;
COMMIT;
PRAGMA application_id = 1397048129; PRAGMA user_version = 3;
