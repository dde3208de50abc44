package io.jobwheel.execution.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.Job;
import io.jobwheel.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which attempts are cancelled, and which run beyond their time limit. */
class RunningJobsTest {

  private final TestClock clock = TestClock.at(Instant.EPOCH);
  private final RunningJobs jobs = new RunningJobs(clock, clock);

  @Test
  void anAttemptThatCannotBeCancelledDoesNotKeepTheOthersFromIt() {
    List<RunningAttempt> interrupted = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      RunningAttempt attempt = jobs.add(Attempts.countdown("A", "1s").attempt());
      assertThat(
              attempt.begin(() -> {
                interrupted.add(attempt);
                throw new IllegalStateException("of a test");
              }))
          .isTrue();
    }
    assertThat(jobs.cancelAll(CancelReason.SHUTDOWN)).isEqualTo(3);
    assertThat(interrupted).hasSize(3);
  }

  @Test
  void anAttemptIsOverdueOnceItsTimeLimitHasPassedSinceItBegan() {
    Duration limit = Duration.ofMinutes(1);
    Attempt countdown = Attempts.countdown("A", "1s").attempt();
    Job limited = Attempts.with(countdown.job(), AttemptPolicy.ONCE.within(limit));
    RunningAttempt attempt = jobs.add(new Attempt(limited, Instant.EPOCH));
    clock.advance(limit.multipliedBy(2)); // it waits in its lane
    assertThat(jobs.overdue(limited.mode())).isZero();

    assertThat(attempt.begin(() -> {})).isTrue();
    assertThat(attempt.timeLeft()).hasValue(limit);
    clock.advance(limit.minusNanos(1));
    assertThat(attempt.timeLeft()).hasValue(Duration.ofNanos(1));
    assertThat(jobs.overdue(limited.mode())).isZero();

    clock.advance(Duration.ofSeconds(1));
    assertThat(attempt.timeLeft()).hasValue(Duration.ZERO);
    assertThat(jobs.overdue(limited.mode())).isOne();
    assertThat(attempt.end()).isNull();
    assertThat(jobs.overdue(limited.mode())).isZero();
  }
}
