package io.jobwheel.execution;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.EventLoopGroup;
import io.jobwheel.eventloop.SlowStep;
import io.jobwheel.execution.LaneProblem.ProblemKind;
import io.jobwheel.execution.process.WorkerStatus;
import io.jobwheel.job.ExecutionMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds the problems of lanes. Safe for use by any thread. */
public final class LaneProblems {

  /** Time after which a step that occupies its loop counts as stalled. */
  public static final Duration STALLED = Duration.ofSeconds(10);

  private final EventLoopGroup loops;
  private final Duration stalledAfter;

  public LaneProblems(EventLoopGroup loops, Duration stalledAfter) {
    this.loops = loops;
    this.stalledAfter = stalledAfter;
  }

  /** Returns the current problems of a lane. */
  public List<LaneProblem> of(LaneStatus lane) {
    List<LaneProblem> problems = new ArrayList<>();
    addFailingWorkers(lane, problems);
    if (lane.mode() == ExecutionMode.EVENT_LOOP) {
      loops.loops().forEach(loop -> addIfStalled(loop, problems));
    }
    return problems;
  }

  private static void addFailingWorkers(LaneStatus lane, List<LaneProblem> problems) {
    List<WorkerStatus> failing =
        lane.workers().stream().filter(worker -> worker.failing().isPositive()).toList();
    failing.stream()
        .map(WorkerStatus::failing)
        .max(Comparator.naturalOrder())
        .ifPresent(longest ->
            problems.add(
                new LaneProblem(
                    lane.mode(),
                    ProblemKind.WORKERS_FAILING,
                    "processes",
                    "%d of %d worker processes cannot be started. See the log."
                        .formatted(failing.size(), lane.workers().size()),
                    longest)));
  }

  private void addIfStalled(EventLoop loop, List<LaneProblem> problems) {
    for (SlowStep step : loop.slowSteps().recent()) {
      if (!step.ended() && step.took().compareTo(stalledAfter) >= 0) {
        StackTraceElement place = step.place();
        problems.add(
            new LaneProblem(
                ExecutionMode.EVENT_LOOP,
                ProblemKind.LOOP_STALLED,
                loop.name(),
                "Stalled by one step of %s%s."
                    .formatted(step.task(), place == null ? "" : " at " + place),
                step.took()));
      }
    }
  }
}
