package io.jobwheel.store.jdbc;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.commit.LockedJobFinder;
import io.jobwheel.store.database.StoreProperties;
import io.jobwheel.store.database.postgres.PostgresConnections;
import io.jobwheel.store.database.postgres.PostgresStores;
import io.jobwheel.store.database.postgres.PostgresUrl;
import io.jobwheel.store.jdbc.fairness.JdbcFairQueues;
import io.jobwheel.store.pause.PauseKind;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.PostgresDialect;
import io.jobwheel.time.Ticker;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The frequent statements find their rows by the index that was made for them, also where the
 * statistics are of a time at which nothing waited and nothing ran.
 */
class PostgresQueryPlanTest {

  private static Connection writer;

  @BeforeAll
  static void fill() throws SQLException {
    StoreProperties properties = PostgresStores.properties(PostgresServers.newDatabase());
    writer =
        new PostgresConnections(PostgresUrl.of(properties.url()), properties, Ticker.system())
            .openWriter("test", Duration.ofSeconds(10));
    execute(rows("SUCCEEDED", "NULL", "finished_at", 50_000));
    execute("ANALYZE job");
    execute("ALTER TABLE job SET (autovacuum_enabled = off)");
    execute(rows("RUNNING", "gen_random_uuid()", "started_at", 1000));
    execute(rows("QUEUED", "NULL", "cancel_requested_at", 5000));
    execute(rows("SCHEDULED", "NULL", "cancel_requested_at", 5000));
    execute(rows("BLOCKED", "NULL", "cancel_requested_at", 5000));
  }

  private static String rows(String state, String owner, String time, int rows) {
    return """
    INSERT INTO job (id, type, mode, state, priority, attempt, fence, owner, payload,
      created_at, run_at, rank, %s, blocked_by)
    SELECT gen_random_uuid(), 'noop', 'thread-pool', '%s', 0, 1, 1, %s, '{}', 1, n, n %% 100, n, %s
    FROM generate_series(1, %d) AS n
    """
        .formatted(
            time, state, owner, state.equals("BLOCKED") ? "'limit/' || n % 500" : "NULL", rows);
  }

  @AfterAll
  static void close() throws SQLException {
    writer.close();
  }

  @Test
  void theBacklogIsReadInOrderWithoutASort() throws SQLException {
    assertThat(
            plan(
                """
                SELECT id FROM job
                WHERE state = 'QUEUED' AND mode = 'thread-pool' AND type IN ('a', 'b')
                ORDER BY priority DESC, rank, run_at, id LIMIT 10 FOR UPDATE SKIP LOCKED
                """))
        .contains("Index Scan using job_queued_rank")
        .doesNotContain("Sort");
  }

  @Test
  void aClaimIsOneScanOfTheBacklogInOrder() throws SQLException {
    String claim =
        JdbcJobClaims.claimSql(new PostgresDialect(), 2, false)
            .replaceFirst("mode = \\?", "mode = 'thread-pool'")
            .replaceFirst("IN \\(\\?, \\?\\)", "IN ('a', 'b')")
            .replaceFirst("LIMIT \\?", "LIMIT 10")
            .replaceAll("(id|owner) = \\?", "$1 = gen_random_uuid()")
            .replace("?", "7");
    String plan = plan(claim);
    int rest = plan.indexOf("Subquery Scan on measured");
    String picked = plan.substring(plan.indexOf("CTE picked"), rest);
    assertThat(picked)
        .containsOnlyOnce("Index Scan using job_queued_rank on job")
        .doesNotContain("Sort", "Seq Scan on job", "Bitmap");
    // the claimed rows by their ids
    assertThat(plan.substring(rest)).contains("job_pkey").doesNotContain("Seq Scan on job");
  }

  @Test
  void jobsThatWaitWithARankAreFoundInTheirIndexes() throws SQLException {
    assertThat(
            plan(
                JdbcFairQueues.WAITING
                    .replace("mode = ?", "mode = 'thread-pool'")
                    .replace("priority = ?", "priority = 0")))
        .contains("job_queued_rank", "job_blocked")
        .doesNotContain("Seq Scan");
  }

  @Test
  void withPausedSubmittersTheBacklogIsStillReadInOrderWithoutASort() throws SQLException {
    String notPaused =
        JdbcJobClaims.NOT_PAUSED.formatted(
            JdbcPauses.namesOf(PauseKind.SUBMITTER, new PostgresDialect().nowMicros()));
    assertThat(
            plan(
                """
                SELECT id FROM job
                WHERE state = 'QUEUED' AND mode = 'thread-pool' AND type IN ('a', 'b')%s
                ORDER BY priority DESC, rank, run_at, id LIMIT 10 FOR UPDATE SKIP LOCKED
                """
                    .formatted(notPaused)))
        .contains("Index Scan using job_queued_rank", "hashed SubPlan")
        .doesNotContain("Sort");
  }

