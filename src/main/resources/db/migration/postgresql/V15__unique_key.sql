-- Unique jobs. uniqueness is when the key of a job becomes free, and the id of the key, as "END 0 RETURN <id> <key>";
-- null for most jobs. The row of a key names the job that had it last; whether that job still holds the key follows
-- from its state. The row is deleted with the job.
ALTER TABLE job ADD COLUMN uniqueness text;

CREATE TABLE unique_key (
  id     uuid PRIMARY KEY,
  job_id uuid NOT NULL
);

-- What became of the jobs of a request that were not stored, as "0d,17r": the places in the request, and whether the
-- job is a duplicate, has replaced the holder of its key, or was rejected. Null for most requests.
ALTER TABLE idempotency_key ADD COLUMN duplicates text;

-- The number of jobs that a redrive did not reach, because other jobs hold their unique keys.
ALTER TABLE operation ADD COLUMN key_held bigint NOT NULL DEFAULT 0;
