package io.jobwheel.store.fairness;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import java.util.Comparator;

/** The waiting jobs of one mode and one priority, which start in proportion to their weights. */
public record FairQueue(ExecutionMode mode, int priority) implements Comparable<FairQueue> {

  private static final Comparator<FairQueue> ORDER =
      Comparator.comparing(FairQueue::mode).thenComparingInt(FairQueue::priority);

  /** Returns the queue of a job. */
  public static FairQueue of(Job job) {
    return new FairQueue(job.mode(), job.priority());
  }

  @Override
  public int compareTo(FairQueue other) {
    return ORDER.compare(this, other);
  }
}
