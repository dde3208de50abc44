package io.jobwheel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.jobwheel.store.database.sqlite.SqliteStores;
import io.jobwheel.store.jdbc.fairness.JdbcFairQueues;
import io.jobwheel.store.pause.PauseKind;
import io.jobwheel.store.sql.SqliteDialect;
import io.jobwheel.store.sql.StoreReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The frequent statements find their rows by the index that was made for them. */
class SqliteQueryPlanTest {

  @TempDir Path folder;

  @Test
  void theBacklogIsReadInOrderWithoutASort() {
    assertThat(
            plan(
                """
                SELECT id FROM job
                WHERE state = 'QUEUED' AND mode = 'thread-pool' AND type IN ('a', 'b')
                ORDER BY priority DESC, rank, run_at, id LIMIT 10
                """))
        .contains("USING COVERING INDEX job_queued_rank")
        .doesNotContain("TEMP B-TREE");
  }

  @Test
  void withPausedSubmittersTheBacklogIsStillReadInOrderWithoutASort() {
    String notPaused =
        JdbcJobClaims.NOT_PAUSED.formatted(
            JdbcPauses.namesOf(PauseKind.SUBMITTER, new SqliteDialect().nowMicros()));
    assertThat(
            plan(
                """
                SELECT id FROM job
                WHERE state = 'QUEUED' AND mode = 'thread-pool' AND type IN ('a', 'b')%s
                ORDER BY priority DESC, rank, run_at, id LIMIT 10
                """
                    .formatted(notPaused)))
        .contains("USING INDEX job_queued_rank", "LIST SUBQUERY")
        .doesNotContain("CORRELATED", "TEMP B-TREE FOR ORDER BY");
  }

  @Test
  void aClaimIsOneScanOfTheBacklogInOrder() {
    String picked =
        "SELECT id, rank, run_at, octet_length(payload) FROM job WHERE state = 'QUEUED' AND mode ="
            + " 'thread-pool' AND type IN ('a', 'b') AND EXISTS (SELECT 1 FROM node WHERE node.id ="
            + " 'n' AND lease_until > 7) ORDER BY priority DESC, rank, run_at, id LIMIT 10";
    assertThat(JdbcJobClaims.claimSql(new SqliteDialect(), 2, false))
        .contains("ORDER BY priority DESC, rank, run_at, id\n");
    assertThat(plan(picked))
        .contains("USING INDEX job_queued_rank (mode=?)")
        .doesNotContain("TEMP B-TREE");
  }

  @Test
  void jobsThatWaitWithARankAreFoundInTheirIndexes() {
    assertThat(plan(JdbcFairQueues.WAITING.replace("?", "'1'")))
        .contains("job_queued_rank (mode=? AND priority=? AND rank>?)", "job_blocked")
        .doesNotContain("SCAN job\n");
  }

  @Test
  void theNextDueJobIsFirstInItsIndex() {
    assertThat(plan("SELECT min(run_at) FROM job WHERE state = 'SCHEDULED'"))
        .contains("job_scheduled");
  }

  @Test
  void dueJobsAreFoundByTheirTime() {
    assertThat(plan("UPDATE job SET state = 'QUEUED' WHERE state = 'SCHEDULED' AND run_at <= 1"))
        .contains("job_scheduled (run_at<?)");
  }

  @Test
  void aGroupIsCountedInItsIndexAlone() {
    assertThat(plan("SELECT state, count(*) FROM job WHERE group_id = 'g' GROUP BY state"))
        .contains("USING COVERING INDEX job_of_group")
        .doesNotContain("TEMP B-TREE");
  }

  @Test
  void aNodesJobsAreFoundByTheirOwner() {
    assertThat(plan("SELECT id FROM job WHERE state = 'RUNNING' AND owner = 'n'"))
        .contains("job_running (owner=?)");
  }

