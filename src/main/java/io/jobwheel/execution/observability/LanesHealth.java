package io.jobwheel.execution.observability;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.EventLoopGroup;
import io.jobwheel.eventloop.SlowStep;
import io.jobwheel.execution.LaneStatus;
import io.jobwheel.execution.Lanes;
import io.jobwheel.execution.process.WorkerStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Reports the lanes that are paused by an operator, event loops that one step stalls, and worker
 * processes that cannot be started, each with the time since when. The node is {@code DEGRADED}
 * then, which is not down: the other lanes work, and waiting jobs are not lost.
 */
final class LanesHealth implements HealthIndicator {

  static final Status DEGRADED =
      new Status(
          "DEGRADED",
          "At least one lane is paused, stalled, or cannot start its worker processes.");

  /** A step that has held its loop for so long is not a matter of milliseconds any more. */
  static final Duration STUCK = Duration.ofSeconds(10);

  private final Lanes lanes;
  private final EventLoopGroup loops;
  private final InstantSource clock;
  private final Duration stuckAfter;

  LanesHealth(Lanes lanes, EventLoopGroup loops, InstantSource clock, Duration stuckAfter) {
    this.lanes = lanes;
    this.loops = loops;
    this.clock = clock;
    this.stuckAfter = stuckAfter;
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
      startless(lane.children(), troubles);
    }
    loops.loops().forEach(loop -> stuck(loop, troubles));
    return troubles.isEmpty()
        ? Health.up().build()
        : Health.status(DEGRADED).withDetails(troubles).build();
  }

  private void startless(List<WorkerStatus> children, Map<String, Object> troubles) {
    List<WorkerStatus> failing =
        children.stream().filter(child -> child.failing().isPositive()).toList();
    failing.stream()
        .map(WorkerStatus::failing)
        .max(Comparator.naturalOrder())
        .ifPresent(longest ->
            troubles.put(
                "processes",
                trouble(
                    "%d of %d worker processes cannot be started. See the log."
                        .formatted(failing.size(), children.size()),
                    clock.instant().minus(longest))));
  }

  private void stuck(EventLoop loop, Map<String, Object> troubles) {
    for (SlowStep step : loop.slowSteps().recent()) {
      if (!step.ended() && step.took().compareTo(stuckAfter) >= 0) {
        StackTraceElement place = step.place();
        troubles.put(
            loop.name(),
            trouble(
                "Stalled by one step of %s%s."
                    .formatted(step.task(), place == null ? "" : " at " + place),
                clock.instant().minus(step.took())));
      }
    }
  }

  private static Map<String, String> trouble(String what, Instant since) {
    Map<String, String> trouble = new LinkedHashMap<>();
    trouble.put("wrong", what);
    trouble.put("since", since.toString());
    return trouble;
  }
}
