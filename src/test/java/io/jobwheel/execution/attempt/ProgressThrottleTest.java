package io.jobwheel.execution.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.execution.RecordingOutput;
import io.jobwheel.job.Progress;
import io.jobwheel.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which reports are forwarded, and when. */
class ProgressThrottleTest {

  private final RecordingOutput output = new RecordingOutput();
  private final TestClock clock = TestClock.at(Instant.EPOCH);
  private final ProgressThrottle progress =
      new ProgressThrottle(output, Attempts.countdown("A", "1s").attempt(), clock);

  private void report(int millis, double fraction) {
    progress.report(Instant.EPOCH.plusMillis(millis), fraction, null);
  }

  @Test
  void aReportThatComesTooEarlyIsForwardedAfterTheIntervalThoughTheHandlerGoesOn() {
    report(0, 0.1);
    report(100, 0.4);
    report(110, 0.5);
    assertThat(output.progress).extracting(Progress::fraction).containsExactly(0.1);
    assertThat(clock.timers())
        .as("one timer however many reports")
        .containsExactly(ProgressThrottle.INTERVAL);
    clock.advance(ProgressThrottle.INTERVAL.minusNanos(1));
    assertThat(output.progress).extracting(Progress::fraction).containsExactly(0.1);
    clock.advance(Duration.ofNanos(1));
    assertThat(output.progress).extracting(Progress::fraction).containsExactly(0.1, 0.5);
  }

  @Test
  void aTimerThatFiresAfterTheEndPassesNothingOnTwice() {
    report(0, 0.1);
    report(100, 0.5);
    progress.flush();
    clock.advance(ProgressThrottle.INTERVAL);
    assertThat(output.progress).extracting(Progress::fraction).containsExactly(0.1, 0.5);
    report(400, 0.6);
    report(450, 0.7);
    assertThat(clock.timers()).as("the next one that is held has a timer again").hasSize(1);
  }

  @Test
  void aMessageThatIsTooLongIsNotCutThroughACharacter() {
    progress.report(Instant.EPOCH, 0.5, "x".repeat(198) + "\uD83D\uDE00y");

    assertThat(output.progress)
        .extracting(Progress::message)
        .containsExactly("x".repeat(198) + "…");
  }
}
