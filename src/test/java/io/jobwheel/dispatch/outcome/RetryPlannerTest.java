package io.jobwheel.dispatch.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.dispatch.Jitter;
import io.jobwheel.dispatch.JitterTest;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobAttempts;
import io.jobwheel.job.JobError;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class RetryPlannerTest {

  private static final Instant NOW = Instant.parse("2026-11-25T05:00:00.123456Z");
  private static final JobError BROKE = new JobError("handler-failed", "it broke");
  private static final Outcome FAILED = new Outcome.Failed(BROKE);
  private static final Outcome CRASHED =
      new Outcome.Crashed(new JobError("process-lost", "exit 9"));
  private static final AttemptPolicy POLICY = AttemptPolicy.retrying(3, Duration.ofSeconds(4));

  private final RetryPlanner exact = new RetryPlanner(3, new Jitter(JitterTest.always(0)));

  @ParameterizedTest
  @CsvSource({"0, 4", "1, 8"})
  void aFailureIsTriedAgainAfterThePauseOfThePolicy(int before, int seconds) {
    assertThat(exact.after(job(POLICY, before, 0), FAILED, null, NOW))
        .isEqualTo(new Outcome.Retried(BROKE, NOW.plusSeconds(seconds), FailureReason.FAILURE));
  }

  @Test
  void theLastFailureIsFinal() {
    assertThat(exact.after(job(POLICY, 2, 0), FAILED, null, NOW)).isEqualTo(FAILED);
    assertThat(exact.after(job(AttemptPolicy.ONCE, 0, 0), FAILED, null, NOW)).isEqualTo(FAILED);
  }

  @Test
  void crashesEatNoAttempts() {
    assertThat(exact.after(job(POLICY, 1, 100), FAILED, null, NOW))
        .isInstanceOf(Outcome.Retried.class);
  }

  @Test
  void aFailureThatSaysSoIsFinal() {
    Outcome pointless = new Outcome.Failed(BROKE, Retry.NEVER);
    assertThat(exact.after(job(POLICY, 0, 0), pointless, null, NOW)).isEqualTo(pointless);
  }

  @ParameterizedTest
  @CsvSource({"PT1S, 4", "PT9S, 9", "P1D, 86400", "P2D, 86400", "PT-1S, 4"})
  void aRequestedPauseCountsUpToADay(Duration requested, int seconds) {
    Outcome busy = new Outcome.Failed(BROKE, new Retry.NotBefore(requested));
    assertThat(exact.after(job(POLICY, 0, 0), busy, null, NOW))
        .isEqualTo(new Outcome.Retried(BROKE, NOW.plusSeconds(seconds), FailureReason.FAILURE));
  }

  @ParameterizedTest
  @CsvSource({"0, PT0S, 5", "1, PT0S, 300", "2, PT0S, 300", "0, PT7S, 7", "1, P3D, 86400"})
  void aScheduleHasAPauseForEachFailure(int before, Duration atLeast, int seconds) {
    AttemptPolicy policy = AttemptPolicy.retrying(10, Duration.ofMinutes(1));
    Retry schedule =
        new Retry.OnSchedule(List.of(Duration.ofSeconds(5), Duration.ofMinutes(5)), atLeast);

    assertThat(exact.after(job(policy, before, 0), new Outcome.Failed(BROKE, schedule), null, NOW))
        .isEqualTo(new Outcome.Retried(BROKE, NOW.plusSeconds(seconds), FailureReason.FAILURE));
  }

  @Test
  void aScheduleEndsWithThePolicy() {
    Retry schedule = new Retry.OnSchedule(List.of(Duration.ofSeconds(5)), Duration.ZERO);
    Outcome failed = new Outcome.Failed(BROKE, schedule);
    assertThat(exact.after(job(POLICY, 2, 0), failed, null, NOW)).isEqualTo(failed);
  }

  @Test
  void aDeferredAttemptIsNoFailureHoweverManyThereWere() {
    Outcome deferred = new Outcome.Failed(BROKE, new Retry.Deferred(Duration.ofSeconds(7)));
    assertThat(exact.after(job(POLICY, 2, 0), deferred, null, NOW))
        .isEqualTo(new Outcome.Retried(BROKE, NOW.plusSeconds(7), FailureReason.DEFERRED));
  }

  @Test
  void aDeferredAttemptOfACancelledJobEndsIt() {
    Outcome deferred = new Outcome.Failed(BROKE, new Retry.Deferred(Duration.ofSeconds(7)));
    assertThat(exact.after(job(POLICY, 0, 0), deferred, CancelReason.REQUESTED, NOW))
        .isEqualTo(deferred);
  }

  @Test
  void aPauseIsUpToATenthLongerSoThatManyDoNotReturnAtOnce() {
    RetryPlanner late = new RetryPlanner(3, new Jitter(JitterTest.always(1)));
    assertThat(late.after(job(POLICY, 0, 0), FAILED, null, NOW))
        .isEqualTo(new Outcome.Retried(BROKE, NOW.plusMillis(4_400), FailureReason.FAILURE));
  }

  @ParameterizedTest
  @EnumSource(
      value = CancelReason.class,
      names = {"REQUESTED", "GROUP_FAILED", "SUPERSEDED", "DEADLINE"})
  void aCancelledJobIsNotRetried(CancelReason reason) {
    assertThat(exact.after(job(POLICY, 0, 0), FAILED, reason, NOW)).isEqualTo(FAILED);
  }

  @ParameterizedTest
  @EnumSource(
      value = CancelReason.class,
      mode = Mode.EXCLUDE,
      names = {"REQUESTED", "GROUP_FAILED", "SUPERSEDED", "DEADLINE"})
  void otherReasonsDoNotEndTheJob(CancelReason reason) {
    assertThat(exact.after(job(POLICY, 0, 0), FAILED, reason, NOW))
        .isInstanceOf(Outcome.Retried.class);
  }

  @ParameterizedTest
  @CsvSource({"4000, true", "4001, false"})
  void aFailureIsFinalIfItsRetryWouldNotStartBeforeTheDeadline(int millis, boolean isFinal) {
    Job job = Jobs.like(job(POLICY, 0, 0)).deadline(NOW.plusMillis(millis)).build();
    assertThat(exact.after(job, FAILED, null, NOW) == FAILED).isEqualTo(isFinal);
  }

  @Test
  void aCrashOrADeferralIsLeftToTheDeadline() {
    Job job = Jobs.like(job(POLICY, 0, 0)).deadline(NOW.plusMillis(10)).build();
    Outcome deferred = new Outcome.Failed(BROKE, new Retry.Deferred(Duration.ofSeconds(7)));
    assertThat(exact.after(job, CRASHED, null, NOW)).isInstanceOf(Outcome.Retried.class);
    assertThat(exact.after(job, deferred, null, NOW)).isInstanceOf(Outcome.Retried.class);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 2", "5, 32", "6, 60", "900, 60"})
  void aCrashIsTriedAgainAfterASecondThenTwiceAsLongUpToAMinute(int before, int seconds) {
    RetryPlanner patient = new RetryPlanner(1_000, new Jitter(JitterTest.always(0)));
    assertThat(patient.after(job(AttemptPolicy.ONCE, 0, before), CRASHED, null, NOW))
        .isEqualTo(
            new Outcome.Retried(
                new JobError("process-lost", "exit 9"),
                NOW.plusSeconds(seconds),
                FailureReason.CRASH));
  }

  @Test
  void theLastCrashNamesTheCountAndTheLastError() {
    assertThat(exact.after(job(POLICY, 0, 2), CRASHED, null, NOW))
        .isEqualTo(
            new Outcome.Crashed(
                new JobError(
                    "crashed", "The job crashed 3 times; last crash: process-lost: exit 9")));
  }

  @Test
  void whatDidNotEndBadlyStaysAsItIs() {
    for (Outcome outcome :
        new Outcome[] {
          new Outcome.Succeeded("1"), new Outcome.Cancelled(BROKE), new Outcome.Released()
        }) {
      assertThat(exact.after(job(POLICY, 0, 0), outcome, null, NOW)).isSameAs(outcome);
    }
  }

  private static Job job(AttemptPolicy policy, int failures, int crashes) {
    int begun = failures + crashes + 1;
    return Jobs.running()
        .type("probe")
        .mode(ExecutionMode.EVENT_LOOP)
        .policy(policy)
        .attempts(new JobAttempts(begun, begun, crashes, failures, 0))
        .acceptedAt(NOW)
        .build();
  }
}
