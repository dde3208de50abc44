-- The job types and submitters whose jobs do not start, on any node. A pause whose end has passed has no
-- effect; the next pause that is stored deletes it. The kinds are type and submitter.
CREATE TABLE pause (
  kind      text   COLLATE "C" NOT NULL,
  name      text   COLLATE "C" NOT NULL,
  reason    text,
  paused_by text,
  since     bigint NOT NULL,
  ends_at   bigint,
  PRIMARY KEY (kind, name)
);
