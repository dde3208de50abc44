-- Where in a trace a job was submitted: a W3C traceparent, null when nobody said so. Code that does
-- not know the column names its own columns in every insert, so it goes on working.
ALTER TABLE job ADD COLUMN traceparent TEXT;
