package io.jobwheel.store.jdbc;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.database.postgres.PostgresStores;
import io.jobwheel.store.database.sqlite.SqliteStores;
import io.jobwheel.store.jdbc.FinishedJobs.FinishedJob;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that were redriven since they were read are not deleted. */
class FinishedJobsTest {

  private static final Instant END = Jobs.NOW.plusSeconds(2);
  private static final Instant LATER = Jobs.NOW.plusSeconds(60);
  private static final Outcome BROKEN = new Outcome.Failed(new JobError("handler-failed", "no"));

  private static final BatchWrite<List<FinishedJob>, Set<UUID>> DELETE =
      BatchWrite.each(
          WriteKind.PRUNE, (session, jobs) -> FinishedJobs.delete(session, jobs, LATER));

  @TempDir Path folder;

  private final UUID node = Jobs.newId();

  @Test
  void onPostgres() {
    try (TestStore store = PostgresStores.openEmpty()) {
      deletesOnlyWhatWasRead(store);
    }
  }

  @Test
  void onSqlite() {
    try (TestStore store = SqliteStores.open(SqliteStores.file(folder))) {
      deletesOnlyWhatWasRead(store);
    }
  }

  private void deletesOnlyWhatWasRead(TestStore store) {
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
    store.submit(group, 1);
    for (int i = 0; i < 4; i++) {
      store.submit(Jobs.queued());
    }
    List<Job> jobs = store.claim(node, 10);
    jobs.forEach(job -> store.end(job, node, BROKEN, END));
    List<FinishedJob> read =
        jobs.stream().map(job -> new FinishedJob(job.id(), END, job.groupId(), null)).toList();
    Job member = jobs.stream().filter(job -> job.groupId() != null).findFirst().orElseThrow();
    List<Job> singles = jobs.stream().filter(job -> job.groupId() == null).toList();
    Job queued = singles.get(0);
    Job failedAgain = singles.get(1);
    Job gone = singles.get(2);
    get(store.redrives.redrive(failedAgain.id(), RedriveChanges.NONE, LATER));
    Job claimed = store.claim(node, 10, LATER).getFirst();
    store.end(claimed, node, BROKEN, LATER);
    get(store.redrives.redrive(member.id(), RedriveChanges.NONE, LATER));
    get(store.redrives.redrive(queued.id(), RedriveChanges.NONE, LATER));
    get(store.deletions.delete(gone.id(), LATER));

    assertThat(get(store.writers.write(DELETE, read))).containsExactly(singles.get(3).id());
    assertThat(List.of(queued, failedAgain, member))
        .allMatch(job -> store.queries.find(job.id()).isPresent())
        .noneMatch(job -> store.retention.isPruned(job.id()));
    assertThat(store.queries.findGroup(group.id())).isPresent();
    assertThat(store.retention.isPruned(singles.get(3).id())).isTrue();
    assertThat(store.count("tombstone")).isEqualTo(2);
  }
}
