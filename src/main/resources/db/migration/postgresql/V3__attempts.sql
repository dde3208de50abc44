-- How often a job is tried and how long each time (microseconds), and how many attempts failed.
-- The defaults are one attempt without a limit: what jobs had before.
ALTER TABLE job
  ADD COLUMN max_attempts integer NOT NULL DEFAULT 1 CHECK (max_attempts >= 1),
  ADD COLUMN backoff      bigint  NOT NULL DEFAULT 1000000 CHECK (backoff >= 0),
  ADD COLUMN timeout      bigint  CHECK (timeout > 0),
  ADD COLUMN failures     integer NOT NULL DEFAULT 0 CHECK (failures >= 0);

-- How far the newest attempt is that said so; one row a job, written over and over.
CREATE TABLE job_progress (
  job_id   uuid    NOT NULL PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
  attempt  integer NOT NULL CHECK (attempt >= 1),
  at       bigint  NOT NULL,
  fraction double precision NOT NULL CHECK (fraction BETWEEN 0 AND 1),
  message  text
) WITH (
  -- a new version finds room on the page of the old one
  fillfactor = 50
);
