-- The place of a job among the waiting jobs of its mode and priority, before run_at; see fair_queue.
ALTER TABLE job ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;

-- the waiting jobs of each mode, in the order of their claims; the type makes it covering
CREATE INDEX job_queued_rank ON job (mode, priority DESC, rank, run_at, id, type) WHERE state = 'QUEUED';
DROP INDEX job_queued;

-- what each limit holds, in the order of release; mode and type are for counts
DROP INDEX job_blocked;
CREATE INDEX job_blocked ON job (blocked_by, priority DESC, rank, run_at, id, mode, type) WHERE state = 'BLOCKED';

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
