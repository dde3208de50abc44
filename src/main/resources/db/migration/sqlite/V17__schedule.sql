-- Schedules. definition is what a client asked for, as JSON. next_due_at is the next time of the recurrence, and
-- next_fire_at when its job is stored, which is later by the jitter; both are null if there is none. waiting is the
-- due times whose jobs wait for the end of another, as numbers with commas.
CREATE TABLE schedule (
  name         TEXT    NOT NULL PRIMARY KEY,
  definition   TEXT    NOT NULL,
  configured   INTEGER NOT NULL CHECK (configured IN (0, 1)),
  created_by   TEXT,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  version      INTEGER NOT NULL,
  paused_at    INTEGER,
  pause_reason TEXT,
  next_due_at  INTEGER,
  next_fire_at INTEGER,
  waiting      TEXT,
  fired        INTEGER NOT NULL DEFAULT 0,
  skipped      INTEGER NOT NULL DEFAULT 0,
  missed       INTEGER NOT NULL DEFAULT 0,
  refused      INTEGER NOT NULL DEFAULT 0,
  error        TEXT,
  CHECK ((next_due_at IS NULL) = (next_fire_at IS NULL)),
  CHECK ((paused_at IS NULL) = (pause_reason IS NULL))
) STRICT;

CREATE INDEX schedule_due ON schedule (next_fire_at) WHERE paused_at IS NULL AND next_fire_at IS NOT NULL;
CREATE INDEX schedule_waiting ON schedule (name) WHERE waiting IS NOT NULL AND paused_at IS NULL;

-- What became of each due time: of the latest ones, since older rows are deleted. The key keeps two nodes from
-- storing two jobs for one due time. subject is the job or group.
CREATE TABLE schedule_fire (
  schedule TEXT    NOT NULL REFERENCES schedule (name) ON DELETE CASCADE,
  due_at   INTEGER NOT NULL,
  kind     TEXT    NOT NULL CHECK (kind IN ('DUE', 'TRIGGER', 'BACKFILL')),
  outcome  TEXT    NOT NULL CHECK (outcome IN ('FIRED', 'WAITING', 'SKIPPED', 'MISSED', 'REFUSED')),
  at       INTEGER NOT NULL,
  subject  TEXT,
  reason   TEXT,
  PRIMARY KEY (schedule, due_at, kind)
) STRICT;

CREATE INDEX schedule_fire_by_age ON schedule_fire (schedule, at, due_at);

-- null for jobs of no schedule
ALTER TABLE job ADD COLUMN schedule TEXT;
ALTER TABLE job ADD COLUMN scheduled_for INTEGER;

CREATE INDEX job_of_schedule ON job (schedule, id) WHERE schedule IS NOT NULL;
CREATE INDEX job_of_schedule_unfinished ON job (schedule) WHERE schedule IS NOT NULL AND finished_at IS NULL;
