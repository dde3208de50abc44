package io.jobwheel.job;

/**
 * The counters of the attempts of a job.
 *
 * @param count number of attempts that have begun
 * @param fence grows with every claim; the store refuses a write with an older one
 * @param crashes number of attempts that ended because their node or worker process was lost
 * @param failures number of attempts that failed
 * @param prior number of attempts before the last redrive, which count toward no limit: {@code
 *     crashes} and {@code failures} do not include them; 0 if the job was not redriven
 */
public record JobAttempts(int count, long fence, int crashes, int failures, int prior) {

  /** No attempt has begun. */
  public static final JobAttempts NONE = new JobAttempts(0, 0, 0, 0, 0);

  /** The first attempt has begun. */
  public static final JobAttempts FIRST = new JobAttempts(1, 1, 0, 0, 0);
}
