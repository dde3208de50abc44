-- Finds the jobs that failed, were cancelled or wait for a retry with an error of a code, newest
-- first. A job that succeeds at its first attempt has no entry.
CREATE INDEX job_error ON job (error_code, id) WHERE error_code IS NOT NULL;
