package io.jobwheel.dispatch;

import java.time.Duration;
import java.time.InstantSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down when jobs are not claimed any more: a node that is alive and deaf is not ready. */
final class DispatchHealth implements HealthIndicator {

  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final Dispatcher dispatcher;
  private final Admission admission;
  private final Duration tolerated;
  private final InstantSource clock;

  DispatchHealth(
      Dispatcher dispatcher,
      Admission admission,
      DispatchProperties properties,
      InstantSource clock) {
    this.dispatcher = dispatcher;
    this.admission = admission;
    this.clock = clock;
    this.tolerated = properties.pollInterval().multipliedBy(3).plus(MARGIN);
  }

  @Override
  public Health health() {
    Duration age = dispatcher.sinceLastPass();
    boolean deaf = age.compareTo(tolerated) > 0;
    Health.Builder health =
        admission.isOpen() && !deaf
            ? Health.up()
            : Health.down()
                .withDetail("wrong", wrong())
                .withDetail("since", clock.instant().minus(age).toString());
    return health
        .withDetail("admitsJobs", admission.isOpen())
        .withDetail("sinceLastClaimPass", age.toString())
        .withDetail("tolerated", tolerated.toString())
        .build();
  }

  private String wrong() {
    return switch (admission.state()) {
      case OPEN -> "the registry is not asked for jobs any more; the log says why";
      case UNLEASED -> "this node has no lease that lasts, and takes no jobs until it has";
      case CLOSED -> "this node is starting or going down";
    };
  }
}
