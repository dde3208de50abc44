package io.jobwheel.store.query;

import io.jobwheel.job.Job;
import java.util.Set;

/**
 * A job with some of its texts.
 *
 * @param texts the texts that were read; the others are as in {@link Job#brief()}
 */
public record JobView(Job job, Set<JobText> texts) {

  public JobView {
    texts = Set.copyOf(texts);
  }

  /** Returns a view with all texts. */
  public static JobView whole(Job job) {
    return new JobView(job, Set.of(JobText.values()));
  }

  /** Returns a view without texts. */
  public static JobView brief(Job job) {
    return new JobView(job.brief(), Set.of());
  }
}
