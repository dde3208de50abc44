package io.jobwheel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import io.jobwheel.store.operation.OperationAction;
import io.jobwheel.store.operation.OperationSpec;
import io.jobwheel.store.operation.OperationStep;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.TimeRange;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OperationSpecTest {

  private static final Instant BEGINNING = Jobs.NOW;

  private static JobFilter filter(TimeRange created, TimeRange finished) {
    return new JobFilter(
        Set.of(JobState.FAILED),
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        created,
        finished);
  }

  private static OperationSpec spec(@Nullable Integer priority, @Nullable Integer rate) {
    return new OperationSpec(
        OperationAction.REDRIVE, filter(TimeRange.ALL, TimeRange.ALL), priority, rate);
  }

  @ParameterizedTest
  @ValueSource(ints = {-101, 101, Integer.MAX_VALUE})
  void aPriorityThatNoJobCanHaveIsRefused(int priority) {
    assertThatIllegalArgumentException().isThrownBy(() -> spec(priority, null));
    assertThatIllegalArgumentException().isThrownBy(() -> new RedriveChanges(null, priority));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void aRateIsOneOrMore(int rate) {
    assertThatIllegalArgumentException().isThrownBy(() -> spec(null, rate));
  }

  @Test
  void itsJobsWereSubmittedAndHadFinishedBeforeItsBeginning() {
    TimeRange early = new TimeRange(null, BEGINNING.minusSeconds(1));
    TimeRange late = new TimeRange(BEGINNING.minusSeconds(9), BEGINNING.plusSeconds(1));
    TimeRange cut = new TimeRange(BEGINNING.minusSeconds(9), BEGINNING);
    assertThat(
            new OperationSpec(OperationAction.DELETE, filter(early, late), null, null)
                .jobsBefore(BEGINNING))
        .isEqualTo(filter(early, cut));
    assertThat(
            new OperationSpec(OperationAction.CANCEL, filter(late, TimeRange.ALL), null, null)
                .jobsBefore(BEGINNING))
        .isEqualTo(filter(cut, TimeRange.ALL));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 1", "6, 2", "50, 10", "500, 100", "501, 100", "2147483647, 100"})
  void aStepHasTheJobsOfAFifthOfASecond(int rate, int jobs) {
    assertThat(OperationStep.jobsPerStep(rate)).isEqualTo(jobs);
    assertThat(OperationStep.jobsPerStep(null)).isEqualTo(OperationStep.MAX_JOBS);
  }
}
