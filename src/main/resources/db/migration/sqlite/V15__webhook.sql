-- Webhooks. webhook is the events and the URL that a client gave, as "job.failed,job.succeeded https://..."; null for
-- most jobs and groups. delivery_of is the job or group of whose end a job of the type webhook tells.
ALTER TABLE job ADD COLUMN webhook TEXT;
ALTER TABLE job ADD COLUMN delivery_of TEXT;
ALTER TABLE job_group ADD COLUMN webhook TEXT;

CREATE INDEX job_delivery ON job (delivery_of, id) WHERE delivery_of IS NOT NULL;
