package io.jobwheel.execution.observability;

import io.jobwheel.execution.LaneProblem;
import io.jobwheel.execution.LaneProblems;
import io.jobwheel.execution.LaneStatus;
import io.jobwheel.execution.Lanes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Reports {@code DEGRADED} if an operator has paused a lane, a step stalls an event loop, or worker
 * processes cannot be started, each with the time since when. This status is not down: the other
 * lanes work, and waiting jobs are not lost.
 */
final class LanesHealth implements HealthIndicator {

  static final Status DEGRADED =
      new Status(
          "DEGRADED",
          "At least one lane is paused, stalled, or cannot start its worker processes.");

  private final Lanes lanes;
  private final LaneProblems problems;
  private final InstantSource clock;

  LanesHealth(Lanes lanes, LaneProblems problems, InstantSource clock) {
    this.lanes = lanes;
    this.problems = problems;
    this.clock = clock;
  }

  @Override
  public Health health() {
    Map<String, Object> troubles = new LinkedHashMap<>();
    for (LaneStatus lane : lanes.statuses()) {
      Instant paused = lane.pausedSince();
      if (paused != null) {
        troubles.put(
            lane.mode().wireName(),
            trouble("Paused by an operator. Jobs of this mode wait.", paused));
      }
      for (LaneProblem problem : problems.of(lane)) {
        troubles.put(
            problem.subject(), trouble(problem.detail(), clock.instant().minus(problem.lasted())));
      }
    }
    return troubles.isEmpty()
        ? Health.up().build()
        : Health.status(DEGRADED).withDetails(troubles).build();
  }

  private static Map<String, String> trouble(String what, Instant since) {
    Map<String, String> trouble = new LinkedHashMap<>();
    trouble.put("wrong", what);
    trouble.put("since", since.toString());
    return trouble;
  }
}
