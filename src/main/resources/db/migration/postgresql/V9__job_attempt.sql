-- The attempts that ended without ending their job: it was retried, rescued, released, or cancelled
-- instead. A job whose first attempt ends it has no row; its last attempt is in the job's own row.
-- CANCELLED is for the last attempt of a job that is to run again.
CREATE TABLE job_attempt (
  job_id        uuid    NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  attempt       integer NOT NULL CHECK (attempt >= 1),
  node          uuid    NOT NULL,
  node_name     text,
  started_at    bigint  NOT NULL,
  ended_at      bigint  NOT NULL,
  outcome       text    COLLATE "C" NOT NULL
    CHECK (outcome IN ('FAILED', 'CRASHED', 'RELEASED', 'CANCELLED')),
  error_code    text,
  error_message text,
  -- 1 if it counts toward the job's max_attempts
  counted       integer NOT NULL CHECK (counted IN (0, 1)),
  PRIMARY KEY (job_id, attempt),
  CHECK ((error_code IS NULL) = (error_message IS NULL))
);
