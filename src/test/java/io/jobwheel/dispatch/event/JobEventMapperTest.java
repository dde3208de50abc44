package io.jobwheel.dispatch.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.dispatch.event.JobEvent.AttemptCrashed;
import io.jobwheel.dispatch.event.JobEvent.AttemptReleased;
import io.jobwheel.dispatch.event.JobEvent.AttemptTimedOut;
import io.jobwheel.dispatch.event.JobEvent.CancellationRequested;
import io.jobwheel.dispatch.event.JobEvent.FinishReason;
import io.jobwheel.dispatch.event.JobEvent.GroupFinished;
import io.jobwheel.dispatch.event.JobEvent.JobFinished;
import io.jobwheel.dispatch.event.JobEvent.JobQueued;
import io.jobwheel.dispatch.event.JobEvent.JobRetried;
import io.jobwheel.dispatch.event.JobEvent.JobsClaimed;
import io.jobwheel.dispatch.event.JobEvent.JobsSubmitted;
import io.jobwheel.dispatch.recovery.NodeFaultsTest;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Retry;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.JobCancellations.Decision;
import io.jobwheel.store.JobClaims.Claimed;
import io.jobwheel.store.JobDeadlines.Expired;
import io.jobwheel.store.JobOutcomes.Recorded;
import io.jobwheel.store.NodeLeases.Rescue;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The mapping of answers of the store to events. */
class JobEventMapperTest {

  private static final Job JOB = NodeFaultsTest.runningJobOf("probe", 1);
  private static final Job OTHER = NodeFaultsTest.runningJobOf("probe", 1);
  private static final Job THIRD = NodeFaultsTest.runningJobOf("probe", 1);
  private static final JobGroup GROUP =
      JobGroup.accepted(
              JOB.id(), ExecutionMode.EVENT_LOOP, CompletionCondition.ALL_COMPLETED, Instant.EPOCH)
          .started(Instant.EPOCH);
  private static final Instant LATER = Instant.EPOCH.plusSeconds(60);
  private static final JobError ERROR = new JobError("broken", "as the test says");

  private static Recorded as(@Nullable JobState state) {
    return new Recorded(state, null, List.of());
  }

  private static Arguments row(Outcome outcome, JobState state, JobEvent... events) {
    return Arguments.of(outcome, state, List.of(events));
  }

  private static JobFinished finished(FinishReason reason) {
    return new JobFinished(JOB, reason);
  }

