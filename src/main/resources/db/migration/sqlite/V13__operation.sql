-- Redrives. Attempts before the last redrive count toward no limit. The node of an attempt that ended its
-- job is not known; job_attempt has a node of zeros for it.
ALTER TABLE job ADD COLUMN prior_attempts INTEGER NOT NULL DEFAULT 0;

-- Actions on all jobs that match a filter. A step acts on some jobs and moves the cursor in one transaction:
-- the jobs with smaller ids are still to be visited, none if it is null. step is the number of steps; step_at
-- is when the next one is due. matched is null until the jobs are counted.
CREATE TABLE operation (
  id            TEXT    NOT NULL PRIMARY KEY,
  action        TEXT    NOT NULL,
  state         TEXT    NOT NULL
    CHECK (state IN ('RUNNING', 'PAUSED', 'COMPLETED', 'CANCELLED')),
  filter        TEXT    NOT NULL,
  priority      INTEGER,
  rate          INTEGER,
  created_by    TEXT,
  created_at    INTEGER NOT NULL,
  finished_at   INTEGER,
  matched       INTEGER,
  done          INTEGER NOT NULL DEFAULT 0,
  changed       INTEGER NOT NULL DEFAULT 0,
  in_open_group INTEGER NOT NULL DEFAULT 0,
  blocked_by    TEXT,
  error         TEXT,
  before_id     TEXT,
  step          INTEGER NOT NULL DEFAULT 0,
  step_at       INTEGER NOT NULL,
  CHECK ((state IN ('COMPLETED', 'CANCELLED')) = (finished_at IS NOT NULL))
) STRICT;

CREATE INDEX operation_unfinished ON operation (state) WHERE finished_at IS NULL;
CREATE INDEX operation_by_age ON operation (finished_at) WHERE finished_at IS NOT NULL;
