-- Jobs and groups that were pruned, so that they are told from those that never were.
CREATE TABLE tombstone (
  id        uuid   NOT NULL PRIMARY KEY,
  pruned_at bigint NOT NULL
);

CREATE INDEX tombstone_by_age ON tombstone (pruned_at);
