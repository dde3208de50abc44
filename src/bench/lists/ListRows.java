import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;

/**
 * Jobs for lists. The ended jobs are those of the last ten hours: 95 % succeeded, 4 % failed, 1 %
 * cancelled; a fifth of them are in groups of ten. Half of the waiting jobs were queued meanwhile,
 * and half were scheduled before all others: the worst case, since a list begins with the newest
 * jobs.
 */
final class ListRows {

  private ListRows() {}

  /**
   * Inserts jobs and groups into the tables of a service and analyzes them.
   *
   * @return the id of one of the groups
   */
  static String fill(String url, Instant now, int ended, int waiting) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("SET search_path TO jobwheel");
      long end = now.toEpochMilli();
      long begin = end - 36_000_000;
      statement.execute(
          """
          CREATE FUNCTION pg_temp.id_at(millis bigint, n bigint) RETURNS uuid LANGUAGE sql AS $$
            SELECT (lpad(to_hex(millis), 12, '0') || '7' || substr(md5(n::text), 1, 3)
              || '8' || substr(md5(n::text), 4, 15))::uuid
          $$;
          CREATE TEMPORARY TABLE new_group AS
            SELECT n, %1$d + n * 36000000::bigint / %2$d AS millis,
              pg_temp.id_at(%1$d + n * 36000000::bigint / %2$d, -n) AS id
            FROM generate_series(1, %2$d) AS n;
          INSERT INTO job_group (id, mode, return_when, created_at, started_at, outcome, finished_at)
            SELECT id, 'thread-pool', 'ALL_COMPLETED', millis * 1000, millis * 1000,
              CASE WHEN n %% 25 = 0 THEN 'FAILED' ELSE 'SUCCEEDED' END, millis * 1000 + 1
            FROM new_group;
          CREATE UNIQUE INDEX ON new_group (n);
          INSERT INTO job (id, group_id, type, mode, state, priority, attempt, fence, payload, result,
            error_code, error_message, created_at, run_at, started_at, finished_at, submitter)
            SELECT pg_temp.id_at(millis, n), (SELECT id FROM new_group WHERE new_group.n = each.n / 50
                AND each.n %% 50 < 10),
              CASE WHEN n %% 50000 = 7 THEN 'rare' ELSE (ARRAY['countdown', 'http', 'command'])[1 + n %% 3] END,
              (ARRAY['thread-pool', 'event-loop', 'virtual-threads', 'process-pool'])[1 + n %% 4],
              CASE WHEN n %% 100 < 95 THEN 'SUCCEEDED' WHEN n %% 100 < 99 THEN 'FAILED' ELSE 'CANCELLED' END,
              0, 1, 1, '{"name":"A","delay":"1s"}', CASE WHEN n %% 100 < 95 THEN '{"n":1}' END,
              CASE WHEN n %% 100 < 95 THEN NULL WHEN n %% 50000 = 99 THEN 'rare' WHEN n %% 100 = 99 THEN 'cancelled'
                ELSE (ARRAY['timeout', 'handler-failed'])[1 + n %% 2] END,
              CASE WHEN n %% 100 < 95 THEN NULL ELSE 'It did not go well.' END,
              millis * 1000, millis * 1000, millis * 1000, millis * 1000 + 500000,
              CASE WHEN n %% 50000 = 8 THEN 'rare' ELSE 'shop-' || n %% 20 END
            FROM (SELECT n, %1$d + n * 36000000::bigint / %3$d AS millis FROM generate_series(1, %3$d) AS n) AS each;
          INSERT INTO job (id, type, mode, state, priority, attempt, fence, payload, created_at, run_at, submitter)
            SELECT pg_temp.id_at(millis, 10000000 + n), 'unknown', 'thread-pool',
              CASE WHEN n %% 2 = 0 THEN 'QUEUED' ELSE 'SCHEDULED' END, 0, 0, 0, '{}', millis * 1000,
              millis * 1000 + CASE WHEN n %% 2 = 0 THEN 0 ELSE 1000000000000 END, 'shop-' || n %% 20
            FROM (SELECT n, CASE WHEN n %% 2 = 0 THEN %1$d + n * 36000000::bigint / %4$d ELSE %1$d - n END AS millis
              FROM generate_series(1, %4$d) AS n) AS each;
          """
              .formatted(begin, ended / 50, ended, waiting));
      statement.execute("VACUUM ANALYZE");
      try (ResultSet row = statement.executeQuery("SELECT id FROM new_group WHERE n = 100")) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
