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
INSERT INTO experiment VALUES(1,'one search','',replace('secateur: 1\nname: one\nworkload:\n  adapter: command\n  steps: [{name: look, command: [sh, -c, "for w in a b; do case '' {parts} '' in *$w*) ;; *) echo \"no $w\" >&2; exit 1;; esac; done"]}]\ninputs: [{id: only}]\nfactors: {parts: {set: [a, b]}}\ndecide: {method: race}\n','\n',char(10)),'0d5a9ad9d7799a3e8a1ae60f87e3ee2804e6c5b1eb246bb3e581e687bbd6b88f',1,'cpu',0.010000000000000000208,0.94999999999999995559,10,1,'2026-11-25T12:12:09.738Z');
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
INSERT INTO variant VALUES(1,1,0,'c1de5e3d01659f246abea2a8b5f4e472646826d14f39b447f8eb8dc58df55411','baseline','baseline',1,'',replace('step look: sh -c ''for w in a b; do case ''\'''' a,b ''\'''' in *$w*) ;; *) echo "no $w" >&2; exit 1;; esac; done''\nenvironment: PATH=/usr/local/bin:/usr/bin:/bin\nenvironment: HOME={scratch}\nenvironment: TMPDIR={scratch}\nenvironment: LC_ALL=C.UTF-8\nenvironment: TZ=UTC\n','\n',char(10)),'',0);
INSERT INTO variant VALUES(2,1,1,'c10c945162460c2eb9fb42ae5a4fdd2d122ad27561a583e40c03cb6a6aec8cae','cut-42b7d358c053','drop',1,'parts: -a',replace('step look: sh -c ''for w in a b; do case ''\'''' b ''\'''' in *$w*) ;; *) echo "no $w" >&2; exit 1;; esac; done''\nenvironment: PATH=/usr/local/bin:/usr/bin:/bin\nenvironment: HOME={scratch}\nenvironment: TMPDIR={scratch}\nenvironment: LC_ALL=C.UTF-8\nenvironment: TZ=UTC\n','\n',char(10)),replace('- step look: sh -c ''for w in a b; do case ''\'''' a,b ''\'''' in *$w*) ;; *) echo "no $w" >&2; exit 1;; esac; done''\n+ step look: sh -c ''for w in a b; do case ''\'''' b ''\'''' in *$w*) ;; *) echo "no $w" >&2; exit 1;; esac; done''\n','\n',char(10)),1);
INSERT INTO variant VALUES(3,1,2,'833c93ab394d961e4ce74c532a178e3426fd4c4ccfdf069f106c38e0f31699e7','cut-dd425b0ca4a9','drop',1,'parts: -b',replace('step look: sh -c ''for w in a b; do case ''\'''' a ''\'''' in *$w*) ;; *) echo "no $w" >&2; exit 1;; esac; done''\nenvironment: PATH=/usr/local/bin:/usr/bin:/bin\nenvironment: HOME={scratch}\nenvironment: TMPDIR={scratch}\nenvironment: LC_ALL=C.UTF-8\nenvironment: TZ=UTC\n','\n',char(10)),replace('- step look: sh -c ''for w in a b; do case ''\'''' a,b ''\'''' in *$w*) ;; *) echo "no $w" >&2; exit 1;; esac; done''\n+ step look: sh -c ''for w in a b; do case ''\'''' a ''\'''' in *$w*) ;; *) echo "no $w" >&2; exit 1;; esac; done''\n','\n',char(10)),1);
CREATE TABLE setting ( -- the settings of a variant: one row per choice, one row per component of a set
  variant INTEGER NOT NULL REFERENCES variant (id),
  factor TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('choice', 'set')),
  level TEXT NOT NULL, -- choice: the level chosen; set: a component
  kept INTEGER NOT NULL CHECK (kept IN (0, 1)), -- set: 0 when the component is dropped; choice: always 1
  PRIMARY KEY (variant, factor, level),
  CHECK (kind = 'set' OR kept = 1)
) STRICT, WITHOUT ROWID;
INSERT INTO setting VALUES(1,'parts','set','a',1);
INSERT INTO setting VALUES(1,'parts','set','b',1);
INSERT INTO setting VALUES(2,'parts','set','a',0);
INSERT INTO setting VALUES(2,'parts','set','b',1);
INSERT INTO setting VALUES(3,'parts','set','a',1);
INSERT INTO setting VALUES(3,'parts','set','b',0);
CREATE TABLE input ( -- a data unit: every variant sees every input
  id INTEGER PRIMARY KEY,
  experiment INTEGER NOT NULL REFERENCES experiment (id),
  ordinal INTEGER NOT NULL, -- its place in the experiment file, from 0
  key TEXT NOT NULL, -- its id in the experiment file
  UNIQUE (experiment, ordinal),
  UNIQUE (experiment, key)
) STRICT;
INSERT INTO input VALUES(1,1,0,'only');
CREATE TABLE input_column ( -- the columns of an input, as given
  input INTEGER NOT NULL REFERENCES input (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (input, name)
) STRICT, WITHOUT ROWID;
INSERT INTO input_column VALUES(1,'id','only');
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
INSERT INTO host VALUES(1,'ab1d4b1c3caa6f606f80c5855b76f472e545b7caac2f8963f4fb0b76ad4bcfdd','host','6.18.44-fc-v782','AMD EPYC','<xml/>');
CREATE TABLE host_fact ( -- all that was noted of a machine, as its first session found it
  host INTEGER NOT NULL REFERENCES host (id),
  name TEXT NOT NULL, -- governor, turbo, smt, clocksource, ...
  value TEXT NOT NULL, -- n/a (why) where it could not be read
  PRIMARY KEY (host, name)
) STRICT, WITHOUT ROWID;
INSERT INTO host_fact VALUES(1,'aslr','2');
INSERT INTO host_fact VALUES(1,'boot_id','n/a (left out)');
INSERT INTO host_fact VALUES(1,'clocksource','tsc');
INSERT INTO host_fact VALUES(1,'cpu_model','AMD EPYC');
INSERT INTO host_fact VALUES(1,'cpus','0-1');
INSERT INTO host_fact VALUES(1,'governor','n/a (no cpufreq)');
INSERT INTO host_fact VALUES(1,'hostname','host');
INSERT INTO host_fact VALUES(1,'isolated_cpus','none');
INSERT INTO host_fact VALUES(1,'kernel','6.18.44-fc-v782');
INSERT INTO host_fact VALUES(1,'load','0.68');
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
INSERT INTO session VALUES(1,1,1,'2026-11-25T12:12:09.747Z','2026-11-25T12:12:09.815Z','0.1.0',6290,'1','0',0,1);
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
INSERT INTO block VALUES(1,11,'noise','c13b812f59fd91870fae5d1a59edd51027160448309a40f28602c4607e42ab9b',1);
INSERT INTO block VALUES(1,12,'prune','fa2278ff91042b113992687ae4a0d061a792904a02242e6671e6eac73c53a8bc',1);
INSERT INTO block VALUES(1,13,'prune','0b44cacfba4a5a27fee9cb7232275a47181bfaa740299883e42dd92e9ec9c4ee',1);
INSERT INTO block VALUES(1,14,'prune','97f609c03fb8aa13eef2684028f7ec204c97034d403907b71154dd38605994c4',1);
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
  UNIQUE (experiment, block, position, attempt),
  CHECK ((reason IS NULL) = (outcome = 'ok')),
  CHECK (wall_ns + user_ns + sys_ns + peak_memory_bytes IS NOT NULL OR outcome = 'no_start')
) STRICT;
INSERT INTO run VALUES('ba2aab66-4bc6-47f3-b7b8-36ddc428ae57',1,1,1,1,11,0,1,'measured','2026-11-25T12:12:09.764Z','ok',NULL,NULL,NULL,NULL,1185513,1158000,0,5251072,'process','1',NULL);
INSERT INTO run VALUES('40d05983-e0c2-4988-bd84-931c7b571ca2',1,1,1,1,11,1,1,'measured','2026-11-25T12:12:09.769Z','ok',NULL,NULL,NULL,NULL,1089163,0,1069000,5251072,'process','1',NULL);
INSERT INTO run VALUES('44127b28-a7cd-43cf-becc-1a8a1b9534ff',1,1,1,1,11,2,1,'measured','2026-11-25T12:12:09.772Z','ok',NULL,NULL,NULL,NULL,932709,915000,0,5251072,'process','1',NULL);
INSERT INTO run VALUES('7f07bbf4-a8b6-4158-8fd7-2d8d677c0bbf',1,1,1,1,11,3,1,'measured','2026-11-25T12:12:09.775Z','ok',NULL,NULL,NULL,NULL,769032,743000,0,5251072,'process','1',NULL);
INSERT INTO run VALUES('a6408222-5f4e-49ff-8922-a82e92291dc7',1,1,1,1,11,4,1,'measured','2026-11-25T12:12:09.778Z','ok',NULL,NULL,NULL,NULL,863539,837000,0,5251072,'process','1',NULL);
INSERT INTO run VALUES('c9dceb28-325a-4117-af7d-8e700bcf6cf7',1,1,1,1,11,5,1,'measured','2026-11-25T12:12:09.781Z','ok',NULL,NULL,NULL,NULL,905818,0,884000,5251072,'process','1',NULL);
INSERT INTO run VALUES('f9800c95-611b-4589-84e3-c3a9ab155a1b',1,1,1,1,11,6,1,'measured','2026-11-25T12:12:09.783Z','ok',NULL,NULL,NULL,NULL,814507,790000,0,5251072,'process','1',NULL);
INSERT INTO run VALUES('2f2a2184-2c0f-4074-bc82-5830699e1903',1,1,1,1,11,7,1,'measured','2026-11-25T12:12:09.786Z','ok',NULL,NULL,NULL,NULL,779842,757000,0,5251072,'process','1',NULL);
INSERT INTO run VALUES('88f64041-bf66-43ad-8c00-645179e52d06',1,1,1,1,11,8,1,'measured','2026-11-25T12:12:09.789Z','ok',NULL,NULL,NULL,NULL,916548,891000,0,5251072,'process','1',NULL);
INSERT INTO run VALUES('cbfac77f-c7f1-4067-b645-8bb1fc5c1273',1,1,1,1,11,9,1,'measured','2026-11-25T12:12:09.792Z','ok',NULL,NULL,NULL,NULL,857559,0,848000,5251072,'process','1',NULL);
INSERT INTO run VALUES('703ae208-c15b-4eef-840d-512479c64057',1,1,1,1,11,10,1,'measured','2026-11-25T12:12:09.795Z','ok',NULL,NULL,NULL,NULL,919755,895000,0,5251072,'process','1',NULL);
INSERT INTO run VALUES('952cd56c-3a29-4267-8ab8-82194c3bd3d8',1,1,1,1,11,11,1,'measured','2026-11-25T12:12:09.798Z','ok',NULL,NULL,NULL,NULL,869891,843000,0,5251072,'process','1',NULL);
INSERT INTO run VALUES('6cb33ec6-674b-4bd2-a2e0-de83819b3e53',1,1,1,1,12,0,1,'measured','2026-11-25T12:12:09.802Z','ok',NULL,NULL,NULL,NULL,892494,869000,0,5251072,'process','1',NULL);
INSERT INTO run VALUES('b27f979b-b343-4fee-b2be-689786fa818d',1,1,2,1,13,0,1,'measured','2026-11-25T12:12:09.807Z','exit',1,NULL,'exit code 1 in step look',replace('no a\n','\n',char(10)),1142332,1117000,0,5251072,'process','1',NULL);
INSERT INTO run VALUES('33d9f29b-87cd-43a8-949e-64df62148e83',1,1,3,1,14,0,1,'measured','2026-11-25T12:12:09.812Z','exit',1,NULL,'exit code 1 in step look',replace('no b\n','\n',char(10)),1057482,998000,0,5251072,'process','1',NULL);
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
INSERT INTO step VALUES('2f2a2184-2c0f-4074-bc82-5830699e1903',0,'look',1,'ok',NULL,NULL,779842,757000,0,5251072);
INSERT INTO step VALUES('33d9f29b-87cd-43a8-949e-64df62148e83',0,'look',1,'exit',1,NULL,1057482,998000,0,5251072);
INSERT INTO step VALUES('40d05983-e0c2-4988-bd84-931c7b571ca2',0,'look',1,'ok',NULL,NULL,1089163,0,1069000,5251072);
INSERT INTO step VALUES('44127b28-a7cd-43cf-becc-1a8a1b9534ff',0,'look',1,'ok',NULL,NULL,932709,915000,0,5251072);
INSERT INTO step VALUES('6cb33ec6-674b-4bd2-a2e0-de83819b3e53',0,'look',1,'ok',NULL,NULL,892494,869000,0,5251072);
INSERT INTO step VALUES('703ae208-c15b-4eef-840d-512479c64057',0,'look',1,'ok',NULL,NULL,919755,895000,0,5251072);
INSERT INTO step VALUES('7f07bbf4-a8b6-4158-8fd7-2d8d677c0bbf',0,'look',1,'ok',NULL,NULL,769032,743000,0,5251072);
INSERT INTO step VALUES('88f64041-bf66-43ad-8c00-645179e52d06',0,'look',1,'ok',NULL,NULL,916548,891000,0,5251072);
INSERT INTO step VALUES('952cd56c-3a29-4267-8ab8-82194c3bd3d8',0,'look',1,'ok',NULL,NULL,869891,843000,0,5251072);
INSERT INTO step VALUES('a6408222-5f4e-49ff-8922-a82e92291dc7',0,'look',1,'ok',NULL,NULL,863539,837000,0,5251072);
INSERT INTO step VALUES('b27f979b-b343-4fee-b2be-689786fa818d',0,'look',1,'exit',1,NULL,1142332,1117000,0,5251072);
INSERT INTO step VALUES('ba2aab66-4bc6-47f3-b7b8-36ddc428ae57',0,'look',1,'ok',NULL,NULL,1185513,1158000,0,5251072);
INSERT INTO step VALUES('c9dceb28-325a-4117-af7d-8e700bcf6cf7',0,'look',1,'ok',NULL,NULL,905818,0,884000,5251072);
INSERT INTO step VALUES('cbfac77f-c7f1-4067-b645-8bb1fc5c1273',0,'look',1,'ok',NULL,NULL,857559,0,848000,5251072);
INSERT INTO step VALUES('f9800c95-611b-4589-84e3-c3a9ab155a1b',0,'look',1,'ok',NULL,NULL,814507,790000,0,5251072);
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
INSERT INTO reading VALUES('ba2aab66-4bc6-47f3-b7b8-36ddc428ae57',0,'task-clock',865944.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('ba2aab66-4bc6-47f3-b7b8-36ddc428ae57',0,'page-faults',65.0,'1',1.0,NULL);
INSERT INTO reading VALUES('ba2aab66-4bc6-47f3-b7b8-36ddc428ae57',0,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('ba2aab66-4bc6-47f3-b7b8-36ddc428ae57',NULL,'task-clock',865944.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('ba2aab66-4bc6-47f3-b7b8-36ddc428ae57',NULL,'page-faults',65.0,'1',1.0,NULL);
INSERT INTO reading VALUES('ba2aab66-4bc6-47f3-b7b8-36ddc428ae57',NULL,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('40d05983-e0c2-4988-bd84-931c7b571ca2',0,'task-clock',822643.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('40d05983-e0c2-4988-bd84-931c7b571ca2',0,'page-faults',62.0,'1',1.0,NULL);
INSERT INTO reading VALUES('40d05983-e0c2-4988-bd84-931c7b571ca2',0,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('40d05983-e0c2-4988-bd84-931c7b571ca2',NULL,'task-clock',822643.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('40d05983-e0c2-4988-bd84-931c7b571ca2',NULL,'page-faults',62.0,'1',1.0,NULL);
INSERT INTO reading VALUES('40d05983-e0c2-4988-bd84-931c7b571ca2',NULL,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('44127b28-a7cd-43cf-becc-1a8a1b9534ff',0,'task-clock',708208.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('44127b28-a7cd-43cf-becc-1a8a1b9534ff',0,'page-faults',66.0,'1',1.0,NULL);
INSERT INTO reading VALUES('44127b28-a7cd-43cf-becc-1a8a1b9534ff',0,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('44127b28-a7cd-43cf-becc-1a8a1b9534ff',NULL,'task-clock',708208.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('44127b28-a7cd-43cf-becc-1a8a1b9534ff',NULL,'page-faults',66.0,'1',1.0,NULL);
INSERT INTO reading VALUES('44127b28-a7cd-43cf-becc-1a8a1b9534ff',NULL,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('7f07bbf4-a8b6-4158-8fd7-2d8d677c0bbf',0,'task-clock',580118.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('7f07bbf4-a8b6-4158-8fd7-2d8d677c0bbf',0,'page-faults',64.0,'1',1.0,NULL);
INSERT INTO reading VALUES('7f07bbf4-a8b6-4158-8fd7-2d8d677c0bbf',0,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('7f07bbf4-a8b6-4158-8fd7-2d8d677c0bbf',NULL,'task-clock',580118.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('7f07bbf4-a8b6-4158-8fd7-2d8d677c0bbf',NULL,'page-faults',64.0,'1',1.0,NULL);
INSERT INTO reading VALUES('7f07bbf4-a8b6-4158-8fd7-2d8d677c0bbf',NULL,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('a6408222-5f4e-49ff-8922-a82e92291dc7',0,'task-clock',650460.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('a6408222-5f4e-49ff-8922-a82e92291dc7',0,'page-faults',62.0,'1',1.0,NULL);
INSERT INTO reading VALUES('a6408222-5f4e-49ff-8922-a82e92291dc7',0,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('a6408222-5f4e-49ff-8922-a82e92291dc7',NULL,'task-clock',650460.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('a6408222-5f4e-49ff-8922-a82e92291dc7',NULL,'page-faults',62.0,'1',1.0,NULL);
INSERT INTO reading VALUES('a6408222-5f4e-49ff-8922-a82e92291dc7',NULL,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('c9dceb28-325a-4117-af7d-8e700bcf6cf7',0,'task-clock',702107.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('c9dceb28-325a-4117-af7d-8e700bcf6cf7',0,'page-faults',61.0,'1',1.0,NULL);
INSERT INTO reading VALUES('c9dceb28-325a-4117-af7d-8e700bcf6cf7',0,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('c9dceb28-325a-4117-af7d-8e700bcf6cf7',NULL,'task-clock',702107.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('c9dceb28-325a-4117-af7d-8e700bcf6cf7',NULL,'page-faults',61.0,'1',1.0,NULL);
INSERT INTO reading VALUES('c9dceb28-325a-4117-af7d-8e700bcf6cf7',NULL,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('f9800c95-611b-4589-84e3-c3a9ab155a1b',0,'task-clock',619853.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('f9800c95-611b-4589-84e3-c3a9ab155a1b',0,'page-faults',62.0,'1',1.0,NULL);
INSERT INTO reading VALUES('f9800c95-611b-4589-84e3-c3a9ab155a1b',0,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('f9800c95-611b-4589-84e3-c3a9ab155a1b',NULL,'task-clock',619853.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('f9800c95-611b-4589-84e3-c3a9ab155a1b',NULL,'page-faults',62.0,'1',1.0,NULL);
INSERT INTO reading VALUES('f9800c95-611b-4589-84e3-c3a9ab155a1b',NULL,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('2f2a2184-2c0f-4074-bc82-5830699e1903',0,'task-clock',592150.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('2f2a2184-2c0f-4074-bc82-5830699e1903',0,'page-faults',61.0,'1',1.0,NULL);
INSERT INTO reading VALUES('2f2a2184-2c0f-4074-bc82-5830699e1903',0,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('2f2a2184-2c0f-4074-bc82-5830699e1903',NULL,'task-clock',592150.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('2f2a2184-2c0f-4074-bc82-5830699e1903',NULL,'page-faults',61.0,'1',1.0,NULL);
INSERT INTO reading VALUES('2f2a2184-2c0f-4074-bc82-5830699e1903',NULL,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('88f64041-bf66-43ad-8c00-645179e52d06',0,'task-clock',681378.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('88f64041-bf66-43ad-8c00-645179e52d06',0,'page-faults',61.0,'1',1.0,NULL);
INSERT INTO reading VALUES('88f64041-bf66-43ad-8c00-645179e52d06',0,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('88f64041-bf66-43ad-8c00-645179e52d06',NULL,'task-clock',681378.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('88f64041-bf66-43ad-8c00-645179e52d06',NULL,'page-faults',61.0,'1',1.0,NULL);
INSERT INTO reading VALUES('88f64041-bf66-43ad-8c00-645179e52d06',NULL,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('cbfac77f-c7f1-4067-b645-8bb1fc5c1273',0,'task-clock',631034.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('cbfac77f-c7f1-4067-b645-8bb1fc5c1273',0,'page-faults',63.0,'1',1.0,NULL);
INSERT INTO reading VALUES('cbfac77f-c7f1-4067-b645-8bb1fc5c1273',0,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('cbfac77f-c7f1-4067-b645-8bb1fc5c1273',NULL,'task-clock',631034.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('cbfac77f-c7f1-4067-b645-8bb1fc5c1273',NULL,'page-faults',63.0,'1',1.0,NULL);
INSERT INTO reading VALUES('cbfac77f-c7f1-4067-b645-8bb1fc5c1273',NULL,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('703ae208-c15b-4eef-840d-512479c64057',0,'task-clock',697569.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('703ae208-c15b-4eef-840d-512479c64057',0,'page-faults',61.0,'1',1.0,NULL);
INSERT INTO reading VALUES('703ae208-c15b-4eef-840d-512479c64057',0,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('703ae208-c15b-4eef-840d-512479c64057',NULL,'task-clock',697569.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('703ae208-c15b-4eef-840d-512479c64057',NULL,'page-faults',61.0,'1',1.0,NULL);
INSERT INTO reading VALUES('703ae208-c15b-4eef-840d-512479c64057',NULL,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('952cd56c-3a29-4267-8ab8-82194c3bd3d8',0,'task-clock',651802.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('952cd56c-3a29-4267-8ab8-82194c3bd3d8',0,'page-faults',64.0,'1',1.0,NULL);
INSERT INTO reading VALUES('952cd56c-3a29-4267-8ab8-82194c3bd3d8',0,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('952cd56c-3a29-4267-8ab8-82194c3bd3d8',NULL,'task-clock',651802.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('952cd56c-3a29-4267-8ab8-82194c3bd3d8',NULL,'page-faults',64.0,'1',1.0,NULL);
INSERT INTO reading VALUES('952cd56c-3a29-4267-8ab8-82194c3bd3d8',NULL,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('6cb33ec6-674b-4bd2-a2e0-de83819b3e53',0,'task-clock',675326.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('6cb33ec6-674b-4bd2-a2e0-de83819b3e53',0,'page-faults',64.0,'1',1.0,NULL);
INSERT INTO reading VALUES('6cb33ec6-674b-4bd2-a2e0-de83819b3e53',0,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('6cb33ec6-674b-4bd2-a2e0-de83819b3e53',NULL,'task-clock',675326.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('6cb33ec6-674b-4bd2-a2e0-de83819b3e53',NULL,'page-faults',64.0,'1',1.0,NULL);
INSERT INTO reading VALUES('6cb33ec6-674b-4bd2-a2e0-de83819b3e53',NULL,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('b27f979b-b343-4fee-b2be-689786fa818d',0,'task-clock',877005.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('b27f979b-b343-4fee-b2be-689786fa818d',0,'page-faults',62.0,'1',1.0,NULL);
INSERT INTO reading VALUES('b27f979b-b343-4fee-b2be-689786fa818d',0,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('b27f979b-b343-4fee-b2be-689786fa818d',NULL,'task-clock',877005.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('b27f979b-b343-4fee-b2be-689786fa818d',NULL,'page-faults',62.0,'1',1.0,NULL);
INSERT INTO reading VALUES('b27f979b-b343-4fee-b2be-689786fa818d',NULL,'context-switches',0.0,'1',1.0,NULL);
INSERT INTO reading VALUES('33d9f29b-87cd-43a8-949e-64df62148e83',0,'task-clock',798308.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('33d9f29b-87cd-43a8-949e-64df62148e83',0,'page-faults',62.0,'1',1.0,NULL);
INSERT INTO reading VALUES('33d9f29b-87cd-43a8-949e-64df62148e83',0,'context-switches',1.0,'1',1.0,NULL);
INSERT INTO reading VALUES('33d9f29b-87cd-43a8-949e-64df62148e83',NULL,'task-clock',798308.0,'ns',1.0,NULL);
INSERT INTO reading VALUES('33d9f29b-87cd-43a8-949e-64df62148e83',NULL,'page-faults',62.0,'1',1.0,NULL);
INSERT INTO reading VALUES('33d9f29b-87cd-43a8-949e-64df62148e83',NULL,'context-switches',1.0,'1',1.0,NULL);
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
CREATE TABLE student_t ( -- the 97.5 % quantile of Student's t, so that views can give 95 % intervals
  df INTEGER PRIMARY KEY, -- degrees of freedom
  t975 REAL NOT NULL
) STRICT;
CREATE UNIQUE INDEX setting_one_level ON setting (variant, factor) WHERE kind = 'choice';
CREATE INDEX session_of ON session (experiment);
CREATE UNIQUE INDEX run_ok ON run (experiment, block, position) WHERE outcome = 'ok';
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
  peak_memory_bytes
) AS
SELECT r.id, e.name, r.session, v.name, b.name, i.key, r.phase, r.block, r.position, r.attempt, r.started_utc,
  r.outcome, r.reason, r.wall_ns / 1e9, (r.user_ns + r.sys_ns) / 1e9, r.peak_memory_bytes
FROM run r
  JOIN experiment e ON e.id = r.experiment
  JOIN variant v ON v.id = r.variant
  JOIN variant b ON b.id = v.reference
  JOIN input i ON i.id = r.input
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
FROM run r
  JOIN variant v ON v.id = r.variant AND v.reference <> v.id
  JOIN run s ON s.variant = v.reference AND s.block = r.block AND s.outcome = 'ok' AND s.phase = 'measured'
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
PRAGMA application_id = 1397048129; PRAGMA user_version = 2;
