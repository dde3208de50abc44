import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The table of jobs of a service, filled with ended jobs of the last days, one partition for a day
 * or none at all. The indexes and keys are those of the service.
 */
final class JobTable {

  static final int DAYS = 8;

  private static final long DAY = 86_400_000;
  private static final int LOADERS = 2;
  private static final String STORAGE =
      "(autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)";

  private final String url;
  private final long begin;
  private final boolean partitioned;

  /**
   * Takes the table of a service that does not run.
   *
   * @param now the end of the last day, in milliseconds since the epoch
   */
  JobTable(String url, long now, boolean partitioned) {
    this.url = url;
    this.begin = now - DAYS * DAY;
    this.partitioned = partitioned;
  }

  /** Returns the end of a day, of which the first is 0, in milliseconds since the epoch. */
  long endOf(int day) {
    return begin + (day + 1) * DAY;
  }

  /** Makes the table anew, fills it, and builds its indexes. */
  void fill(long rows) throws Exception {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      List<String> indexes =
          texts(statement, "SELECT indexdef FROM pg_indexes WHERE schemaname = 'jobwheel' AND tablename = 'job'");
      List<String> keys =
          texts(
              statement,
              """
              SELECT format('ALTER TABLE %s ADD %s', conrelid::regclass, pg_get_constraintdef(oid))
              FROM pg_constraint
              WHERE contype = 'f' AND (confrelid = 'job'::regclass OR conrelid = 'job'::regclass)
              """);
      statement.execute(
          """
          CREATE TABLE new_job (LIKE job INCLUDING DEFAULTS INCLUDING CONSTRAINTS) %s;
          DROP TABLE job CASCADE;
          ALTER TABLE new_job RENAME TO job;
          """
              .formatted(partitioned ? "PARTITION BY RANGE (id)" : "WITH " + STORAGE));
      for (int day = 0; partitioned && day <= DAYS; day++) {
        statement.execute(
            "CREATE TABLE job_%d PARTITION OF job FOR VALUES FROM (%s) TO (%s) WITH %s"
                .formatted(
                    day,
                    day == 0 ? "MINVALUE" : firstId(endOf(day - 1)),
                    day == DAYS ? "MAXVALUE" : firstId(endOf(day)),
                    STORAGE));
      }
      statement.execute("ALTER SYSTEM SET fsync = off");
      statement.execute("SELECT pg_reload_conf()");
      load(rows / DAYS);
      statement.execute("SET maintenance_work_mem = '1GB'; SET max_parallel_maintenance_workers = 2");
      for (String index : indexes) {
        statement.execute(
            index.contains("job_pkey") ? "ALTER TABLE job ADD PRIMARY KEY (id)" : index);
      }
      for (String key : keys) {
        statement.execute(key);
      }
      statement.execute("VACUUM (ANALYZE) job");
      statement.execute("ALTER SYSTEM RESET fsync");
      statement.execute("SELECT pg_reload_conf()");
      statement.execute("CHECKPOINT");
    }
  }

  private void load(long rowsOfDay) throws Exception {
    try (ExecutorService loaders = Executors.newFixedThreadPool(LOADERS)) {
      List<Future<?>> days = new ArrayList<>();
      for (int day = 0; day < DAYS; day++) {
        long first = begin + day * DAY;
        days.add(loaders.submit(() -> loadDay(first, rowsOfDay)));
      }
      for (Future<?> day : days) {
        day.get();
      }
    }
  }

  private Void loadDay(long first, long rows) throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO job (id, type, mode, state, priority, attempt, fence, payload, result, error_code,
            error_message, created_at, run_at, started_at, finished_at, submitter)
          SELECT (lpad(to_hex(millis), 12, '0') || '7000' || '8' || lpad(to_hex(n), 15, '0'))::uuid,
            (ARRAY['countdown', 'http', 'command'])[1 + n %% 3],
            (ARRAY['thread-pool', 'event-loop', 'virtual-threads', 'process-pool'])[1 + n %% 4],
            CASE WHEN n %% 100 < 95 THEN 'SUCCEEDED' WHEN n %% 100 < 99 THEN 'FAILED' ELSE 'CANCELLED' END,
            0, 1, 1, '{"name":"A","delay":"1s"}', CASE WHEN n %% 100 < 95 THEN '{"n":1}' END,
            CASE WHEN n %% 100 >= 95 THEN 'timeout' END, CASE WHEN n %% 100 >= 95 THEN 'It took too long.' END,
            millis * 1000, millis * 1000, millis * 1000, millis * 1000 + 500000, 'shop-' || n %% 20
          FROM (SELECT n, %d + n * %d / %d AS millis FROM generate_series(0, %d::bigint) AS n) AS each
          """
              .formatted(first, DAY, rows, rows - 1));
    }
    return null;
  }

  /** Returns the smallest id of a moment, as a literal. */
  static String firstId(long millis) {
    String hex = "%012x".formatted(millis);
    return "'%s-%s-0000-0000-000000000000'".formatted(hex.substring(0, 8), hex.substring(8));
  }

  private Connection open() throws SQLException {
    return DriverManager.getConnection(url + "&currentSchema=jobwheel");
  }

  private static List<String> texts(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }
}
