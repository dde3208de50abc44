package io.jobwheel.store;

import io.jobwheel.job.Job;
import java.util.Set;

/**
 * A job as far as it was read.
 *
 * @param texts which of its texts were read; the others are as in {@link Job#brief()}
 */
public record JobView(Job job, Set<JobText> texts) {

  public JobView {
    texts = Set.copyOf(texts);
  }

  /** A job that was read whole. */
  public static JobView whole(Job job) {
    return new JobView(job, Set.of(JobText.values()));
  }

  /** The same without its texts. */
  public static JobView brief(Job job) {
    return new JobView(job.brief(), Set.of());
  }
}
