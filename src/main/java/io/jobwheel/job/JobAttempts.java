package io.jobwheel.job;

/**
 * The attempts of a job so far, by number.
 *
 * @param count how many have begun; 0 before the first
 * @param fence grows with every claim; the store refuses a write that carries an older one
 * @param crashes how many ended because their node or their process was lost
 * @param failures how many failed
 */
public record JobAttempts(int count, long fence, int crashes, int failures) {

  /** No attempt has begun. */
  public static final JobAttempts NONE = new JobAttempts(0, 0, 0, 0);

  /** The first attempt has begun. */
  public static final JobAttempts FIRST = new JobAttempts(1, 1, 0, 0);
}
