-- Finds the groups that have not ended, so that those whose jobs have all ended can be looked for.
CREATE INDEX job_group_open ON job_group (id) WHERE outcome IS NULL;
