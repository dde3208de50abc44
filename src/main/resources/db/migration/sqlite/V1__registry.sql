-- The registry. Times are microseconds since the epoch, ids are UUIDs as text.

CREATE TABLE job_group (
  id          TEXT    NOT NULL PRIMARY KEY,
  mode        TEXT    NOT NULL
    CHECK (mode IN ('sequential', 'event-loop', 'thread-pool', 'virtual-threads', 'process-pool')),
  return_when TEXT    NOT NULL
    CHECK (return_when IN ('ALL_COMPLETED', 'FIRST_COMPLETED', 'FIRST_EXCEPTION', 'FAIL_FAST')),
  created_at  INTEGER NOT NULL,
  started_at  INTEGER,
  outcome     TEXT    CHECK (outcome IN ('SUCCEEDED', 'FAILED', 'CANCELLED')),
  finished_at INTEGER,
  CHECK ((outcome IS NULL) = (finished_at IS NULL))
) STRICT;

CREATE TABLE job (
  id                  TEXT    NOT NULL PRIMARY KEY,
  group_id            TEXT    REFERENCES job_group (id),
  type                TEXT    NOT NULL,
  mode                TEXT    NOT NULL
    CHECK (mode IN ('sequential', 'event-loop', 'thread-pool', 'virtual-threads', 'process-pool')),
  state               TEXT    NOT NULL
    CHECK (state IN ('SCHEDULED', 'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  priority            INTEGER NOT NULL,
  attempt             INTEGER NOT NULL CHECK (attempt >= 0),
  fence               INTEGER NOT NULL CHECK (fence >= 0),
  owner               TEXT,
  payload             TEXT    NOT NULL,
  result              TEXT,
  error_code          TEXT,
  error_message       TEXT,
  created_at          INTEGER NOT NULL,
  run_at              INTEGER NOT NULL,
  started_at          INTEGER,
  finished_at         INTEGER,
  cancel_requested_at INTEGER,
  CHECK ((state = 'RUNNING') = (owner IS NOT NULL)),
  CHECK (state <> 'RUNNING' OR started_at IS NOT NULL),
  CHECK ((state IN ('SUCCEEDED', 'FAILED', 'CANCELLED')) = (finished_at IS NOT NULL)),
  CHECK ((error_code IS NULL) = (error_message IS NULL))
) STRICT;

-- the waiting line of each mode, in the order of its claims; the type makes it covering
CREATE INDEX job_queued ON job (mode, priority DESC, run_at, id, type) WHERE state = 'QUEUED';
CREATE INDEX job_scheduled ON job (run_at, mode) WHERE state = 'SCHEDULED';
CREATE INDEX job_running ON job (owner, mode) WHERE state = 'RUNNING';
-- counts a group by state without a look at its jobs
CREATE INDEX job_of_group ON job (group_id, state) WHERE group_id IS NOT NULL;
-- lists; apart and partial, so that the planner never prefers them to the indexes above
CREATE INDEX job_active ON job (id) WHERE finished_at IS NULL;
CREATE INDEX job_ended ON job (state, id) WHERE finished_at IS NOT NULL;

CREATE TABLE job_event (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id  TEXT    NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  attempt INTEGER NOT NULL CHECK (attempt >= 1),
  kind    TEXT    NOT NULL CHECK (kind IN ('OUTPUT')),
  at      INTEGER NOT NULL,
  text    TEXT    NOT NULL
) STRICT;

CREATE INDEX job_event_of_attempt ON job_event (job_id, attempt, id);

CREATE TABLE node (
  id          TEXT    NOT NULL PRIMARY KEY,
  name        TEXT    NOT NULL,
  started_at  INTEGER NOT NULL,
  lease_until INTEGER NOT NULL
) STRICT;
