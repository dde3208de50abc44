package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.BacklogCounts;
import io.jobwheel.dispatch.BacklogCounts.CountedBacklog;
import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.pause.ActivePauses;
import io.jobwheel.dispatch.recovery.NodeAdmission;
import io.jobwheel.store.TypeCounts;
import io.jobwheel.store.pause.Pause;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Reports the node as down if it does not claim or accept jobs. Pauses are details: they are wanted
 * and leave the node up. So are queued jobs that no node can run, which no restart of this node
 * helps.
 */
public final class DispatchHealth implements HealthIndicator {

  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** Maximum number of pauses, and of types, in the details. */
  static final int SHOWN = 20;

  private final Dispatcher dispatcher;
  private final NodeAdmission admission;
  private final ActivePauses pauses;
  private final BacklogCounts counts;
  private final Duration tolerated;
  private final InstantSource clock;

  DispatchHealth(
      Dispatcher dispatcher,
      NodeAdmission admission,
      ActivePauses pauses,
      BacklogCounts counts,
      DispatchProperties properties,
      InstantSource clock) {
    this.dispatcher = dispatcher;
    this.admission = admission;
    this.pauses = pauses;
    this.counts = counts;
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
    List<Pause> inForce = pauses.current().pauses();
    if (!inForce.isEmpty()) {
      health
          .withDetail("pauses", inForce.size())
          .withDetail(
              "paused", inForce.stream().limit(SHOWN).map(DispatchHealth::describe).toList());
    }
    counts.latest().map(CountedBacklog::types).ifPresent(types -> describe(types, health));
    return health
        .withDetail("admitsJobs", admission.isOpen())
        .withDetail("sinceLastClaimPass", age.toString())
        .withDetail("tolerated", tolerated.toString())
        .build();
  }

  private static void describe(TypeCounts types, Health.Builder health) {
    long jobs = types.withoutNode().values().stream().mapToLong(Long::longValue).sum();
    if (jobs > 0) {
      health
          .withDetail("jobsWithoutNode", jobs)
          .withDetail(
              "typesWithoutNode",
              types.typesWithoutNode().keySet().stream().sorted().limit(SHOWN).toList());
    }
  }

  private static Map<String, String> describe(Pause pause) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("target", pause.target().toString());
    details.put("since", pause.since().toString());
    if (pause.until() != null) {
      details.put("until", pause.until().toString());
    }
    if (pause.pausedBy() != null) {
      details.put("pausedBy", pause.pausedBy());
    }
    if (pause.reason() != null) {
      details.put("reason", pause.reason());
    }
    return details;
  }

  private String wrong() {
    return switch (admission.status()) {
      case OPEN -> "The node no longer claims jobs. See the log.";
      case UNLEASED -> "The node has no valid lease and accepts no jobs until it has one.";
      case CLOSED -> "The node is starting or shutting down.";
    };
  }
}
