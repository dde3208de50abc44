package io.jobwheel.job;

/**
 * The share of starts that a job is counted by. Of the jobs with the same mode and priority, those
 * of each key start in proportion to their weights.
 *
 * @param key the value that jobs share, such as a tenant
 * @param weight {@value #MIN_WEIGHT} to {@value #MAX_WEIGHT}; twice the weight is twice the starts
 */
public record Fairness(String key, int weight) {

  /** Maximum length of a key. */
  public static final int MAX_KEY = 255;

  public static final int MIN_WEIGHT = 1;
  public static final int MAX_WEIGHT = 1000;

  public Fairness {
    if (weight < MIN_WEIGHT || weight > MAX_WEIGHT) {
      throw new IllegalArgumentException(
          "weight must be %d to %d, not %d".formatted(MIN_WEIGHT, MAX_WEIGHT, weight));
    }
  }
}
