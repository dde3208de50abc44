package io.jobwheel.store;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * A trigger that counts, at each commit on PostgreSQL, how many jobs have the permits of a limit,
 * for jobs that take one permit. Under the lock of the commit, so that it sees all of them.
 */
public final class PermitAudit {

  /** Selects what was above its limit, as texts; none if the promise was kept. */
  public static final String OVERSTEPS = "SELECT counted || ' ' || found FROM jobwheel.overstep";

  /** Selects the limits that were used to the full; otherwise the audit says nothing. */
  public static final String FULL = "SELECT counted FROM jobwheel.fully_used";

  private PermitAudit() {}

  /**
   * Returns the statements that begin to count.
   *
   * @param permits by the name of a limit, or its name, a slash and a key
   */
  public static String sql(Map<String, Integer> permits) {
    String rows =
        permits.entrySet().stream()
            .map(row -> "('%s', %d)".formatted(row.getKey(), row.getValue()))
            .collect(Collectors.joining(", "));
    return """
    CREATE TABLE jobwheel.overstep (counted text, found bigint);
    CREATE TABLE jobwheel.fully_used (counted text PRIMARY KEY);
    CREATE FUNCTION jobwheel.count_permits() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        cap record;
        found bigint;
      BEGIN
        FOR cap IN SELECT * FROM (VALUES %s) AS caps (counted, permits) LOOP
          IF position(cap.counted IN NEW.limits) > 0 THEN
            -- apart, for the indexes of each state
            SELECT count(*) INTO found FROM (
              SELECT 1 FROM jobwheel.job
              WHERE state = 'QUEUED' AND position(cap.counted IN limits) > 0
              UNION ALL
              SELECT 1 FROM jobwheel.job
              WHERE state = 'RUNNING' AND position(cap.counted IN limits) > 0) AS permitted;
            IF found > cap.permits THEN
              INSERT INTO jobwheel.overstep VALUES (cap.counted, found);
            ELSIF found = cap.permits THEN
              INSERT INTO jobwheel.fully_used VALUES (cap.counted) ON CONFLICT DO NOTHING;
            END IF;
          END IF;
        END LOOP;
        RETURN NULL;
      END $$;
    CREATE CONSTRAINT TRIGGER count_permits AFTER INSERT OR UPDATE ON jobwheel.job
      DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW WHEN (NEW.state IN ('QUEUED', 'RUNNING') AND NEW.limits IS NOT NULL)
      EXECUTE FUNCTION jobwheel.count_permits();
    """
        .formatted(rows);
  }
}
