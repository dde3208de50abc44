package io.jobwheel.comparison.report;

import static io.jobwheel.comparison.report.Results.failing;
import static io.jobwheel.comparison.report.Results.host;
import static io.jobwheel.comparison.report.Results.report;
import static io.jobwheel.comparison.report.Results.sharing;
import static io.jobwheel.comparison.report.Results.totals;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.comparison.report.WorkNature.Label;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The label, the advice and the remarks of a comparison. */
class ReportTest {

  @ParameterizedTest
  @CsvSource({
    "0.0, WAITS",
    "0.3, WAITS",
    "0.31, MIXED",
    "0.59, MIXED",
    "0.6, COMPUTES",
    "1.1, COMPUTES"
  })
  void theShareOfProcessorTimeLabelsAType(double share, Label label) {
    assertThat(report(sharing("event-loop", 1, share, 2, 2, 2)).nature())
        .isEqualTo(new WorkNature(label, share));
  }

  @Test
  void theMedianOfTheModesCounts() {
    assertThat(
            report(
                    sharing("event-loop", 1, 0.02, 2),
                    sharing("thread-pool", 3, 0.03, 2),
                    sharing("process-pool", 2, 0.9, 2))
                .nature())
        .isEqualTo(new WorkNature(Label.WAITS, 0.03));
  }

  @Test
  void jobsOfLessThanTenMillisecondsHaveNoLabel() {
    assertThat(report(sharing("event-loop", 1, 0.9, 0.009)).nature().label())
        .isEqualTo(Label.UNKNOWN);
    assertThat(report(sharing("event-loop", 1, 0.9, 0.01)).nature().label())
        .isEqualTo(Label.COMPUTES);
  }

  @Test
  void theAdviceQuotesItsNumbers() {
    List<String> advice =
        report(
                sharing("sequential", 1, 0.01, 6.9, 6.9, 6.9),
                sharing("event-loop", 1, 0.02, 3.0, 3.0, 3.0),
                sharing("thread-pool", 16, 0.02, 3.01, 3.0, 3.0))
            .advice();
    assertThat(advice)
        .contains(
            "event-loop takes 3.00 s for the jobs, against 6.90 s in mode sequential.",
            "Of the modes that are equally fast, event-loop needs 1 thread, thread-pool 16"
                + " threads.")
        .first()
        .asString()
        .startsWith("The jobs wait: 2 % of their run time is processor time.");
  }

  @Test
  void theAdviceOnWorkThatComputesNamesTheProcessors() {
    assertThat(report(sharing("thread-pool", 3, 0.98, 2, 2, 2)).advice())
        .singleElement()
        .asString()
        .contains("98 %", "2 processors");
  }

  @Test
  void theMemoryOfWorkersAndALateLoopAreNamed() {
    RoundResult round =
        new RoundResult(new UUID(1, 2), 2, 0.0, 2.0, 1.9, 0.95, 0.067, 150L << 20, 0);
    assertThat(
            report(
                    ModeResult.of("process-pool", 2, 2, List.of(round)),
                    ModeResult.of("event-loop", 20_000, 1, List.of(round)))
                .advice())
        .anyMatch(sentence -> sentence.contains("process-pool costs 150 MiB"))
        .anyMatch(sentence -> sentence.contains("99 % of the steps begin within 67.0 ms"));
  }

  @Test
  void remarksSayWhatLimitsTheMeasurements() {
    ModeResult sound = totals("a", 1, 1, 1);
    assertThat(ComparisonReport.of(List.of(sound), host(0), false).remarks()).isEmpty();
    assertThat(ComparisonReport.of(List.of(sound), host(2), true).remarks())
        .hasSize(2)
        .anyMatch(remark -> remark.contains("forced"))
        .anyMatch(remark -> remark.contains("Other nodes (2)"));
    assertThat(ComparisonReport.of(List.of(failing("a", 1, 1, 1)), host(0), false).remarks())
        .singleElement()
        .asString()
        .contains("mode a, 3 jobs");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0000041, 4.10 µs",
    "0.000999, 999 µs",
    "0.001, 1.00 ms",
    "0.0355, 35.5 ms",
    "3.0049, 3.00 s",
    "9.994, 9.99 s",
    "9.996, 10.0 s",
    "123.4, 123 s"
  })
  void timesHaveThreeDigits(double seconds, String text) {
    assertThat(Figures.seconds(seconds)).isEqualTo(text);
  }
}
