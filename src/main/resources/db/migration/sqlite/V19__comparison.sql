-- Comparisons of modes. node is the incarnation that runs it; without a valid lease of that node, the comparison is
-- interrupted. payloads is a JSON array. group_id is the group of the round at done, chosen before it is submitted.
-- report is the measurements and the verdict as JSON, null until it is completed.
CREATE TABLE comparison (
  id            TEXT    NOT NULL PRIMARY KEY,
  node          TEXT    NOT NULL,
  state         TEXT    NOT NULL
    CHECK (state IN ('RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'INTERRUPTED')),
  type          TEXT    NOT NULL,
  modes         TEXT    NOT NULL,
  jobs          INTEGER NOT NULL,
  repeats       INTEGER NOT NULL,
  forced        INTEGER NOT NULL CHECK (forced IN (0, 1)),
  payloads      TEXT    NOT NULL,
  created_by    TEXT,
  created_at    INTEGER NOT NULL,
  finished_at   INTEGER,
  done          INTEGER NOT NULL DEFAULT 0,
  group_id      TEXT,
  winner        TEXT,
  error_code    TEXT,
  error_message TEXT,
  report        TEXT,
  CHECK ((state = 'RUNNING') = (finished_at IS NULL))
) STRICT;

-- at most one runs, on all nodes together
CREATE UNIQUE INDEX comparison_running ON comparison (state) WHERE state = 'RUNNING';
