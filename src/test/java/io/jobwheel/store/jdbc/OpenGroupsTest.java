package io.jobwheel.store.jdbc;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.OpenGroups;
import io.jobwheel.store.OpenGroups.Portion;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.Submission;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;
import io.jobwheel.store.database.sqlite.SqliteFile;
import io.jobwheel.store.database.sqlite.SqliteStores;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups whose end was missed are found and ended, and others are left alone. */
class OpenGroupsTest {

  private static final Instant LATER = Jobs.NOW.plusSeconds(60);

  @TempDir Path folder;

  private final UUID node = Jobs.newId();

  @Test
  void aGroupOfAFileWhoseJobsHaveAllEndedEndsOnce() {
    String url = "jdbc:sqlite:" + folder.resolve("jobwheel.db");
    endsOnce(() -> SqliteStores.open(SqliteFile.of(url)), url, "job_group");
  }

  @Test
  void aGroupOfADatabaseWhoseJobsHaveAllEndedEndsOnce() {
    String url = PostgresServers.newDatabase();
    endsOnce(() -> PostgresStores.open(url), url, "jobwheel.job_group");
    PostgresServers.execute(
        url,
        """
        INSERT INTO jobwheel.job_group (id, mode, return_when, created_at, outcome, finished_at)
        SELECT gen_random_uuid(), 'thread-pool', 'ALL_COMPLETED', 1, 'SUCCEEDED', 1
        FROM generate_series(1, 10000)
        """);
    String find = JdbcOpenGroups.FIND.replaceFirst("\\?", "gen_random_uuid()").replace("?", "500");
    assertThat(PostgresServers.query(url + "&currentSchema=jobwheel", "EXPLAIN " + find))
        .as("its plan, as long as few groups are open")
        .anySatisfy(line -> assertThat(line).contains("Index Scan", "job_group_open"))
        .anySatisfy(line -> assertThat(line).contains("using job_of_group"))
        .noneSatisfy(line -> assertThat(line).contains("Seq Scan"));
  }

  private void endsOnce(Supplier<TestStore> opener, String url, String table) {
    JobGroup running;
    JobGroup missed;
    JobGroup ended;
    JobGroup waiting;
    try (TestStore store = opener.get()) {
      running = group(store, 2, 1);
      missed = group(store, 2, 2);
      ended = group(store, 1, 1);
      waiting = group(store, 1, 0);
      assertThat(store.read(missed).outcome()).isEqualTo(JobState.FAILED);
    }
    PostgresServers.execute(
        url,
        "UPDATE %s SET outcome = NULL, finished_at = NULL WHERE id = '%s'"
            .formatted(table, missed.id()));
    try (TestStore store = opener.get()) {
      OpenGroups open = store.openGroups;
      assertThat(open.find(OpenGroups.START, 3))
          .isEqualTo(new Portion(List.of(missed.id()), waiting.id()));
      assertThat(open.find(OpenGroups.START, 4)).isEqualTo(new Portion(List.of(missed.id()), null));
      assertThat(open.find(OpenGroups.START, 1)).isEqualTo(new Portion(List.of(), running.id()));
      assertThat(open.find(running.id(), 1))
          .isEqualTo(new Portion(List.of(missed.id()), missed.id()));

      assertThat(get(open.end(missed.id(), LATER)))
          .hasValueSatisfying(end -> assertThat(end.outcome()).isEqualTo(JobState.FAILED));
      assertThat(get(open.end(missed.id(), LATER))).isEmpty();
      assertThat(get(open.end(running.id(), LATER))).isEmpty();
      assertThat(store.read(missed).finishedAt()).isEqualTo(LATER);
      assertThat(store.read(ended).finishedAt()).isNotEqualTo(LATER);
      assertThat(open.find(OpenGroups.START, 4)).isEqualTo(new Portion(List.of(), null));
    }
  }

  /** A group of running jobs, of which the first have ended; the very first has failed. */
  private JobGroup group(TestStore store, int jobs, int ended) {
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
    List<Job> all = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      all.add(Jobs.running().in(group).build());
    }
    get(store.submissions.submit(new Submission(group, all, node)));
    for (int i = 0; i < ended; i++) {
      Outcome outcome =
          i == 0
              ? new Outcome.Failed(new JobError("handler-failed", "on purpose"))
              : new Outcome.Succeeded(null);
      store.end(all.get(i), node, outcome);
    }
    return group;
  }
}
