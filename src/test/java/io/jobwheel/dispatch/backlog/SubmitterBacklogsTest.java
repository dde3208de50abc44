package io.jobwheel.dispatch.backlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.dispatch.NotAdmittedException;
import io.jobwheel.dispatch.Submitter;
import io.jobwheel.dispatch.event.JobEvent.JobsSubmitted;
import io.jobwheel.dispatch.submission.JobFactory;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose waiting jobs are kept in mind. */
class SubmitterBacklogsTest {

  private final List<String> counted = new ArrayList<>();
  private final SubmitterBacklogs lines =
      new SubmitterBacklogs(
          name -> {
            counted.add(name);
            return 1;
          },
          new SubmitterBacklog.Terms(
              Duration.ofHours(1), false, Duration.ofSeconds(10), System::nanoTime));

  @Test
  void whoHasNoLimitOrNothingThatWaitsIsNotCounted() {
    lines.admit(null, 5);
    lines.admit(new Submitter("batch", null), 5);
    lines.admit(new Submitter("shop", 0L), 0);
    assertThat(counted).isEmpty();
    assertThat(lines.room(new Submitter("shop", 7L))).isEmpty();
  }

  @Test
  void eachIsCountedForItself() {
    lines.admit(new Submitter("shop", 2L), 1);
    lines.admit(new Submitter("lab", 2L), 1);
    assertThatExceptionOfType(NotAdmittedException.class)
        .isThrownBy(() -> lines.admit(new Submitter("shop", 2L), 1))
        .withMessage(
            "2 jobs of shop wait; 1 more would exceed its limit of 2. Retry when jobs have started,"
                + " or cancel some.");
    assertThat(counted).containsExactly("shop", "lab");
  }

  @Test
  void whoDoesNotFitInMindIsCountedEachTimeAndLimitedAllTheSame() {
    for (int i = 0; i < SubmitterBacklogs.MOST; i++) {
      lines.admit(new Submitter("token:" + i, 10L), 1);
    }
    counted.clear();
    Submitter late = new Submitter("late", 2L);
    lines.admit(late, 1);
    lines.onEvent(new JobsSubmitted(List.of(waitingJobOf("late"))));
    assertThat(lines.room(late)).isEmpty();
    assertThatExceptionOfType(NotAdmittedException.class).isThrownBy(() -> lines.admit(late, 2));
    assertThat(counted).containsExactly("late", "late");
  }

  private static Job waitingJobOf(String submitter) {
    JobSpec spec =
        new JobSpec(
            "probe", ExecutionMode.SEQUENTIAL, "{}", 0, JobSpec.AT_ONCE, AttemptPolicy.ONCE, null);
    JobFactory factory = new JobFactory(InstantSource.system());
    return factory.jobs(List.of(spec), null, factory.now(), 0, submitter).getFirst();
  }
}
