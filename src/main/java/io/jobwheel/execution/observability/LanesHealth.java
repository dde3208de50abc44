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
 * Reports {@code DEGRADED} if an operator has paused a lane, a step stalls an event loop, or worker
 * processes cannot be started, each with the time since when. This status is not down: the other
 * lanes work, and waiting jobs are not lost.
 */
final class LanesHealth implements HealthIndicator {

  static final Status DEGRADED =
      new Status(
          "DEGRADED",
          "At least one lane is paused, stalled, or cannot start its worker processes.");

  /** Time after which a step that occupies its loop counts as stalled. */
  static final Duration STALLED = Duration.ofSeconds(10);

  private final Lanes lanes;
  private final EventLoopGroup loops;
  private final InstantSource clock;
  private final Duration stalledAfter;

  LanesHealth(Lanes lanes, EventLoopGroup loops, InstantSource clock, Duration stalledAfter) {
    this.lanes = lanes;
    this.loops = loops;
    this.clock = clock;
    this.stalledAfter = stalledAfter;
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
      addFailingWorkers(lane.workers(), troubles);
    }
    loops.loops().forEach(loop -> addIfStalled(loop, troubles));
    return troubles.isEmpty()
        ? Health.up().build()
        : Health.status(DEGRADED).withDetails(troubles).build();
  }

  private void addFailingWorkers(List<WorkerStatus> workers, Map<String, Object> troubles) {
    List<WorkerStatus> failing =
        workers.stream().filter(worker -> worker.failing().isPositive()).toList();
    failing.stream()
        .map(WorkerStatus::failing)
        .max(Comparator.naturalOrder())
        .ifPresent(longest ->
            troubles.put(
                "processes",
                trouble(
                    "%d of %d worker processes cannot be started. See the log."
                        .formatted(failing.size(), workers.size()),
                    clock.instant().minus(longest))));
  }

  private void addIfStalled(EventLoop loop, Map<String, Object> troubles) {
    for (SlowStep step : loop.slowSteps().recent()) {
      if (!step.ended() && step.took().compareTo(stalledAfter) >= 0) {
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