  @Test
  void activeJobsAreCountedInTheirOwnIndexes() {
    for (String state : new String[] {"SCHEDULED", "BLOCKED", "QUEUED", "RUNNING"}) {
      assertThat(plan("SELECT mode, count(*) FROM job WHERE state = '" + state + "' GROUP BY mode"))
          .contains("USING COVERING INDEX job_" + state.toLowerCase(java.util.Locale.ROOT));
    }
  }

  @Test
  void deadlinesAreFoundInAnIndexOfTheirOwnWithoutASort() {
    assertThat(plan(JdbcJobDeadlines.deadlinesSql(new SqliteDialect().nowMicros())))
        .contains(
            "INDEX job_deadline (deadline_at>? AND deadline_at<?)",
            "INDEX job_deadline (deadline_at>?)")
        .doesNotContain("TEMP B-TREE");
    assertThat(
            plan(
                "SELECT id FROM job WHERE %s AND deadline_at <= 5 ORDER BY deadline_at LIMIT 500"
                    .formatted(JdbcJobDeadlines.WAITING)))
        .contains("INDEX job_deadline (deadline_at>? AND deadline_at<?)")
        .doesNotContain("TEMP B-TREE");
  }

  @Test
  void whatWaitsOfASubmitterIsCountedInItsOwnIndexAlone() {
    assertThat(plan(JdbcBacklog.WAITING_OF.replace("?", "'shop'")))
        .contains("USING COVERING INDEX job_waiting_of_submitter (submitter=? AND state=?)");
  }

  @Test
  void openGroupsAreFoundByAnIndexOfTheirOwn() {
    assertThat(plan(JdbcOpenGroups.FIND.replaceFirst("\\?", "'x'").replace("?", "500")))
        .contains("job_group_open (id>?)")
        .contains("USING COVERING INDEX job_of_group (group_id=? AND state=?)")
        .doesNotContain("TEMP B-TREE");
  }

  @Test
  void listsByStateAreReadInTheOrderOfTheirIds() {
    String list = "SELECT * FROM job WHERE state IN ('%s') AND %s AND id < 'x' ORDER BY id DESC";
    assertThat(plan(list.formatted("FAILED", "finished_at IS NOT NULL")))
        .contains("job_ended (state=? AND id<?)")
        .doesNotContain("TEMP B-TREE");
    assertThat(plan(list.formatted("QUEUED', 'RUNNING", "finished_at IS NULL")))
        .contains("job_active (id<?)")
        .doesNotContain("TEMP B-TREE");
  }

  @Test
  void dueSchedulesAndTheirUnfinishedJobsAreFoundInTheirOwnIndexes() {
    assertThat(
            plan(
                """
                SELECT * FROM schedule
                WHERE paused_at IS NULL AND next_fire_at IS NOT NULL AND next_fire_at <= 1
                ORDER BY next_fire_at LIMIT 100
                """))
        .contains("schedule_due (next_fire_at")
        .doesNotContain("TEMP B-TREE");
    assertThat(
            plan(
                """
                SELECT * FROM schedule
                WHERE waiting IS NOT NULL AND paused_at IS NULL AND NOT EXISTS (
                  SELECT 1 FROM job WHERE schedule = schedule.name AND finished_at IS NULL)
                ORDER BY name LIMIT 100
                """))
        .contains("schedule_waiting", "job_of_schedule_unfinished (schedule=?)")
        .doesNotContain("TEMP B-TREE");
    assertThat(
            plan(
                "SELECT DISTINCT schedule FROM job WHERE schedule IN ('a', 'b')"
                    + " AND finished_at IS NULL"))
        .contains("INDEX job_of_schedule_unfinished (schedule=?)");
  }

  private String plan(String sql) {
    try (HikariDataSource readers = SqliteStores.migrated(SqliteStores.file(folder))) {
      return String.join(
          "\n",
          new StoreReader(readers, new SqliteDialect())
              .list("EXPLAIN QUERY PLAN " + sql, _ -> {}, row -> row.getString("detail")));
    }
  }
}
