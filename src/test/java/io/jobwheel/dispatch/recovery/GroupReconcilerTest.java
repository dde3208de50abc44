package io.jobwheel.dispatch.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.store.PostgresServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A group whose end was missed ends at the start of a node, and while a node runs. */
@Timeout(60)
class GroupReconcilerTest {

  @TempDir Path folder;

  @Test
  void aGroupWhoseEndWasMissedEndsAtTheStartAndWhileTheNodeRuns() {
    String url = PostgresServers.newDatabase();
    String store = "jobwheel.store.url=" + url;
    UUID group;
    try (TestNode before = TestNode.start(folder, store)) {
      group =
          before
              .submitGroup(ExecutionMode.THREAD_POOL, CompletionCondition.ALL_COMPLETED, 2)
              .group()
              .id();
      assertThat(before.awaitGroup(group).outcome()).isEqualTo(JobState.SUCCEEDED);
    }
    miss(url, group);
    try (TestNode node = TestNode.start(folder, store)) {
      assertThat(node.awaitGroup(group).outcome()).isEqualTo(JobState.SUCCEEDED);

      miss(url, group);
      CompletableFuture<JobGroup> waiter = node.awaiter.awaitGroup(group, Duration.ofMinutes(10));
      node.bean(GroupReconciler.class).wake();
      assertThat(waiter.orTimeout(15, TimeUnit.SECONDS).join().outcome())
          .isEqualTo(JobState.SUCCEEDED);
    }
  }

  private static void miss(String url, UUID group) {
    PostgresServers.execute(
        url,
        "UPDATE jobwheel.job_group SET outcome = NULL, finished_at = NULL WHERE id = '%s'"
            .formatted(group));
  }
}
