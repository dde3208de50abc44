-- What one node counts for all: whose turn it is, when the next is due, and what was found last, as
-- JSON, by which turn, and until when it may be believed. One row.
CREATE TABLE backlog_count (
  id             INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  turn           INTEGER NOT NULL,
  due_at         INTEGER NOT NULL,
  counts         TEXT,
  counted_by     INTEGER NOT NULL,
  believed_until INTEGER NOT NULL
) STRICT;

INSERT INTO backlog_count (id, turn, due_at, counted_by, believed_until) VALUES (1, 0, 0, 0, 0);
