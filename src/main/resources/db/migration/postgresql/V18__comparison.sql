-- Comparisons of modes. node is the incarnation that runs it; without a valid lease of that node, the comparison is
-- interrupted. payloads is a JSON array. group_id is the group of the round at done, chosen before it is submitted.
-- report is the measurements and the verdict as JSON, null until it is completed.
CREATE TABLE comparison (
  id            uuid    NOT NULL PRIMARY KEY,
  node          uuid    NOT NULL,
  state         text    COLLATE "C" NOT NULL
    CHECK (state IN ('RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'INTERRUPTED')),
  type          text    COLLATE "C" NOT NULL,
  modes         text    NOT NULL,
  jobs          integer NOT NULL,
  repeats       integer NOT NULL,
  forced        integer NOT NULL CHECK (forced IN (0, 1)),
  payloads      text    NOT NULL,
  created_by    text,
  created_at    bigint  NOT NULL,
  finished_at   bigint,
  done          integer NOT NULL DEFAULT 0,
  group_id      uuid,
  winner        text,
  error_code    text,
  error_message text,
  report        text,
  CHECK ((state = 'RUNNING') = (finished_at IS NULL))
);

-- at most one runs, on all nodes together
CREATE UNIQUE INDEX comparison_running ON comparison (state) WHERE state = 'RUNNING';
