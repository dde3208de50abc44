import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the pages show, beside the jobs of {@link ListRows}. */
final class ConsoleRows {

  private static final int SCHEDULES = 100;
  private static final int OPERATIONS = 60;
  private static final int WEBHOOKS = 60;

  private final Connection connection;
  private final BenchNode node;

  ConsoleRows(Connection connection, BenchNode node) {
    this.connection = connection;
    this.node = node;
  }

  /** Makes schedules that fire once a year, and operations that find nothing. */
  void addOnce() throws Exception {
    for (int i = 0; i < SCHEDULES; i++) {
      node.send(
          "PUT",
          "/api/v1/schedules/report-" + i,
          """
          {"cron":"0 3 1 1 *","job":{"type":"countdown","payload":{"name":"A","delay":"1s"}}}\
          """);
    }
    for (int i = 0; i < OPERATIONS; i++) {
      node.send(
          "POST",
          "/api/v1/operations",
          "{\"action\":\"DELETE\",\"filter\":{\"errorCode\":[\"none-has-this-%d\"]}}".formatted(i));
    }
  }

  /**
   * Inserts queued jobs, newer than all others, and jobs with webhooks that cannot be delivered.
   */
  void addWaiting(int jobs) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO jobwheel.job
            (id, type, mode, state, priority, attempt, fence, payload, created_at, run_at, submitter)
            SELECT (lpad(to_hex(millis), 12, '0') || '7' || substr(md5(n::text || millis), 1, 3)
                || '8' || substr(md5(n::text || millis), 4, 15))::uuid,
              'countdown', 'event-loop', 'QUEUED', 0, 0, 0, '{"name":"A","delay":"0ms"}',
              millis * 1000, millis * 1000, 'shop-' || n %% 20
            FROM (SELECT n, (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS millis
              FROM generate_series(1, %d) AS n) AS each
          """
              .formatted(jobs));
    }
    String hook =
        """
        {"type":"countdown","mode":"virtual-threads","payload":{"name":"A","delay":"0ms"},\
        "webhook":{"url":"http://127.0.0.1:%d/"}}\
        """
            .formatted(closedPort());
    for (int i = 0; i < WEBHOOKS; i++) {
      node.submit(hook);
    }
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Analyzes the table, so that each round begins with the same statistics. */
  void vacuum() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("VACUUM ANALYZE jobwheel.job");
    }
  }

  /** Returns whether a job of {@link #addWaiting} has not ended. */
  boolean anyWaits() throws SQLException {
    return number(
            """
            SELECT CASE WHEN EXISTS (SELECT FROM jobwheel.job
                WHERE state = 'QUEUED' AND mode = 'event-loop' AND type = 'countdown')
              OR EXISTS (SELECT FROM jobwheel.job
                WHERE state = 'RUNNING' AND mode = 'event-loop' AND type = 'countdown')
              THEN 1 ELSE 0 END
            """)
        == 1;
  }

  /** Returns the seconds from the first start to the last end since then, by the database. */
  double seconds(long sinceMicros) throws SQLException {
    return number(
            """
            SELECT max(finished_at) - min(started_at) FROM jobwheel.job
            WHERE type = 'countdown' AND mode = 'event-loop' AND state = 'SUCCEEDED'
              AND started_at >= %d
            """
                .formatted(sinceMicros))
        / 1e6;
  }

  /** Returns the processor time of the processes of PostgreSQL that live, in seconds. */
  double cpu() throws SQLException {
    ProcessHandle server =
        ProcessHandle.of(number("SELECT pg_backend_pid()"))
            .flatMap(ProcessHandle::parent)
            .orElseThrow();
    return Stream.concat(Stream.of(server), server.descendants())
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .mapToDouble(duration -> duration.toMillis() / 1e3)
        .sum();
  }

  long now() throws SQLException {
    return number("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint");
  }

  /** Returns the ids of some jobs that have ended. */
  List<String> ended() throws SQLException {
    List<String> ids = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT id FROM jobwheel.job WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT"
                    + " 500")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
