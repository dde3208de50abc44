-- How often a job is tried and how long each time (microseconds), and how many attempts failed.
-- The defaults are one attempt without a limit: what jobs had before.
ALTER TABLE job ADD COLUMN max_attempts INTEGER NOT NULL DEFAULT 1 CHECK (max_attempts >= 1);
ALTER TABLE job ADD COLUMN backoff INTEGER NOT NULL DEFAULT 1000000 CHECK (backoff >= 0);
ALTER TABLE job ADD COLUMN timeout INTEGER CHECK (timeout > 0);
ALTER TABLE job ADD COLUMN failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0);

-- How far the newest attempt is that said so; one row a job, written over and over.
CREATE TABLE job_progress (
  job_id   TEXT    NOT NULL PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
  attempt  INTEGER NOT NULL CHECK (attempt >= 1),
  at       INTEGER NOT NULL,
  fraction REAL    NOT NULL CHECK (fraction BETWEEN 0 AND 1),
  message  TEXT
) STRICT;
