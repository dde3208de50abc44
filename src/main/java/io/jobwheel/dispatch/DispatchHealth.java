package io.jobwheel.dispatch;

import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down when jobs are not claimed any more: a node that is alive and deaf is not ready. */
final class DispatchHealth implements HealthIndicator {

  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final Dispatcher dispatcher;
  private final Admission admission;
  private final Duration tolerated;

  DispatchHealth(Dispatcher dispatcher, Admission admission, DispatchProperties properties) {
    this.dispatcher = dispatcher;
    this.admission = admission;
    this.tolerated = properties.pollInterval().multipliedBy(3).plus(MARGIN);
  }

  @Override
  public Health health() {
    Duration age = dispatcher.sinceLastPass();
    Health.Builder health =
        admission.isOpen() && age.compareTo(tolerated) <= 0 ? Health.up() : Health.down();
    return health
        .withDetail("admitsJobs", admission.isOpen())
        .withDetail("sinceLastClaimPass", age.toString())
        .withDetail("tolerated", tolerated.toString())
        .build();
  }
}
