package io.jobwheel.store.jdbc.query;

import static io.jobwheel.job.JobState.BLOCKED;
import static io.jobwheel.job.JobState.CANCELLED;
import static io.jobwheel.job.JobState.FAILED;
import static io.jobwheel.job.JobState.QUEUED;
import static io.jobwheel.job.JobState.RUNNING;
import static io.jobwheel.job.JobState.SCHEDULED;
import static io.jobwheel.job.JobState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.JobState;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.query.GroupFilter;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.PageQuery;
import io.jobwheel.store.query.TextSelection;
import io.jobwheel.store.query.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lists are read from the indexes that return few rows, in the order of the ids. */
class PostgresListPlanTest {

  private static String url = "";

  @BeforeAll
  static void fill() {
    url = PostgresServers.newDatabase();
    PostgresServers.execute(
        url,
        """
        SET search_path TO jobwheel;
        INSERT INTO job (id, type, mode, state, priority, attempt, fence, payload, created_at,
          run_at, submitter, finished_at, error_code, error_message, blocked_by)
        SELECT (lpad(to_hex(1800000000000 + n), 12, '0') || '70008000000000000000')::uuid, 'a',
          'thread-pool', state, 0, 1, 1, '{}', 1, n, 'shop',
          CASE WHEN state IN ('QUEUED', 'SCHEDULED', 'BLOCKED') THEN NULL ELSE n END,
          CASE WHEN state IN ('FAILED', 'CANCELLED') THEN 'code' || n % 5 END,
          CASE WHEN state IN ('FAILED', 'CANCELLED') THEN 'no' END,
          CASE WHEN state = 'BLOCKED' THEN 'limit/' || n END
        FROM (SELECT n, CASE WHEN n % 1000 < 5 THEN 'FAILED' WHEN n % 1000 < 7 THEN 'CANCELLED'
            WHEN n % 100 < 9 THEN 'QUEUED' WHEN n % 100 < 11 THEN 'SCHEDULED'
            WHEN n % 100 < 13 THEN 'BLOCKED' ELSE 'SUCCEEDED' END
            AS state
          FROM generate_series(1, 60000) AS n) AS each;
        """);
    PostgresServers.execute(url, "VACUUM ANALYZE jobwheel.job"); // as autovacuum does
  }

  private static String plan(String sql) {
    return String.join(
        "\n",
        PostgresServers.query(
            url + "&options=-c%20search_path=jobwheel", "EXPLAIN (COSTS OFF) " + sql));
  }

  private static final TimeRange RANGE =
      new TimeRange(
          Instant.ofEpochMilli(1_800_000_010_000L), Instant.ofEpochMilli(1_800_000_020_000L));

  private static JobFilter states(JobState... states) {
    return new JobFilter(
        Set.of(states),
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        TimeRange.ALL,
        TimeRange.ALL);
  }

  private static String plan(JobFilter filter, boolean few) {
    ListScan scan = JobScans.of(new PageQuery<>(filter, null, 50), 2_000, _ -> few).orElseThrow();
    String sql = JobViewSql.page(scan.sql(50), 50, new TextSelection(Set.of(), 1));
    return plan(
        sql.replaceAll("created_at (>=|<) \\?", "created_at $1 7")
            .replaceAll("finished_at (>=|<) \\?", "finished_at $1 7")
            .replaceAll("id (>=|<) \\?", "id $1 '01a31850-c800-7000-8000-000000000000'")
            .replace("group_id IN (?)", "group_id IN ('" + new UUID(0, 0) + "')")
            .replace("?", "'a'"));
  }

  @Test
  void endedJobsAreMergedFromTheirIndexInOrder() {
    for (JobFilter filter :
        List.of(
            states(CANCELLED),
            states(FAILED, CANCELLED),
            states(SUCCEEDED, FAILED, CANCELLED),
            new JobFilter(
                Set.of(FAILED, SUCCEEDED),
                Set.of("a"),
                Set.of(),
                Set.of(),
                Set.of("a"),
                Set.of(),
                TimeRange.ALL,
                TimeRange.ALL))) {
      assertThat(plan(filter, false))
          .contains("Backward using job_ended")
          .doesNotContain("Seq Scan", "-> Sort");
    }
  }

  @Test
  void jobsWithAnErrorAreMergedFromTheirIndexInOrder() {
    JobFilter filter =
        new JobFilter(
            Set.of(FAILED),
            Set.of(),
            Set.of(),
            Set.of(),
            Set.of(),
            Set.of("code1", "code2"),
            TimeRange.ALL,
            TimeRange.ALL);
    assertThat(plan(filter, false))
        .contains("Merge Append", "Backward using job_error")
        .doesNotContain("Seq Scan", "-> Sort");
  }

  @Test
  void fewUnfinishedJobsAreReadByTheIndexesOfTheirStates() {
    assertThat(plan(states(QUEUED, SCHEDULED, BLOCKED, RUNNING), true))
        .contains("job_queued_rank", "job_scheduled", "job_blocked")
        .doesNotContain("Seq Scan", "Backward");
  }

  @Test
  void manyUnfinishedJobsAreReadInTheOrderOfTheIds() {
    assertThat(plan(states(BLOCKED), false))
        .contains("Index Scan Backward using job_pkey")
        .doesNotContain("Seq Scan", "-> Sort");
    assertThat(plan(states(QUEUED, RUNNING), false))
        .contains("Index Scan Backward using job_pkey")
        .doesNotContain("Seq Scan", "-> Sort");
  }

  @Test
  void jobsWithoutAnIndexAreReadInTheOrderOfTheIds() {
    JobFilter filter =
        new JobFilter(
            Set.of(), Set.of("a"), Set.of(), Set.of(), Set.of("a"), Set.of(), RANGE, TimeRange.ALL);
    assertThat(plan(filter, false))
        .contains("Index Scan Backward using job_pkey")
        .containsPattern("Index Cond: .*id >= .*id < ")
        .doesNotContain("Seq Scan", "-> Sort");
  }

  @Test
  void theJobsOfAGroupAreReadByTheirIndex() {
    JobFilter filter =
        new JobFilter(
            Set.of(FAILED),
            Set.of(),
            Set.of(),
            Set.of(new UUID(0, 0)),
            Set.of(),
            Set.of(),
            TimeRange.ALL,
            TimeRange.ALL);
    assertThat(plan(filter, false)).contains("job_of_group").doesNotContain("Seq Scan");
  }

  @Test
  void groupsAreReadInTheOrderOfTheIds() {
    PostgresServers.execute(
        url,
        """
        SET search_path TO jobwheel;
        INSERT INTO job_group (id, mode, return_when, created_at, outcome, finished_at)
        SELECT (lpad(to_hex(n), 12, '0') || '70008000000000000000')::uuid, 'thread-pool',
          'FAIL_FAST', 1, CASE WHEN n % 100 > 0 THEN 'FAILED' END, CASE WHEN n % 100 > 0 THEN 1 END
        FROM generate_series(1, 20000) AS n;
        ANALYZE job_group;
        """);
    assertThat(planOfGroups(FAILED))
        .contains("Index Scan Backward using job_group_pkey")
        .doesNotContain("Seq Scan", "-> Sort");
    assertThat(planOfGroups(QUEUED, RUNNING))
        .contains("Backward using job_group_open")
        .doesNotContain("Seq Scan", "-> Sort");
  }

  private static String planOfGroups(JobState... states) {
    GroupFilter filter = new GroupFilter(Set.of(states), Set.of(), TimeRange.ALL);
    return plan(GroupScans.of(new PageQuery<>(filter, null, 50), 2_000).sql(50));
  }
}