  static List<BatchSql> outcomes() {
    return List.of(
        JdbcJobOutcomes.END, JdbcJobOutcomes.FAIL, RetryWriter.RETRY, LockedJobFinder.FIND);
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void anOutcomeFindsItsJobById(BatchSql outcome) throws SQLException {
    assertThat(plan(filled(outcome))).contains("using job_pkey").doesNotContain("job_running");
  }

  private static String filled(BatchSql batch) {
    String values =
        batch.columns().stream().map(column -> array(column, 500)).collect(joining(", "));
    return batch.all().replaceFirst("unnest\\([^)]*\\)", "unnest(" + values + ")");
  }

  @Test
  void aDeletionFindsItsJobsById() throws SQLException {
    assertThat(plan(filled(FinishedJobs.DELETE_JOBS)))
        .contains("using job_pkey")
        .doesNotContain("Seq Scan on job", "job_ended");
  }

  @Test
  void unfinishedJobsOfSchedulesAreFoundInAnIndexOfTheirOwn() throws SQLException {
    assertThat(
            plan(
                "SELECT DISTINCT schedule FROM job WHERE schedule IN ('a', 'b')"
                    + " AND finished_at IS NULL"))
        .contains("job_of_schedule_unfinished")
        .doesNotContain("Seq Scan on job");
  }

  static List<String> actions() {
    String ids =
        IntStream.range(0, 100)
            .mapToObj(i -> "'00000000-0000-0000-0000-%012d'".formatted(i))
            .collect(joining(", "));
    return Stream.of(
            "SELECT DISTINCT group_id FROM job WHERE id IN (%s)",
            "SELECT id FROM job WHERE id IN (%s) ORDER BY id FOR NO KEY UPDATE",
            "UPDATE job SET priority = 1 WHERE id IN (%s) AND state IN ('SCHEDULED', 'QUEUED')",
            "UPDATE job SET priority = 1 WHERE id IN (%s) AND state IN ('FAILED', 'CANCELLED')",
            "UPDATE job SET priority = 1 WHERE id IN (%s) AND finished_at IS NULL")
        .map(sql -> sql.formatted(ids))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("actions")
  void aBulkOperationFindsItsJobsById(String sql) throws SQLException {
    assertThat(plan(sql)).contains("job_pkey").doesNotContain("Seq Scan", "job_of_group");
  }

  @Test
  void jobsThatHaveNotEndedAreCountedWithoutALookAtThoseThatHave() throws SQLException {
    // as JobQueries.count does it
    String rows =
        Stream.of("SCHEDULED", "QUEUED", "RUNNING")
            .map(
                "SELECT 1 FROM job WHERE state = '%s' AND created_at < 7 AND type = 'a'"::formatted)
            .collect(joining(" UNION ALL "));
    assertThat(plan("SELECT count(*) FROM (" + rows + ") AS counted"))
        .contains("job_scheduled", "job_queued_rank", "job_running")
        .doesNotContain("Seq Scan");
  }

  private static String array(BatchSql.Column column, int rows) {
    String value =
        switch (column) {
          case ID -> "'00000000-0000-0000-0000-000000000001'";
          case TEXT -> "'x'";
          case NUMBER, REAL -> "1";
        };
    return "ARRAY[%s]::%s[]"
        .formatted(String.join(",", Collections.nCopies(rows, value)), column.typeName());
  }

  @Test
  void theNextDueJobIsFirstInItsIndex() throws SQLException {
    assertThat(plan("SELECT min(run_at) FROM job WHERE state = 'SCHEDULED' AND run_at > 7"))
        .contains("job_scheduled")
        .doesNotContain("Seq Scan");
  }

  @Test
  void aNodesJobsAreFoundByTheirOwner() throws SQLException {
    assertThat(plan("SELECT id FROM job WHERE state = 'RUNNING' AND owner = gen_random_uuid()"))
        .contains("job_running");
  }

  @Test
  void theBacklogIsCountedWithoutALookAtWhatHasEnded() throws SQLException {
    assertThat(plan(JdbcBacklog.countSql(new PostgresDialect())))
        .contains("job_scheduled_type", "job_queued_rank", "job_running")
        .contains("Index Only Scan using job_blocked", "limit_usage_pkey")
        .doesNotContain("Seq Scan on job ");
  }

  @Test
  void deadlinesAreFoundInAnIndexOfTheirOwnWithoutASort() throws SQLException {
    assertThat(plan(JdbcJobDeadlines.deadlinesSql(new PostgresDialect().nowMicros())))
        .contains("job_deadline")
        .doesNotContain("Seq Scan", "job_queued", "job_scheduled", "job_running");
    assertThat(
            plan(
                "SELECT id FROM job WHERE %s AND deadline_at <= 5 ORDER BY deadline_at LIMIT 500"
                    .formatted(JdbcJobDeadlines.WAITING)))
        .contains("job_deadline")
        .doesNotContain("Sort", "Seq Scan", "job_queued", "job_scheduled", "job_running");
  }

  @Test
  void whatWaitsOfASubmitterIsCountedInItsOwnIndex() throws SQLException {
    assertThat(plan(JdbcBacklog.WAITING_OF.replace("?", "'shop'")))
        .contains("job_waiting_of_submitter")
        .doesNotContain("Seq Scan");
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
