package io.jobwheel.execution.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When attempts are cancelled at their time limit. */
class TimeLimitsTest {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final TestClock clock = TestClock.at(Instant.EPOCH);
  private final TimeLimits limits = new TimeLimits(clock);
  private final AtomicInteger interrupts = new AtomicInteger();
  private final RunningAttempt attempt = Attempts.countdown("A", "1s");

  @Test
  void anAttemptIsCancelledAndInterruptedAtItsLimitAndNotBefore() {
    assertThat(attempt.begin(interrupts::incrementAndGet)).isTrue();
    var _ = limits.start(attempt, LIMIT);
    clock.advance(LIMIT.minusNanos(1));
    assertThat(attempt.cancelReason()).isNull();
    clock.advance(Duration.ofNanos(1));
    assertThat(attempt.cancelReason()).isEqualTo(CancelReason.TIMED_OUT);
    assertThat(interrupts).hasValue(1);
  }

  @Test
  void aCancelledLimitKeepsNoTimer() {
    assertThat(attempt.begin(interrupts::incrementAndGet)).isTrue();
    Future<?> timer = limits.start(attempt, LIMIT);
    assertThat(clock.timers()).containsExactly(LIMIT);
    assertThat(timer.cancel(false)).isTrue();
    assertThat(clock.timers()).isEmpty();
    clock.advance(LIMIT);
    assertThat(attempt.end()).isNull();
    assertThat(interrupts).hasValue(0);
  }
}
