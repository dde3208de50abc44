package io.jobwheel.execution.attempt;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  private RunningAttempt attempt(@Nullable Duration timeout, Duration toDeadline) {
    Job job = Attempts.job("countdown", "{}", null);
    AttemptPolicy policy =
        timeout == null ? AttemptPolicy.ONCE : AttemptPolicy.ONCE.within(timeout);
    return new RunningAttempt(
        new Attempt(
            Jobs.like(job).policy(policy).deadline(clock.instant().plus(toDeadline)).build(),
            Instant.EPOCH),
        clock,
        clock);
  }

  @ParameterizedTest
  @CsvSource({", DEADLINE", "PT1M, DEADLINE", "PT1M0.001S, DEADLINE", "PT59.999S, TIMED_OUT"})
  void theEarlierOfTimeLimitAndDeadlineEndsAnAttempt(
      @Nullable Duration timeout, CancelReason reason) {
    RunningAttempt until = attempt(timeout, LIMIT.plusSeconds(5));
    clock.advance(Duration.ofSeconds(5)); // it waits for its lane
    assertThat(until.begin(interrupts::incrementAndGet)).isTrue();
    Duration limit = requireNonNull(until.timeLimit());
    assertThat(limit).isEqualTo(reason == CancelReason.DEADLINE ? LIMIT : timeout);
    assertThat(until.timeLeft()).contains(limit);
    var _ = limits.start(until, limit);
    clock.advance(limit.minusNanos(1));
    assertThat(until.cancelReason()).isNull();
    clock.advance(Duration.ofNanos(1));
    assertThat(until.cancelReason()).isEqualTo(reason);
    assertThat(until.isOverdue()).isTrue();
  }

  @Test
  void anAttemptDoesNotBeginAtTheDeadline() {
    RunningAttempt late = attempt(LIMIT, Duration.ofSeconds(5));
    clock.advance(Duration.ofSeconds(5));
    assertThat(late.begin(interrupts::incrementAndGet)).isFalse();
    assertThat(late.end()).isEqualTo(CancelReason.DEADLINE);
    assertThat(interrupts).hasValue(0);
  }

  @Test
  void anAttemptThatWasCancelledBeforeItBeganAfterTheDeadlineKeepsItsReason() {
    RunningAttempt late = attempt(null, Duration.ZERO);
    late.cancel(CancelReason.REQUESTED);
    assertThat(late.begin(interrupts::incrementAndGet)).isFalse();
    assertThat(late.end()).isEqualTo(CancelReason.REQUESTED);
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
