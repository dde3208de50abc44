package io.jobwheel.execution.observability;

import io.jobwheel.eventloop.AwaitTree;
import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Histogram;
import io.jobwheel.eventloop.LoopStats;
import io.jobwheel.eventloop.SlowStep;
import io.jobwheel.eventloop.SlowSteps;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of an event loop, limited in size.
 *
 * @param awaits which task waits for which: one task in a line, indented below the task that waits
 *     for it, in the format of {@code AwaitTree}
 * @param tasksLeftOut number of younger tasks that are not in {@code awaits}
 * @param places number of slow steps by place in the code
 * @param last the latest slow steps, oldest first
 */
record LoopView(
    String name,
    double utilization,
    int tasks,
    int ready,
    int waiting,
    int timers,
    Times delay,
    Times step,
    long slowSteps,
    long starvations,
    Map<String, Long> places,
    List<StepView> last,
    List<String> awaits,
    int tasksLeftOut) {

  private static final int MOST_FRAMES = 40;
  private static final double NANOS = 1e9;

  /**
   * Durations since the start of the loop.
   *
   * @param p50Seconds the median; quantiles are rounded up to the bounds of the histogram
   */
  record Times(long count, double meanSeconds, double p50Seconds, double p99Seconds) {

    static Times of(Histogram histogram) {
      return new Times(
          histogram.count(),
          inSeconds(histogram.mean()),
          inSeconds(histogram.quantile(0.5)),
          inSeconds(histogram.quantile(0.99)));
    }
  }

  /**
   * A step that occupied the loop for too long, or a starvation.
   *
   * @param ended false while it lasts
   * @param place the innermost frame of user code; null if no stack was sampled
   * @param stack the innermost frame first; empty if no stack was sampled
   */
  record StepView(
      String cause,
      String task,
      double seconds,
      boolean ended,
      @Nullable String place,
      List<String> stack) {

    static StepView of(SlowStep step) {
      StackTraceElement place = step.place();
      return new StepView(
          step.cause().name(),
          step.task(),
          inSeconds(step.took()),
          step.ended(),
          place == null ? null : place.toString(),
          step.stack().stream().limit(MOST_FRAMES).map(StackTraceElement::toString).toList());
    }
  }

  static LoopView of(EventLoop loop, int mostTasks) {
    LoopStats stats = loop.stats();
    SlowSteps slow = loop.slowSteps();
    AwaitTree tree = loop.awaitTree(mostTasks, MOST_FRAMES);
    return new LoopView(
        stats.name(),
        stats.utilization(),
        stats.tasks(),
        stats.ready(),
        stats.waiting(),
        stats.timers(),
        Times.of(stats.delay()),
        Times.of(stats.step()),
        slow.steps(),
        slow.starvations(),
        slow.places(),
        slow.recent().stream().map(StepView::of).toList(),
        // a task appears once for each task that waits for it
        tree.toString().lines().limit(2L * mostTasks).toList(),
        Math.max(stats.tasks() - tree.tasks().size(), 0));
  }

  private static double inSeconds(Duration duration) {
    return duration.toNanos() / NANOS;
  }
}
