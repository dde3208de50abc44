-- Limits, fairness and deadlines of jobs. limits is a line for each limit, as "NAME/KEY UNITS", of which the first may be
-- one that cancels the oldest jobs; blocked_by is NAME or NAME/KEY of what holds a BLOCKED job; fairness is "WEIGHT KEY".
-- All are null for most jobs. A job that is QUEUED or RUNNING has the permits of all its limits, and a job in any other
-- state has none.
ALTER TABLE job ADD COLUMN limits TEXT;
ALTER TABLE job ADD COLUMN fairness TEXT;
ALTER TABLE job ADD COLUMN deadline_at INTEGER;
ALTER TABLE job ADD COLUMN blocked_by TEXT CHECK ((state = 'BLOCKED') = (blocked_by IS NOT NULL));
-- the place among the waiting jobs of the same mode and priority, before run_at; see fair_queue
ALTER TABLE job ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;

-- the state BLOCKED, in the way that SQLite's documentation of ALTER TABLE gives for constraints
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
SET sql = replace(sql, '(''SCHEDULED'', ''QUEUED'', ''RUNNING''', '(''SCHEDULED'', ''BLOCKED'', ''QUEUED'', ''RUNNING''')
WHERE type = 'table' AND name = 'job';
PRAGMA writable_schema = RESET;

-- what each limit holds, in the order of release; mode and type are for counts
CREATE INDEX job_blocked ON job (blocked_by, priority DESC, rank, run_at, id, mode, type) WHERE state = 'BLOCKED';
-- the unfinished jobs of a limit, or of one of its keys, if it is the first of their limits
CREATE INDEX job_limited ON job (limits, id) WHERE limits IS NOT NULL AND finished_at IS NULL;
CREATE INDEX job_deadline ON job (deadline_at) WHERE deadline_at IS NOT NULL AND finished_at IS NULL;

-- the waiting jobs of a submitter, with those that are held
CREATE INDEX job_waiting_of_submitter ON job (submitter, state)
  WHERE state IN ('BLOCKED', 'QUEUED', 'SCHEDULED') AND submitter IS NOT NULL;
DROP INDEX job_waiting_of;

-- the waiting jobs of each mode, in the order of their claims; the type makes it covering
CREATE INDEX job_queued_rank ON job (mode, priority DESC, rank, run_at, id, type) WHERE state = 'QUEUED';
DROP INDEX job_queued;

-- The modes and priorities whose jobs have ranks, since one of them has a fairness key. virtual_time is the highest rank
-- that was claimed, and used_at when that was, in microseconds.
CREATE TABLE fair_queue (
  mode         TEXT    NOT NULL,
  priority     INTEGER NOT NULL,
  virtual_time INTEGER NOT NULL,
  used_at      INTEGER NOT NULL,
  PRIMARY KEY (mode, priority)
) STRICT, WITHOUT ROWID;

-- The fairness keys that have jobs in them; the empty name is that of all jobs without a key. finish is where the rank
-- of the next job begins, and charge what was added last.
CREATE TABLE fair_key (
  mode     TEXT    NOT NULL,
  priority INTEGER NOT NULL,
  name     TEXT    NOT NULL,
  finish   INTEGER NOT NULL,
  charge   INTEGER NOT NULL,
  PRIMARY KEY (mode, priority, name)
) STRICT, WITHOUT ROWID;
-- What jobs have of each limit, NAME, or of one of its keys, NAME/KEY. used is the permits of jobs that are QUEUED or
-- RUNNING. Of a rate, pending is the permits of QUEUED jobs, which are to start, and arrival the theoretical arrival time
-- of the next. A row with held = 0 holds no job. At due_at, jobs that it holds may be released; null if not before one of
-- the others gives its permits back.
CREATE TABLE limit_usage (
  id        TEXT    NOT NULL PRIMARY KEY,
  used      INTEGER NOT NULL DEFAULT 0 CHECK (used >= 0),
  pending   INTEGER NOT NULL DEFAULT 0 CHECK (pending >= 0),
  arrival   INTEGER NOT NULL DEFAULT 0,
  resume_at INTEGER NOT NULL DEFAULT 0,
  held      INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)),
  due_at    INTEGER
) STRICT;

CREATE INDEX limit_usage_due ON limit_usage (due_at) WHERE due_at IS NOT NULL;

-- The definitions of named limits. A limit has a total, a number per key, a rate, or several of them; rate_per is in
-- microseconds. updated_by is of the latest change, created_by of the first; null for those of the configuration, and
-- without authentication. version is 1 and grows by one with each change.
CREATE TABLE job_limit (
  name         TEXT    NOT NULL PRIMARY KEY,
  total        INTEGER CHECK (total BETWEEN 0 AND 1000000),
  per_key      INTEGER CHECK (per_key BETWEEN 0 AND 1000000),
  rate_permits INTEGER CHECK (rate_permits BETWEEN 1 AND 1000000),
  rate_per     INTEGER CHECK (rate_per > 0),
  rate_burst   INTEGER CHECK (rate_burst BETWEEN 1 AND 1000000),
  on_limit     TEXT    NOT NULL CHECK (on_limit IN ('BLOCK', 'REJECT', 'CANCEL_OLDEST')),
  configured   INTEGER NOT NULL CHECK (configured IN (0, 1)),
  created_by   TEXT,
  created_at   INTEGER NOT NULL,
  updated_by   TEXT,
  updated_at   INTEGER NOT NULL,
  version      INTEGER NOT NULL,
  CHECK (total IS NOT NULL OR per_key IS NOT NULL OR rate_permits IS NOT NULL),
  CHECK ((rate_permits IS NULL) = (rate_per IS NULL) AND (rate_permits IS NULL) = (rate_burst IS NULL))
) STRICT;
