-- The job types and submitters whose jobs do not start. A pause whose end has passed has no effect; the
-- next pause that is stored deletes it. The kinds are type and submitter.
CREATE TABLE pause (
  kind      TEXT    NOT NULL,
  name      TEXT    NOT NULL,
  reason    TEXT,
  paused_by TEXT,
  since     INTEGER NOT NULL,
  ends_at   INTEGER,
  PRIMARY KEY (kind, name)
) STRICT;
