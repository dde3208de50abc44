-- Where in a trace a job was submitted: a W3C traceparent, null when nobody said so. A column that
-- may be null changes no row. Nodes of the version before name their own columns in every
-- statement, so they go on working beside those that know it; their jobs have none.
ALTER TABLE job ADD COLUMN traceparent text;
