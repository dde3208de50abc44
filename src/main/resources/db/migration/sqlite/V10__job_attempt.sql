-- The attempts that ended without ending their job: it was retried, rescued, released, or cancelled
-- instead. A job whose first attempt ends it has no row; its last attempt is in the job's own row.
-- CANCELLED is for the last attempt of a job that is to run again.
CREATE TABLE job_attempt (
  job_id        TEXT    NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  attempt       INTEGER NOT NULL CHECK (attempt >= 1),
  node          TEXT    NOT NULL,
  node_name     TEXT,
  started_at    INTEGER NOT NULL,
  ended_at      INTEGER NOT NULL,
  outcome       TEXT    NOT NULL
    CHECK (outcome IN ('FAILED', 'CRASHED', 'RELEASED', 'CANCELLED')),
  error_code    TEXT,
  error_message TEXT,
  -- 1 if it counts toward the job's max_attempts
  counted       INTEGER NOT NULL CHECK (counted IN (0, 1)),
  PRIMARY KEY (job_id, attempt),
  CHECK ((error_code IS NULL) = (error_message IS NULL))
) STRICT;
