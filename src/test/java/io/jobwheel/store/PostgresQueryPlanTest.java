package io.jobwheel.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The frequent statements find their rows by the index that was made for them, also where the
 * statistics are of a time at which nothing waited and nothing ran.
 */
class PostgresQueryPlanTest {

  private static Connection writer;

  @BeforeAll
  static void fill() throws SQLException {
    StoreProperties properties = PostgresStores.properties(PostgresServers.newDatabase());
    PostgresStores.migrated(PostgresDatabase.connect(properties)).close();
    writer =
        new PostgresConnections(PostgresUrl.of(properties.url()), properties)
            .openWriter("test", Duration.ofSeconds(10));
    execute(rows("SUCCEEDED", "NULL", "finished_at", 50_000));
    execute("ANALYZE job");
    execute("ALTER TABLE job SET (autovacuum_enabled = off)");
    execute(rows("RUNNING", "gen_random_uuid()", "started_at", 1000));
    execute(rows("QUEUED", "NULL", "cancel_requested_at", 5000));
    execute(rows("SCHEDULED", "NULL", "cancel_requested_at", 5000));
  }

  private static String rows(String state, String owner, String time, int rows) {
    return """
    INSERT INTO job (id, type, mode, state, priority, attempt, fence, owner, payload,
      created_at, run_at, %s)
    SELECT gen_random_uuid(), 'noop', 'thread-pool', '%s', 0, 1, 1, %s, '{}', 1, n, n
    FROM generate_series(1, %d) AS n
    """
        .formatted(time, state, owner, rows);
  }

  @AfterAll
  static void close() throws SQLException {
    writer.close();
  }

  @Test
  void theWaitingLineIsReadInOrderWithoutASort() throws SQLException {
    assertThat(
            plan(
                """
                SELECT id FROM job
                WHERE state = 'QUEUED' AND mode = 'thread-pool' AND type IN ('a', 'b')
                ORDER BY priority DESC, run_at, id LIMIT 10 FOR UPDATE SKIP LOCKED
                """))
        .contains("Index Scan using job_queued")
        .doesNotContain("Sort");
  }

  @Test
  void anOutcomeFindsItsJobById() throws SQLException {
    String update =
        JdbcJobOutcomes.END
            .all()
            .replaceFirst("unnest\\([^)]*\\)", "unnest(" + valuesOfAnOutcome(500) + ")");
    assertThat(plan(update)).contains("using job_pkey").doesNotContain("job_running");
  }

  /** So many values of each column, in the order of the statement. */
  private static String valuesOfAnOutcome(int rows) {
    String text = array("'x'", "text", rows);
    String number = array("1", "bigint", rows);
    String id = array("'00000000-0000-0000-0000-000000000001'", "uuid", rows);
    return String.join(", ", text, text, text, text, number, id, id, number);
  }

  private static String array(String value, String type, int rows) {
    return "ARRAY["
        + String.join(",", java.util.Collections.nCopies(rows, value))
        + "]::"
        + type
        + "[]";
  }

  @Test
  void theNextDueJobIsFirstInItsIndex() throws SQLException {
    assertThat(plan("SELECT min(run_at) FROM job WHERE state = 'SCHEDULED'"))
        .contains("job_scheduled")
        .doesNotContain("Seq Scan");
  }

  @Test
  void aNodesJobsAreFoundByTheirOwner() throws SQLException {
    assertThat(plan("SELECT id FROM job WHERE state = 'RUNNING' AND owner = gen_random_uuid()"))
        .contains("job_running");
  }

  private static String plan(String sql) throws SQLException {
    try (Statement statement = writer.createStatement();
        ResultSet rows = statement.executeQuery("EXPLAIN " + sql)) {
      StringBuilder plan = new StringBuilder();
      while (rows.next()) {
        plan.append(rows.getString(1)).append('\n');
      }
      return plan.toString();
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = writer.createStatement()) {
      statement.execute(sql);
    }
  }
}
