-- Schedules. definition is what a client asked for, as JSON. next_due_at is the next time of the recurrence, and
-- next_fire_at when its job is stored, which is later by the jitter; both are null if there is none. waiting is the
-- due times whose jobs wait for the end of another, as numbers with commas.
CREATE TABLE schedule (
  name         text    COLLATE "C" NOT NULL PRIMARY KEY,
  definition   text    NOT NULL,
  configured   integer NOT NULL CHECK (configured IN (0, 1)),
  created_by   text,
  created_at   bigint  NOT NULL,
  updated_at   bigint  NOT NULL,
  version      bigint  NOT NULL,
  paused_at    bigint,
  pause_reason text,
  next_due_at  bigint,
  next_fire_at bigint,
  waiting      text,
  fired        bigint  NOT NULL DEFAULT 0,
  skipped      bigint  NOT NULL DEFAULT 0,
  missed       bigint  NOT NULL DEFAULT 0,
  refused      bigint  NOT NULL DEFAULT 0,
  error        text,
  CHECK ((next_due_at IS NULL) = (next_fire_at IS NULL)),
  CHECK ((paused_at IS NULL) = (pause_reason IS NULL))
);

CREATE INDEX schedule_due ON schedule (next_fire_at) WHERE paused_at IS NULL AND next_fire_at IS NOT NULL;
CREATE INDEX schedule_waiting ON schedule (name) WHERE waiting IS NOT NULL AND paused_at IS NULL;

-- What became of each due time: of the latest ones, since older rows are deleted. The key keeps two nodes from
-- storing two jobs for one due time. subject is the job or group.
CREATE TABLE schedule_fire (
  schedule text    COLLATE "C" NOT NULL REFERENCES schedule (name) ON DELETE CASCADE,
  due_at   bigint  NOT NULL,
  kind     text    COLLATE "C" NOT NULL CHECK (kind IN ('DUE', 'TRIGGER', 'BACKFILL')),
  outcome  text    COLLATE "C" NOT NULL CHECK (outcome IN ('FIRED', 'WAITING', 'SKIPPED', 'MISSED', 'REFUSED')),
  at       bigint  NOT NULL,
  subject  uuid,
  reason   text,
  PRIMARY KEY (schedule, due_at, kind)
);

CREATE INDEX schedule_fire_by_age ON schedule_fire (schedule, at, due_at);

-- null for jobs of no schedule
ALTER TABLE job ADD COLUMN schedule text COLLATE "C";
ALTER TABLE job ADD COLUMN scheduled_for bigint;

CREATE INDEX job_of_schedule ON job (schedule, id) WHERE schedule IS NOT NULL;
CREATE INDEX job_of_schedule_unfinished ON job (schedule) WHERE schedule IS NOT NULL AND finished_at IS NULL;
