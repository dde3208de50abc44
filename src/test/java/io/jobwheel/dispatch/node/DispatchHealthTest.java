package io.jobwheel.dispatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.recovery.NodeAdmission;
import io.jobwheel.time.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

@Timeout(60)
class DispatchHealthTest {

  @TempDir Path folder;

  @Test
  void saysWhatIsWrongAndSinceWhen() {
    try (TestNode node = TestNode.start(folder)) {
      DispatchHealth health = node.bean(DispatchHealth.class);
      assertThat(health.health().getStatus()).isEqualTo(Status.UP);
      assertThat(health.health().getDetails()).doesNotContainKey("wrong");
      node.bean(NodeAdmission.class).close();
      Health down = health.health();
      assertThat(down.getStatus()).isEqualTo(Status.DOWN);
      assertThat(down.getDetails())
          .containsEntry("wrong", "The node is starting or shutting down.")
          .containsEntry("admitsJobs", false);
      Instant since = Instant.parse(down.getDetails().get("since").toString());
      assertThat(since).isBetween(Instant.now().minusSeconds(60), Instant.now());
    }
  }

  @Test
  void healthDistinguishesANodeWithoutALeaseFromAClosedOne() {
    TestClock clock = TestClock.at(Instant.EPOCH);
    NodeAdmission admission = new NodeAdmission(clock);
    assertThat(admission.status()).isEqualTo(NodeAdmission.Status.CLOSED);
    admission.open();
    assertThat(admission.status()).isEqualTo(NodeAdmission.Status.UNLEASED);
    admission.leasedUntil(clock.after(Duration.ofMinutes(1)));
    clock.advance(Duration.ofMinutes(1).minusNanos(1));
    assertThat(admission.status()).isEqualTo(NodeAdmission.Status.OPEN);
    clock.advance(Duration.ofNanos(1));
    assertThat(admission.status()).as("expired").isEqualTo(NodeAdmission.Status.UNLEASED);
    admission.leasedUntil(clock.after(Duration.ofMinutes(1)));
    admission.unleased();
    assertThat(admission.status()).isEqualTo(NodeAdmission.Status.UNLEASED);
    admission.close();
    assertThat(admission.status()).isEqualTo(NodeAdmission.Status.CLOSED);
  }
}
