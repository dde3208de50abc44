package io.jobwheel.api.loop;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.eventloop.AwaitTree;
import io.jobwheel.eventloop.LoopStats;
import io.jobwheel.eventloop.SlowSteps;
import java.time.Instant;
import java.util.List;

/**
 * The JSON document of an event loop.
 *
 * @param utilization share of the last ten seconds in which the loop had work, 0 to 1
 * @param tasks number of tasks that have not ended
 * @param delay delays from being ready to the beginning of the step
 * @param step durations of steps
 * @param live the oldest of these tasks
 * @param roots ids of those that no other task of {@code live} waits for
 * @param cycles ids of tasks that wait for each other and never continue; each task waits for the
 *     next one, the last one for the first
 * @param leftOut number of younger tasks that are not in {@code live}
 */
@JsonPropertyOrder({
  "name",
  "utilization",
  "tasks",
  "ready",
  "waiting",
  "timers",
  "delay",
  "step",
  "slowSteps",
  "live",
  "roots",
  "cycles",
  "leftOut"
})
record LoopDocument(
    String name,
    double utilization,
    int tasks,
    int ready,
    int waiting,
    int timers,
    LoopTimesDocument delay,
    LoopTimesDocument step,
    SlowStepsDocument slowSteps,
    List<LoopTaskDocument> live,
    List<Long> roots,
    List<List<Long>> cycles,
    int leftOut) {

  /**
   * Returns the document.
   *
   * @param now the time at which the slow steps were read
   */
  static LoopDocument of(
      LoopStats stats, SlowSteps slow, Instant now, AwaitTree tree, LoopTexts texts) {
    return new LoopDocument(
        stats.name(),
        stats.utilization(),
        stats.tasks(),
        stats.ready(),
        stats.waiting(),
        stats.timers(),
        LoopTimesDocument.of(stats.delay()),
        LoopTimesDocument.of(stats.step()),
        SlowStepsDocument.of(slow, now, texts),
        tree.tasks().values().stream()
            .map(task -> LoopTaskDocument.of(task, tree.awaitsOf(task.id()), texts))
            .toList(),
        tree.roots(),
        tree.cycles(),
        Math.max(stats.tasks() - tree.tasks().size(), 0));
  }
}
