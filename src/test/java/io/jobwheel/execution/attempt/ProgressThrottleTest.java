package io.jobwheel.execution.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.execution.RecordingOutput;
import io.jobwheel.job.Progress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** Which reports are forwarded, and when. */
class ProgressThrottleTest {

  private final RecordingOutput output = new RecordingOutput();
  private final Deque<Runnable> timers = new ArrayDeque<>();
  private final ProgressThrottle progress =
      new ProgressThrottle(output, Attempts.countdown("A", "1s").attempt(), timers::add);

  private void report(int millis, double fraction) {
    progress.report(Instant.EPOCH.plusMillis(millis), fraction, null);
  }

  @Test
  void aReportThatComesTooEarlyIsForwardedAfterTheIntervalThoughTheHandlerGoesOn() {
    report(0, 0.1);
    report(100, 0.4);
    report(110, 0.5);
    assertThat(output.progress).extracting(Progress::fraction).containsExactly(0.1);
    assertThat(timers).as("one timer however many reports").hasSize(1);
    timers.remove().run();
    assertThat(output.progress).extracting(Progress::fraction).containsExactly(0.1, 0.5);
  }

  @Test
  void aTimerThatFiresAfterTheEndPassesNothingOnTwice() {
    report(0, 0.1);
    report(100, 0.5);
    progress.flush();
    timers.remove().run();
    assertThat(output.progress).extracting(Progress::fraction).containsExactly(0.1, 0.5);
    report(400, 0.6);
    report(450, 0.7);
    assertThat(timers).as("the next one that is held has a timer again").hasSize(1);
  }

  @Test
  void aMessageThatIsTooLongIsNotCutThroughACharacter() {
    progress.report(Instant.EPOCH, 0.5, "x".repeat(198) + "\uD83D\uDE00y");

    assertThat(output.progress)
        .extracting(Progress::message)
        .containsExactly("x".repeat(198) + "…");
  }
}
