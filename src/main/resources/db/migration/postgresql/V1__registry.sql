-- The registry. Times are microseconds since the epoch. Words that are compared often have the
-- collation C, which compares bytes.

CREATE TABLE job_group (
  id          uuid   NOT NULL PRIMARY KEY,
  mode        text   NOT NULL
    CHECK (mode IN ('sequential', 'event-loop', 'thread-pool', 'virtual-threads', 'process-pool')),
  return_when text   NOT NULL
    CHECK (return_when IN ('ALL_COMPLETED', 'FIRST_COMPLETED', 'FIRST_EXCEPTION', 'FAIL_FAST')),
  created_at  bigint NOT NULL,
  started_at  bigint,
  outcome     text   CHECK (outcome IN ('SUCCEEDED', 'FAILED', 'CANCELLED')),
  finished_at bigint,
  CHECK ((outcome IS NULL) = (finished_at IS NULL))
);

CREATE TABLE job (
  id                  uuid    NOT NULL PRIMARY KEY,
  group_id            uuid    REFERENCES job_group (id),
  type                text    COLLATE "C" NOT NULL,
  mode                text    COLLATE "C" NOT NULL
    CHECK (mode IN ('sequential', 'event-loop', 'thread-pool', 'virtual-threads', 'process-pool')),
  state               text    COLLATE "C" NOT NULL
    CHECK (state IN ('SCHEDULED', 'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  priority            integer NOT NULL,
  attempt             integer NOT NULL CHECK (attempt >= 0),
  crashes             integer NOT NULL DEFAULT 0 CHECK (crashes >= 0),
  fence               bigint  NOT NULL CHECK (fence >= 0),
  owner               uuid,
  payload             text    NOT NULL,
  result              text,
  error_code          text,
  error_message       text,
  created_at          bigint  NOT NULL,
  run_at              bigint  NOT NULL,
  started_at          bigint,
  finished_at         bigint,
  cancel_requested_at bigint,
  CHECK ((state = 'RUNNING') = (owner IS NOT NULL)),
  CHECK (state <> 'RUNNING' OR started_at IS NOT NULL),
  CHECK ((state IN ('SUCCEEDED', 'FAILED', 'CANCELLED')) = (finished_at IS NOT NULL)),
  CHECK ((error_code IS NULL) = (error_message IS NULL))
) WITH (
  -- each job is updated once or twice soon after its insert, and old versions slow the claims down
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.02
);

-- the waiting line of each mode, in the order of its claims
CREATE INDEX job_queued ON job (mode, priority DESC, run_at, id, type) WHERE state = 'QUEUED';
CREATE INDEX job_scheduled ON job (run_at, mode) WHERE state = 'SCHEDULED';
CREATE INDEX job_running ON job (owner, mode) WHERE state = 'RUNNING';
CREATE INDEX job_cancel_requested ON job (owner)
  WHERE state = 'RUNNING' AND cancel_requested_at IS NOT NULL;
-- counts a group by state without a look at its jobs
CREATE INDEX job_of_group ON job (group_id, state) WHERE group_id IS NOT NULL;
-- lists, newest first
CREATE INDEX job_ended ON job (state, id) WHERE finished_at IS NOT NULL;

CREATE TABLE job_event (
  id      bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id  uuid    NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  attempt integer NOT NULL CHECK (attempt >= 1),
  kind    text    NOT NULL CHECK (kind IN ('OUTPUT')),
  at      bigint  NOT NULL,
  text    text    NOT NULL
);

CREATE INDEX job_event_of_attempt ON job_event (job_id, attempt, id);

CREATE TABLE node (
  id          uuid   NOT NULL PRIMARY KEY,
  name        text   NOT NULL,
  started_at  bigint NOT NULL,
  lease_until bigint NOT NULL
);
