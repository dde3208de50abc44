package io.jobwheel.dispatch.backlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.dispatch.event.JobEvent.JobsSubmitted;
import io.jobwheel.dispatch.request.NotAdmittedException;
import io.jobwheel.dispatch.request.Submitter;
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

/** Which submitters have their waiting jobs counted. */
class SubmitterBacklogsTest {

  private final List<String> counted = new ArrayList<>();
  private final SubmitterBacklogs backlogs =
      new SubmitterBacklogs(
          name -> {
            counted.add(name);
            return 1;
          },
          new SubmitterBacklog.CountOptions(
              Duration.ofHours(1), false, Duration.ofSeconds(10), System::nanoTime));

  @Test
  void submittersWithoutLimitOrWaitingJobsAreNotCounted() {
    backlogs.admit(null, 5);
    backlogs.admit(new Submitter("batch", null), 5);
    backlogs.admit(new Submitter("shop", 0L), 0);
    assertThat(counted).isEmpty();
    assertThat(backlogs.room(new Submitter("shop", 7L))).isEmpty();
  }

  @Test
  void eachSubmitterIsCountedSeparately() {
    backlogs.admit(new Submitter("shop", 2L), 1);
    backlogs.admit(new Submitter("lab", 2L), 1);
    assertThatExceptionOfType(NotAdmittedException.class)
        .isThrownBy(() -> backlogs.admit(new Submitter("shop", 2L), 1))
        .withMessage(
            "2 jobs of shop wait; 1 more would exceed its limit of 2. Retry when jobs have started,"
                + " or cancel some.");
    assertThat(counted).containsExactly("shop", "lab");
  }

  @Test
  void submittersBeyondTheMaximumAreCountedEachTimeAndLimited() {
    for (int i = 0; i < SubmitterBacklogs.MAX_TRACKED; i++) {
      backlogs.admit(new Submitter("token:" + i, 10L), 1);
    }
    counted.clear();
    Submitter late = new Submitter("late", 2L);
    backlogs.admit(late, 1);
    backlogs.onEvent(new JobsSubmitted(List.of(waitingJobOf("late"))));
    assertThat(backlogs.room(late)).isEmpty();
    assertThatExceptionOfType(NotAdmittedException.class).isThrownBy(() -> backlogs.admit(late, 2));
    assertThat(counted).containsExactly("late", "late");
  }

  private static Job waitingJobOf(String submitter) {
    JobSpec spec =
        new JobSpec(
            "probe", ExecutionMode.SEQUENTIAL, "{}", 0, JobSpec.AT_ONCE, AttemptPolicy.ONCE, null);
    JobFactory factory = new JobFactory(InstantSource.system());
    return factory
        .jobs(List.of(spec), null, factory.now(), _ -> false, _ -> 0, submitter)
        .getFirst();
  }
}
