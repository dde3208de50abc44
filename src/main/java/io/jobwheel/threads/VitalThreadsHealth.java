package io.jobwheel.threads;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Reports {@code DOWN} if a vital thread has ended: the node is about to shut down. */
final class VitalThreadsHealth implements HealthIndicator {

  private final VitalThreads threads;

  VitalThreadsHealth(VitalThreads threads) {
    this.threads = threads;
  }

  @Override
  public Health health() {
    List<String> ended = threads.ended();
    return ended.isEmpty()
        ? Health.up().build()
        : Health.down().withDetail("ended", String.join(", ", ended)).build();
  }
}
