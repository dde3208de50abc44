package io.jobwheel.dispatch.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.store.ForeignLock;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.time.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A group that another transaction has locked does not hold up other groups. */
@Timeout(60)
class GroupReconcilerLocksTest {

  @TempDir Path folder;

  private final TestClock clock = TestClock.atNow();

  @Test
  void aLockedGroupEndsLaterAndTheOthersEndMeanwhile() {
    String url = PostgresServers.newDatabase();
    try (TestNode node =
        TestNode.start(
            folder, clock, "jobwheel.store.url=" + url, "jobwheel.dispatch.write-timeout=500ms")) {
      UUID locked = endedGroup(node);
      UUID free = endedGroup(node);
      GroupReconciler reconciler = node.bean(GroupReconciler.class);
      reconciler.stop();
      PostgresServers.execute(
          url, "UPDATE jobwheel.job_group SET outcome = NULL, finished_at = NULL");
      CompletableFuture<JobGroup> first;
      try (ForeignLock _ = ForeignLock.row(url, "job_group", locked)) {
        first = node.awaiter.awaitGroup(locked, Duration.ofMinutes(10));
        CompletableFuture<JobGroup> second = node.awaiter.awaitGroup(free, Duration.ofMinutes(10));
        reconciler.start();
        clock.advanceUntil(Duration.ofSeconds(1), second::isDone);
        assertThat(second.join().outcome()).isEqualTo(JobState.SUCCEEDED);
        assertThat(first).isNotDone();
      }
      clock.advanceUntil(Duration.ofSeconds(1), first::isDone); // until the next run
      assertThat(first.join().outcome()).isEqualTo(JobState.SUCCEEDED);
    }
  }

  private static UUID endedGroup(TestNode node) {
    UUID group =
        node.submitGroup(ExecutionMode.THREAD_POOL, CompletionCondition.ALL_COMPLETED, 1)
            .group()
            .id();
    assertThat(node.awaitGroup(group).outcome()).isEqualTo(JobState.SUCCEEDED);
    return group;
  }
}