  static Stream<Arguments> outcomes() {
    Outcome failure = new Outcome.Failed(ERROR);
    Outcome timeout = new Outcome.Failed(ERROR, Retry.AS_PLANNED, FailureReason.TIMEOUT);
    Outcome callTimeout = new Outcome.Failed(ERROR, Retry.AS_PLANNED, FailureReason.CALL_TIMEOUT);
    Outcome retried = new Outcome.Retried(ERROR, LATER, FailureReason.FAILURE);
    Outcome retriedCrash = new Outcome.Retried(ERROR, LATER, FailureReason.CRASH);
    Outcome retriedTimeout = new Outcome.Retried(ERROR, LATER, FailureReason.TIMEOUT);
    Outcome released = new Outcome.Released();
    return Stream.of(
        row(new Outcome.Succeeded("7"), JobState.SUCCEEDED, finished(FinishReason.SUCCEEDED)),
        row(failure, JobState.FAILED, finished(FinishReason.FAILED)),
        row(
            timeout,
            JobState.FAILED,
            new AttemptTimedOut(JOB, FailureReason.TIMEOUT),
            finished(FinishReason.FAILED)),
        row(
            callTimeout,
            JobState.FAILED,
            new AttemptTimedOut(JOB, FailureReason.CALL_TIMEOUT),
            finished(FinishReason.FAILED)),
        row(
            new Outcome.Crashed(ERROR),
            JobState.FAILED,
            new AttemptCrashed(JOB),
            finished(FinishReason.CRASHED_TOO_OFTEN)),
        row(
            new Outcome.Cancelled(ERROR),
            JobState.CANCELLED,
            finished(FinishReason.CANCELLED_RUNNING)),
        row(
            new Outcome.Cancelled(ERROR, true),
            JobState.CANCELLED,
            finished(FinishReason.CANCELLED_BY_FORCE)),
        row(retried, JobState.SCHEDULED, new JobRetried(JOB, LATER, FailureReason.FAILURE)),
        row(
            retriedCrash,
            JobState.SCHEDULED,
            new AttemptCrashed(JOB),
            new JobRetried(JOB, LATER, FailureReason.CRASH)),
        row(
            retriedTimeout,
            JobState.SCHEDULED,
            new AttemptTimedOut(JOB, FailureReason.TIMEOUT),
            new JobRetried(JOB, LATER, FailureReason.TIMEOUT)),
        row(retried, JobState.CANCELLED, finished(FinishReason.CANCELLED_RUNNING)),
        row(
            retriedCrash,
            JobState.CANCELLED,
            new AttemptCrashed(JOB),
            finished(FinishReason.CANCELLED_RUNNING)),
        row(released, JobState.QUEUED, new AttemptReleased(JOB), new JobQueued(JOB)),
        row(
            released,
            JobState.CANCELLED,
            new AttemptReleased(JOB),
            finished(FinishReason.CANCELLED_RUNNING)));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void anOutcomeIsOneEventOfItsJobAtMostAfterOneOfItsAttempt(
      Outcome outcome, JobState state, List<JobEvent> events) {
    assertThat(JobEventMapper.ofOutcome(JOB, outcome, as(state))).isEqualTo(events);
    assertThat(JobEventMapper.ofOutcome(JOB, outcome, as(null)))
        .as("refused by the fence")
        .isEmpty();
  }

  @Test
  void aGroupThatEndsAndWhatAFailureCallsOffComeAfterTheJob() {
    Recorded recorded =
        new Recorded(
            JobState.FAILED,
            GROUP,
            List.of(
                new Cancellation(Decision.CANCELLED, OTHER, null),
                new Cancellation(Decision.REQUESTED, THIRD, null)));
    assertThat(JobEventMapper.ofOutcome(JOB, new Outcome.Failed(ERROR), recorded))
        .containsExactly(
            finished(FinishReason.FAILED),
            new GroupFinished(GROUP),
            new JobFinished(OTHER, FinishReason.CANCELLED_WAITING),
            new CancellationRequested(THIRD, CancelReason.GROUP_FAILED));
  }

  @Test
  void aRescueIsACrashOfEachAttempt() {
    Rescue rescue = new Rescue(List.of(JOB), List.of(OTHER), List.of(THIRD), List.of(), List.of());
    assertThat(JobEventMapper.ofRescue(rescue))
        .containsExactly(
            new AttemptCrashed(JOB),
            new JobQueued(JOB),
            new AttemptCrashed(OTHER),
            new JobFinished(OTHER, FinishReason.CANCELLED_RUNNING),
            new AttemptCrashed(THIRD),
            new JobFinished(THIRD, FinishReason.CRASHED_TOO_OFTEN));
  }

  @Test
  void aDeadlineEndsWaitingJobsTheirGroupsAndTheirSiblingsWithoutAnAttempt() {
    Expired expired =
        new Expired(
            List.of(JOB, OTHER),
            List.of(new Cancellation(Decision.CANCELLED, THIRD, null)),
            List.of(GROUP));
    assertThat(JobEventMapper.ofExpired(expired))
        .containsExactly(
            new JobFinished(JOB, FinishReason.DEADLINE_WAITING),
            new JobFinished(OTHER, FinishReason.DEADLINE_WAITING),
            new GroupFinished(GROUP),
            new JobFinished(THIRD, FinishReason.CANCELLED_WAITING));
  }

  @Test
  void aReleaseAtAShutdownIsTheReleaseOfEachAttempt() {
    Rescue released = new Rescue(List.of(JOB), List.of(OTHER), List.of(), List.of(), List.of());
    assertThat(JobEventMapper.ofRelease(released))
        .containsExactly(
            new AttemptReleased(JOB),
            new JobQueued(JOB),
            new AttemptReleased(OTHER),
            new JobFinished(OTHER, FinishReason.CANCELLED_RUNNING));
  }

  @Test
  void aRescueEndsGroupsAndCallsOffTheirOtherJobs() {
    Rescue rescue =
        new Rescue(
            List.of(),
            List.of(),
            List.of(),
            List.of(new Cancellation(Decision.REQUESTED, JOB, null)),
            List.of(GROUP));
    assertThat(JobEventMapper.ofRescue(rescue))
        .containsExactlyInAnyOrder(
            new CancellationRequested(JOB, CancelReason.GROUP_FAILED), new GroupFinished(GROUP));
  }

  @ParameterizedTest
  @EnumSource
  void aCancellationIsAnEventUnlessTheJobHadEnded(Decision decision) {
    List<JobEvent> events =
        JobEventMapper.ofCancellation(
            new Cancellation(decision, JOB, decision == Decision.CANCELLED ? GROUP : null),
            CancelReason.REQUESTED);
    assertThat(events)
        .isEqualTo(
            switch (decision) {
              case CANCELLED ->
                  List.of(finished(FinishReason.CANCELLED_WAITING), new GroupFinished(GROUP));
              case REQUESTED -> List.of(new CancellationRequested(JOB, CancelReason.REQUESTED));
              case ALREADY_FINAL -> List.of();
            });
  }

  @Test
  void submissionsClaimsAndGroupsAreOneEventEach() {
    assertThat(JobEventMapper.ofSubmission(List.of(JOB, OTHER)))
        .containsExactly(new JobsSubmitted(List.of(JOB, OTHER)));
    assertThat(
            JobEventMapper.ofClaim(
                ExecutionMode.EVENT_LOOP, List.of(new Claimed(JOB, Instant.EPOCH))))
        .containsExactly(new JobsClaimed(ExecutionMode.EVENT_LOOP, List.of(JOB)));
    assertThat(JobEventMapper.ofClaim(ExecutionMode.SEQUENTIAL, List.of()))
        .containsExactly(new JobsClaimed(ExecutionMode.SEQUENTIAL, List.of()));
    assertThat(JobEventMapper.ofGroup(GROUP)).containsExactly(new GroupFinished(GROUP));
  }

  @ParameterizedTest
  @EnumSource
  void eachWayToFinishIsAFinalState(FinishReason reason) {
    assertThat(reason.state().isFinal()).isTrue();
  }
}
