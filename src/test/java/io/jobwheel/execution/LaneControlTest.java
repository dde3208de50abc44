package io.jobwheel.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.jobwheel.LogCapture;
import io.jobwheel.job.ExecutionMode;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes of lanes by an operator, and what the log has of them. */
@Timeout(30)
class LaneControlTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final ExecutionMode MODE = ExecutionMode.THREAD_POOL;

  private final Lanes lanes = FakeLanes.ofFourSlots();
  private final LaneControl control = new LaneControl(lanes, () -> NOW, () -> "operator");

  @Test
  void eachChangeIsLoggedWithTheNameOfTheOperator() {
    try (LogCapture log = new LogCapture(LaneControl.class.getName(), Level.INFO)) {
      control.pause(MODE);
      control.resize(MODE, 7);
      control.resume(MODE);

      assertThat(log.events())
          .extracting(ILoggingEvent::getFormattedMessage)
          .containsExactly(
              "lane thread-pool - paused (by=operator)",
              "lane thread-pool - resized (by=operator, slots=7, before=4)",
              "lane thread-pool - resumed (by=operator)");
    }
    assertThat(lanes.of(MODE).status().slots()).isEqualTo(7);
    assertThat(lanes.of(MODE).status().isPaused()).isFalse();
  }

  @Test
  void aLanePausedTwiceIsPausedSinceTheFirstTime() {
    control.pause(MODE);
    Lane lane = new LaneControl(lanes, () -> NOW.plusSeconds(5), () -> null).pause(MODE);

    assertThat(lane.status().pausedSince()).isEqualTo(NOW);
  }

  @Test
  void aSizeThatIsNotAllowedPreventsThePauseToo() {
    try (LogCapture log = new LogCapture(LaneControl.class.getName(), Level.INFO)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> control.change(MODE, 0, true))
          .withMessageContaining("1 to 1000");

      assertThat(log.events()).isEmpty();
    }
    assertThat(lanes.of(MODE).status().isPaused()).isFalse();
    assertThat(lanes.of(MODE).slots()).isEqualTo(4);
  }
}
