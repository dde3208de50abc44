-- What a node can run, as JSON: the job types that it has and the modes that it serves. Null for a node of an
-- earlier version, which may run anything.
ALTER TABLE node ADD COLUMN capabilities TEXT;

-- Counts scheduled jobs by mode and type.
CREATE INDEX job_scheduled_type ON job (mode, type) WHERE state = 'SCHEDULED';
