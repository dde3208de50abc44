-- What one node counts for all: whose turn it is, when the next is due, and what was found last, as
-- JSON, by which turn, and until when it may be believed. One row, written over and over.
CREATE TABLE backlog_count (
  id             integer NOT NULL PRIMARY KEY CHECK (id = 1),
  turn           bigint  NOT NULL,
  due_at         bigint  NOT NULL,
  counts         text,
  counted_by     bigint  NOT NULL,
  believed_until bigint  NOT NULL
) WITH (
  -- a new version finds room on the page of the old one
  fillfactor = 10
);

INSERT INTO backlog_count (id, turn, due_at, counted_by, believed_until) VALUES (1, 0, 0, 0, 0);
