package io.jobwheel.comparison.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which mode has the shortest total, if that exceeds the noise.
 *
 * <p>A mode is faster than another if all of these hold:
 *
 * <ol>
 *   <li>both have at least {@value #MIN_REPEATS} repeats;
 *   <li>its median total is more than 5 % shorter;
 *   <li>the difference of the medians exceeds twice the sum of both median absolute deviations;
 *   <li>of all pairs of a repeat of the one and a repeat of the other, its repeat is the shorter
 *       one in at least 95 %: with three repeats in all nine.
 * </ol>
 *
 * <p>The second condition is for differences that do not matter, the third and the fourth for those
 * that chance can make. If two modes do not differ, but vary by 20 %, one of them is wrongly found
 * faster in about 5 % of comparisons with three repeats, and in less than 1 % with five.
 *
 * @param winner the mode that is faster than each other one; null if there is none
 * @param best the mode with the shortest median, and those that it is not faster than
 * @param slower the modes that the best one is faster than, in the order of their medians
 * @param failed the modes in which jobs have not succeeded, which are not compared
 * @param reason a sentence with the numbers
 */
@JsonPropertyOrder({"winner", "best", "slower", "failed", "reason"})
public record Verdict(
    @Nullable String winner,
    List<String> best,
    List<String> slower,
    List<String> failed,
    String reason) {

  /** Minimum number of repeats for a verdict. */
  public static final int MIN_REPEATS = 3;

  private static final double LEAST_DIFFERENCE = 0.05;
  private static final double DEVIATIONS = 2;
  private static final double LEAST_PAIRS = 0.95;

  public Verdict {
    best = List.copyOf(best);
    slower = List.copyOf(slower);
    failed = List.copyOf(failed);
  }

  /** Returns the verdict on the results of one or more modes. */
  public static Verdict of(List<ModeResult> results) {
    List<ModeResult> sound =
        results.stream()
            .filter(result -> result.failed() == 0)
            .sorted(Comparator.comparingDouble(result -> result.totalSeconds().median()))
            .toList();
    List<String> failed = names(results.stream().filter(result -> result.failed() > 0).toList());
    if (sound.isEmpty()) {
      return new Verdict(
          null, List.of(), List.of(), failed, "No winner: jobs failed in each mode.");
    }
    ModeResult first = sound.getFirst();
    List<ModeResult> slower = sound.stream().filter(other -> isFaster(first, other)).toList();
    List<ModeResult> best = sound.stream().filter(other -> !slower.contains(other)).toList();
    String winner = best.size() == 1 && sound.size() > 1 ? first.mode() : null;
    return new Verdict(winner, names(best), names(slower), failed, reason(best, sound));
  }

  private static List<String> names(List<ModeResult> results) {
    return results.stream().map(ModeResult::mode).toList();
  }

  static boolean isFaster(ModeResult one, ModeResult other) {
    Spread mine = one.totalSeconds();
    Spread theirs = other.totalSeconds();
    double difference = theirs.median() - mine.median();
    return Math.min(one.rounds().size(), other.rounds().size()) >= MIN_REPEATS
        && difference > LEAST_DIFFERENCE * theirs.median()
        && difference > DEVIATIONS * (mine.deviation() + theirs.deviation())
        && shareOfPairs(one.totals(), other.totals()) >= LEAST_PAIRS;
  }

  /** Returns the share of pairs of one value of each in which the first one is smaller. */
  private static double shareOfPairs(double[] mine, double[] theirs) {
    long smaller = 0;
    for (double one : mine) {
      for (double other : theirs) {
        smaller += one < other ? 1 : 0;
      }
    }
    return (double) smaller / ((long) mine.length * theirs.length);
  }

  private static String reason(List<ModeResult> best, List<ModeResult> sound) {
    ModeResult first = best.getFirst();
    if (sound.size() == 1) {
      return "No winner: %s is the only mode whose jobs all succeeded.".formatted(first.mode());
    }
    if (first.rounds().size() < MIN_REPEATS) {
      return "No winner: a verdict takes at least %d repeats.".formatted(MIN_REPEATS);
    }
    ModeResult second = sound.get(1);
    if (best.size() > 1) {
      ModeResult tied = best.get(1);
      return "No winner: %s and %s do not differ beyond the noise."
          .formatted(described(first), described(tied));
    }
    return "%s is faster than the next, %s: by %s, beyond the noise."
        .formatted(
            described(first),
            described(second),
            percent(1 - first.totalSeconds().median() / second.totalSeconds().median()));
  }

  private static String described(ModeResult result) {
    Spread total = result.totalSeconds();
    return "%s (median %s, %s to %s)"
        .formatted(
            result.mode(),
            Figures.seconds(total.median()),
            Figures.seconds(total.min()),
            Figures.seconds(total.max()));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", share * 100);
  }
}
