-- The keys that clients sent with their requests, and what each request created, so that a repeated
-- request creates nothing new. Ids and fingerprints are the first half of a SHA-256. A resource is
-- a job, a group or the first job of a batch, whose jobs are in batch: their ids, 16 bytes each, as
-- Base64. It may be deleted before its key expires.
CREATE TABLE idempotency_key (
  id          uuid   NOT NULL PRIMARY KEY,
  fingerprint uuid   NOT NULL,
  resource    uuid   NOT NULL,
  batch       text,
  used_at     bigint NOT NULL,
  expires_at  bigint NOT NULL
);

CREATE INDEX idempotency_key_by_age ON idempotency_key (expires_at);
