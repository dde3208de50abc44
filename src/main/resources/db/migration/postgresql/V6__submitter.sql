-- Who submitted a job: the name of a key, or that of a token; null when nobody was asked. A column
-- that may be null changes no row. Nodes of the version before name their own columns in every
-- statement, so they go on working beside those that know it; their jobs have none, and count for
-- nobody.
ALTER TABLE job ADD COLUMN submitter text COLLATE "C";

-- counts what waits of a submitter; a job that runs at once never comes into it. There is nothing to
-- put into it yet: writers wait for as long as it takes to read the table once.
CREATE INDEX job_waiting_of ON job (submitter)
  WHERE state IN ('QUEUED', 'SCHEDULED') AND submitter IS NOT NULL;
