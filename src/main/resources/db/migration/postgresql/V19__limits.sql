-- Limits, fairness and deadlines of jobs. limits is a line for each limit, as "NAME/KEY UNITS", of which the first may be
-- one that cancels the oldest jobs; blocked_by is NAME or NAME/KEY of what holds a BLOCKED job; fairness is "WEIGHT KEY".
-- All are null for most jobs. A job that is QUEUED or RUNNING has the permits of all its limits, and a job in any other
-- state has none.
ALTER TABLE job
  ADD COLUMN limits text COLLATE "C",
  ADD COLUMN fairness text,
  ADD COLUMN deadline_at bigint,
  ADD COLUMN blocked_by text COLLATE "C",
  -- the place among the waiting jobs of the same mode and priority, before run_at; see fair_queue
  ADD COLUMN rank bigint NOT NULL DEFAULT 0,
  DROP CONSTRAINT job_state_check,
  -- not valid: all rows have one of fewer states
  ADD CONSTRAINT job_state_check CHECK
    (state IN ('SCHEDULED', 'BLOCKED', 'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')) NOT VALID,
  ADD CONSTRAINT job_blocked_by_check CHECK ((state = 'BLOCKED') = (blocked_by IS NOT NULL)) NOT VALID;

-- what each limit holds, in the order of release; mode and type are for counts
CREATE INDEX job_blocked ON job (blocked_by, priority DESC, rank, run_at, id, mode, type) WHERE state = 'BLOCKED';
-- the unfinished jobs of a limit, or of one of its keys, if it is the first of their limits
CREATE INDEX job_limited ON job (limits, id) WHERE limits IS NOT NULL AND finished_at IS NULL;
CREATE INDEX job_deadline ON job (deadline_at) WHERE deadline_at IS NOT NULL AND finished_at IS NULL;

-- the waiting jobs of a submitter, with those that are held; a query for fewer states can use it, too
CREATE INDEX job_waiting_of_submitter ON job (submitter)
  WHERE state IN ('BLOCKED', 'QUEUED', 'SCHEDULED') AND submitter IS NOT NULL;
DROP INDEX job_waiting_of;

-- the waiting jobs of each mode, in the order of their claims
CREATE INDEX job_queued_rank ON job (mode, priority DESC, rank, run_at, id, type) WHERE state = 'QUEUED';
DROP INDEX job_queued;

-- The modes and priorities whose jobs have ranks, since one of them has a fairness key. virtual_time is the highest rank
-- that was claimed, and used_at when that was, in microseconds.
CREATE TABLE fair_queue (
  mode         text    COLLATE "C" NOT NULL,
  priority     integer NOT NULL,
  virtual_time bigint  NOT NULL,
  used_at      bigint  NOT NULL,
  PRIMARY KEY (mode, priority)
) WITH (fillfactor = 50);

-- The fairness keys that have jobs in them; the empty name is that of all jobs without a key. finish is where the rank
-- of the next job begins, and charge what was added last.
CREATE TABLE fair_key (
  mode     text    COLLATE "C" NOT NULL,
  priority integer NOT NULL,
  name     text    COLLATE "C" NOT NULL,
  finish   bigint  NOT NULL,
  charge   bigint  NOT NULL,
  PRIMARY KEY (mode, priority, name)
) WITH (fillfactor = 70);
-- What jobs have of each limit, NAME, or of one of its keys, NAME/KEY. used is the permits of jobs that are QUEUED or
-- RUNNING. Of a rate, pending is the permits of QUEUED jobs, which are to start, and arrival the theoretical arrival time
-- of the next. A row with held = 0 holds no job. At due_at, jobs that it holds may be released; null if not before one of
-- the others gives its permits back.
CREATE TABLE limit_usage (
  id        text   COLLATE "C" NOT NULL PRIMARY KEY,
  used      bigint NOT NULL DEFAULT 0 CHECK (used >= 0),
  pending   bigint NOT NULL DEFAULT 0 CHECK (pending >= 0),
  arrival   bigint NOT NULL DEFAULT 0,
  resume_at bigint NOT NULL DEFAULT 0,
  held      integer NOT NULL DEFAULT 0 CHECK (held IN (0, 1)),
  due_at    bigint
) WITH (
  -- a new version finds room on the page of the old one
  fillfactor = 50
);

CREATE INDEX limit_usage_due ON limit_usage (due_at) WHERE due_at IS NOT NULL;

-- The definitions of named limits. A limit has a total, a number per key, a rate, or several of them; rate_per is in
-- microseconds. updated_by is of the latest change, created_by of the first; null for those of the configuration, and
-- without authentication. version is 1 and grows by one with each change.
CREATE TABLE job_limit (
  name         text     COLLATE "C" NOT NULL PRIMARY KEY,
  total        integer  CHECK (total BETWEEN 0 AND 1000000),
  per_key      integer  CHECK (per_key BETWEEN 0 AND 1000000),
  rate_permits integer  CHECK (rate_permits BETWEEN 1 AND 1000000),
  rate_per     bigint   CHECK (rate_per > 0),
  rate_burst   integer  CHECK (rate_burst BETWEEN 1 AND 1000000),
  on_limit     text     NOT NULL CHECK (on_limit IN ('BLOCK', 'REJECT', 'CANCEL_OLDEST')),
  configured   integer  NOT NULL CHECK (configured IN (0, 1)),
  created_by   text,
  created_at   bigint   NOT NULL,
  updated_by   text,
  updated_at   bigint   NOT NULL,
  version      bigint   NOT NULL,
  CHECK (total IS NOT NULL OR per_key IS NOT NULL OR rate_permits IS NOT NULL),
  CHECK ((rate_permits IS NULL) = (rate_per IS NULL) AND (rate_permits IS NULL) = (rate_burst IS NULL))
);
