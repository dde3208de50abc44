package io.jobwheel.eventloop;

/**
 * Contains the figures of a loop at one moment. Each is exact, but they may be one step apart.
 *
 * @param name the loop's name
 * @param utilization share of the last ten seconds or so in which the loop had work, 0 to 1: steps
 *     and the hand-over between them, including a step in progress
 * @param tasks number of tasks that have not ended
 * @param ready number of tasks and callbacks that are ready to run
 * @param timers number of timers that are set
 * @param delay delays from being ready to the beginning of the step
 * @param step durations of steps, from getting the baton to handing it over
 * @param slowSteps number of steps that lasted longer than the loop's threshold
 * @param starvations number of times a task waited longer than that threshold for a carrier thread
 */
public record LoopStats(
    String name,
    double utilization,
    int tasks,
    int ready,
    int timers,
    Histogram delay,
    Histogram step,
    long slowSteps,
    long starvations) {

  /** Returns the number of tasks that have not ended and are not ready. */
  public int waiting() {
    return Math.max(tasks - ready, 0);
  }
}
