-- Redrives. Attempts before the last redrive count toward no limit. The node of an attempt that ended its
-- job is not known; job_attempt has a node of zeros for it.
ALTER TABLE job ADD COLUMN prior_attempts integer NOT NULL DEFAULT 0;

-- Actions on all jobs that match a filter. A step acts on some jobs and moves the cursor in one transaction:
-- the jobs with smaller ids are still to be visited, none if it is null. step is the number of steps, which
-- two nodes cannot take both; step_at is when the next one is due. matched is null until the jobs are counted.
CREATE TABLE operation (
  id            uuid    NOT NULL PRIMARY KEY,
  action        text    COLLATE "C" NOT NULL,
  state         text    COLLATE "C" NOT NULL
    CHECK (state IN ('RUNNING', 'PAUSED', 'COMPLETED', 'CANCELLED')),
  filter        text    NOT NULL,
  priority      integer,
  rate          integer,
  created_by    text,
  created_at    bigint  NOT NULL,
  finished_at   bigint,
  matched       bigint,
  done          bigint  NOT NULL DEFAULT 0,
  changed       bigint  NOT NULL DEFAULT 0,
  in_open_group bigint  NOT NULL DEFAULT 0,
  blocked_by    text,
  error         text,
  before_id     uuid,
  step          bigint  NOT NULL DEFAULT 0,
  step_at       bigint  NOT NULL,
  CHECK ((state IN ('COMPLETED', 'CANCELLED')) = (finished_at IS NOT NULL))
);

-- without step_at, so that a step does not have to change any index
CREATE INDEX operation_unfinished ON operation (state) WHERE finished_at IS NULL;
CREATE INDEX operation_by_age ON operation (finished_at) WHERE finished_at IS NOT NULL;
