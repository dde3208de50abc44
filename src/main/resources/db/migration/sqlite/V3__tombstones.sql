-- Jobs and groups that were pruned, so that they are told from those that never were.
CREATE TABLE tombstone (
  id        TEXT    NOT NULL PRIMARY KEY,
  pruned_at INTEGER NOT NULL
) STRICT;

CREATE INDEX tombstone_by_age ON tombstone (pruned_at);
