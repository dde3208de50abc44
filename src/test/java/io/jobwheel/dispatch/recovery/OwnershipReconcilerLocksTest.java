package io.jobwheel.dispatch.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.LogCapture;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.ForeignLock;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.Submission;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The release of a job whose row another transaction has locked. */
@Timeout(60)
class OwnershipReconcilerLocksTest {

  @TempDir Path folder;

  @Test
  void aLockedJobIsReleasedByOneWrite() {
    String url = PostgresServers.newDatabase();
    try (TestNode node = TestNode.start(folder, "jobwheel.store.url=" + url)) {
      Job orphan = NodeFaultsTest.runningJobOf("probe", 1);
      OwnershipReconciler reconciler = node.bean(OwnershipReconciler.class);
      reconciler.stop(); // the test runs it
      node.bean(JobSubmissions.class)
          .submit(new Submission(null, List.of(orphan), node.keeper.node().id()))
          .orTimeout(10, TimeUnit.SECONDS)
          .join();
      try (ForeignLock _ = ForeignLock.row(url, "job", orphan.id());
          LogCapture log = new LogCapture(OwnershipReconciler.class.getName(), null)) {
        for (int run = 0; run < 30; run++) {
          var _ = reconciler.runOnce();
        }
        assertThat(log.events())
            .filteredOn(event -> event.getFormattedMessage().contains("held by this node"))
            .hasSize(1);
      }
      Job ended = node.await(orphan.id());
      assertThat(ended.state()).isEqualTo(JobState.SUCCEEDED);
      assertThat(ended.attempt()).isEqualTo(2);
      MeterRegistry meters = node.bean(MeterRegistry.class);
      assertThat(meters.get("jobwheel.store.fence.rejections").counter().count()).isZero();
    }
  }
}
