package io.jobwheel.store;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.JobCancellations.Decision;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Another transaction changes a job between two statements of its cancellation. */
class PostgresCancelRacesTest {

  private static final JobLimit LIMIT = new JobLimit("partner", null, 1);

  @Test
  void aJobThatBecomesUnfinishedMeanwhileGivesItsPermitBack() {
    String url = PostgresServers.newDatabase();
    UUID node = Jobs.newId();
    try (TestStore store = PostgresStores.open(url)) {
      TestLimits.define(store, "partner", 1, null);
      Job job = store.submitRunning(Jobs.running().limits(LIMIT), node);
      store.end(job, node, new Outcome.Failed(new JobError("handler-failed", "no")));

      CompletableFuture<Optional<Cancellation>> cancellation;
      // rows can be locked, but not updated
      try (ForeignLock redrive = ForeignLock.take(url, "LOCK TABLE jobwheel.job IN SHARE MODE")) {
        cancellation = store.cancels.cancel(job.id(), Jobs.NOW.plusSeconds(3));
        await()
            .until(() ->
                !PostgresServers.query(
                        url,
                        "SELECT 1 FROM pg_locks WHERE mode = 'RowExclusiveLock' AND NOT granted")
                    .isEmpty());
        redrive.execute("UPDATE jobwheel.job SET state = 'QUEUED', finished_at = NULL");
        redrive.execute("UPDATE jobwheel.limit_usage SET used = 1");
        redrive.commit();
      }
      assertThat(get(cancellation).orElseThrow().decision()).isEqualTo(Decision.CANCELLED);
      assertThat(store.count("limit_usage WHERE used <> 0")).isZero();
    }
  }
}
