package io.jobwheel.eventloop;

/**
 * A loop's figures as of one moment; each is exact, but they may be a step apart.
 *
 * @param utilization share of the last ten seconds or so in which the loop had something to do, 0
 *     to 1: steps and the hand-over between them; a step that is still under way counts
 * @param tasks tasks that have not ended
 * @param ready tasks and callbacks that could run
 * @param timers deadlines that are set
 * @param delay how late ready tasks and callbacks began
 * @param step how long steps took: from getting the loop to giving it back
 * @param slowSteps how many steps lasted longer than the loop's threshold
 * @param starvations how many times a task waited longer than that for a thread to run on
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

  /** Tasks that have not ended and could not run. */
  public int waiting() {
    return Math.max(tasks - ready, 0);
  }
}
