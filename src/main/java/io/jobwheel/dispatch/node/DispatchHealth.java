package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.recovery.NodeAdmission;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Reports the node as down if it does not claim or accept jobs. */
public final class DispatchHealth implements HealthIndicator {

  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final Dispatcher dispatcher;
  private final NodeAdmission admission;
  private final Duration tolerated;
  private final InstantSource clock;

  DispatchHealth(
      Dispatcher dispatcher,
      NodeAdmission admission,
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
    boolean overdue = age.compareTo(tolerated) > 0;
    Health.Builder health =
        admission.isOpen() && !overdue
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
    return switch (admission.status()) {
      case OPEN -> "The node no longer claims jobs. See the log.";
      case UNLEASED -> "The node has no valid lease and accepts no jobs until it has one.";
      case CLOSED -> "The node is starting or shutting down.";
    };
  }
}
