package io.jobwheel.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who hears that it is to end. */
class RunningJobsTest {

  private final RunningJobs jobs = new RunningJobs(Ticker.system());

  @Test
  void anAttemptThatCannotBeToldDoesNotKeepTheOthersFromHearing() {
    List<RunningAttempt> told = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      RunningAttempt attempt = jobs.add(Attempts.countdown("A", "1s").attempt());
      assertThat(
              attempt.begin(() -> {
                told.add(attempt);
                throw new IllegalStateException("of a test");
              }))
          .isTrue();
    }
    assertThat(jobs.cancelAll(CancelReason.SHUTDOWN)).isEqualTo(3);
    assertThat(told).hasSize(3);
  }
}
