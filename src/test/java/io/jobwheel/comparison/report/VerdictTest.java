package io.jobwheel.comparison.report;

import static io.jobwheel.comparison.report.Results.failing;
import static io.jobwheel.comparison.report.Results.totals;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mode wins only beyond the noise. */
class VerdictTest {

  private static Verdict verdict(ModeResult... results) {
    return Verdict.of(List.of(results));
  }

  @Test
  void aModeThatIsClearlyFasterWins() {
    Verdict verdict =
        verdict(totals("sequential", 6.91, 6.90, 6.92), totals("event-loop", 3.01, 3.00, 3.02));
    assertThat(verdict.winner()).isEqualTo("event-loop");
    assertThat(verdict.best()).containsExactly("event-loop");
    assertThat(verdict.slower()).containsExactly("sequential");
    assertThat(verdict.reason())
        .isEqualTo(
            "event-loop (median 3.01 s, 3.00 s to 3.02 s) is faster than the next, "
                + "sequential (median 6.91 s, 6.90 s to 6.92 s): by 56 %, beyond the noise.");
  }

  @Test
  void modesThatTieHaveNoWinnerButTheSlowerOnesAreNamed() {
    Verdict verdict =
        verdict(
            totals("sequential", 6.91, 6.90, 6.92),
            totals("event-loop", 3.01, 3.00, 3.02),
            totals("thread-pool", 3.00, 3.01, 3.03),
            totals("process-pool", 4.91, 4.90, 4.92));
    assertThat(verdict.winner()).isNull();
    assertThat(verdict.best()).containsExactlyInAnyOrder("event-loop", "thread-pool");
    assertThat(verdict.slower()).containsExactly("process-pool", "sequential");
    assertThat(verdict.reason()).startsWith("No winner: event-loop (").contains("thread-pool (");
  }

  @Test
  void aDifferenceOfFivePercentOrLessDoesNotMatter() {
    assertThat(verdict(totals("a", 0.951, 0.951, 0.951), totals("b", 1, 1, 1)).winner()).isNull();
    assertThat(verdict(totals("a", 0.949, 0.949, 0.949), totals("b", 1, 1, 1)).winner())
        .isEqualTo("a");
  }

  @Test
  void overlappingRepeatsHaveNoWinner() {
    // medians of 1.0 and 1.3, and 8 of 9 pairs
    assertThat(verdict(totals("a", 0.99, 1.0, 1.26), totals("b", 1.25, 1.3, 1.35)).winner())
        .isNull();
    assertThat(verdict(totals("a", 0.99, 1.0, 1.24), totals("b", 1.25, 1.3, 1.35)).winner())
        .isEqualTo("a");
  }

  @Test
  void aDifferenceWithinTheDeviationsHasNoWinner() {
    // apart, but the medians differ by 0.5 and both deviations are 0.2: twice their sum is 0.8
    assertThat(verdict(totals("a", 0.8, 1.0, 1.2), totals("b", 1.3, 1.5, 1.7)).winner()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void fewRepeatsHaveNoWinner(int repeats) {
    double[] fast = IntStream.range(0, repeats).mapToDouble(_ -> 1).toArray();
    double[] slow = IntStream.range(0, repeats).mapToDouble(_ -> 9).toArray();
    Verdict verdict = verdict(totals("a", fast), totals("b", slow));
    assertThat(verdict.winner()).isNull();
    assertThat(verdict.reason()).isEqualTo("No winner: a verdict takes at least 3 repeats.");
  }

  @Test
  void aModeInWhichAJobFailedCannotWin() {
    Verdict verdict = verdict(failing("a", 1, 1, 1), totals("b", 3, 3, 3), totals("c", 9, 9, 9));
    assertThat(verdict.winner()).isEqualTo("b");
    assertThat(verdict.failed()).containsExactly("a");
    assertThat(verdict.best()).doesNotContain("a");
    Verdict one = verdict(failing("a", 1, 1, 1), totals("b", 3, 3, 3));
    assertThat(one.winner()).isNull();
    assertThat(one.reason()).contains("b is the only mode whose jobs all succeeded");
    Verdict none = verdict(failing("a", 1, 1, 1), failing("b", 3, 3, 3));
    assertThat(none)
        .returns(null, Verdict::winner)
        .returns(List.of(), Verdict::best)
        .returns(List.of("a", "b"), Verdict::failed);
  }

  @Test
  void oneModeAloneHasNoWinner() {
    assertThat(verdict(totals("a", 1, 1, 1)).winner()).isNull();
  }

  @Test
  void totalsOfZeroAreNoError() {
    assertThat(verdict(totals("a", 0, 0, 0), totals("b", 0, 0, 0)).winner()).isNull();
  }

  /** Draws normally distributed totals. */
  private static @Nullable String drawnWinner(Random random, double a, double b, double noise) {
    return verdict(totals("a", draw(random, a, noise)), totals("b", draw(random, b, noise)))
        .winner();
  }

  private static double[] draw(Random random, double mean, double noise) {
    return IntStream.range(0, 3)
        .mapToDouble(_ -> Math.max(random.nextGaussian(mean, mean * noise), 0))
        .toArray();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void theSameInputHasTheSameVerdictNineTimesOfTen(long seed) {
    Random random = new Random(seed);
    long alike =
        IntStream.range(0, 200).filter(_ -> drawnWinner(random, 1, 1, 0.2) == null).count();
    long faster =
        IntStream.range(0, 200).filter(_ -> "a".equals(drawnWinner(random, 1, 1.5, 0.05))).count();
    assertThat(alike).as("two equal modes that vary by 20 %").isGreaterThanOrEqualTo(180);
    assertThat(faster).as("one is faster by a third, and they vary by 5 %").isGreaterThan(180);
  }
}
