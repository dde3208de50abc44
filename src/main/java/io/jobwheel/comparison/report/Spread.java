package io.jobwheel.comparison.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The median of several values and how far they are apart.
 *
 * @param deviation the median absolute deviation from the median
 */
public record Spread(double median, double min, double max, double deviation) {

  /**
   * Returns the spread of the values that are known; null if there are none.
   *
   * @param values {@code null} elements are not known
   */
  public static @Nullable Spread of(Collection<? extends @Nullable Number> values) {
    double[] known =
        values.stream().filter(Objects::nonNull).mapToDouble(Number::doubleValue).toArray();
    return known.length == 0 ? null : of(known);
  }

  /**
   * Returns the spread of the values.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Spread of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("There is no spread without values.");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double median = median(sorted);
    double[] deviations =
        Arrays.stream(sorted).map(value -> Math.abs(value - median)).sorted().toArray();
    return new Spread(median, sorted[0], sorted[sorted.length - 1], median(deviations));
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2;
  }
}
