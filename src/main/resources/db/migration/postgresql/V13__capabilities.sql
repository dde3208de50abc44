-- What a node can run, as JSON: the job types that it has and the modes that it serves. Null for a node of an
-- earlier version, which may run anything.
ALTER TABLE node ADD COLUMN capabilities text;

-- counts scheduled jobs by mode and type; a job that is due at once never comes into it. Writers wait for as long
-- as it takes to read the table once.
CREATE INDEX job_scheduled_type ON job (mode, type) WHERE state = 'SCHEDULED';
