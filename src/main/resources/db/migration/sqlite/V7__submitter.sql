-- Who submitted a job: the name of a key, or that of a token; null when nobody was asked. Code that
-- does not know the column names its own columns in every insert, so it goes on working.
ALTER TABLE job ADD COLUMN submitter TEXT;

-- counts what waits of a submitter; a job that runs at once never comes into it. The state makes it
-- covering.
CREATE INDEX job_waiting_of ON job (submitter, state)
  WHERE state IN ('QUEUED', 'SCHEDULED') AND submitter IS NOT NULL;
