-- What a node does, as JSON, written with each renewal of its lease: its version, lanes and counts. Null for a node of
-- an earlier version.
ALTER TABLE node ADD COLUMN status TEXT;
