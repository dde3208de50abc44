package io.jobwheel.store;

import static io.jobwheel.job.JobState.CANCELLED;
import static io.jobwheel.job.JobState.FAILED;
import static io.jobwheel.job.JobState.QUEUED;
import static io.jobwheel.job.JobState.RUNNING;
import static io.jobwheel.job.JobState.SCHEDULED;
import static io.jobwheel.job.JobState.SUCCEEDED;
import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Progress;
import io.jobwheel.store.JobOutcomes.EndedAttempt;
import io.jobwheel.store.JobOutcomes.Recorded;
import io.jobwheel.store.JobRetention.Position;
import io.jobwheel.store.JobRetention.PruneStep;
import io.jobwheel.store.ProgressReports.ProgressReport;
import io.jobwheel.store.commit.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The promises about retries and progress, on every database. */
abstract class AttemptsContract extends StoreContract {

  private static final JobError NO = new JobError("handler-failed", "no");
  private static final Outcome DONE = new Outcome.Succeeded("1");
  private static final Instant ENDED = NOW.plusSeconds(2);
  private static final Instant LATER = NOW.plusSeconds(60);
  private static final Outcome RETRIED = new Outcome.Retried(NO, LATER, FailureReason.FAILURE);
  private static final Outcome CRASHED = new Outcome.Retried(NO, LATER, FailureReason.CRASH);

  private Job claimed() {
    store.submit(Jobs.queued());
    return store.claim(node, 1).getFirst();
  }

  @Nested
  class Retrying {

    @Test
    void aPolicyIsReadAsItWasSubmitted() {
      AttemptPolicy limited =
          new AttemptPolicy(7, Duration.ofMillis(250), Duration.ofNanos(90_061_001_001_000L));
      Job with = store.submit(Jobs.queued().policy(limited));
      Job without = store.submit(Jobs.queued().policy(AttemptPolicy.retrying(100, Duration.ZERO)));
      assertThat(store.read(with)).isEqualTo(with);
      assertThat(store.read(with).policy()).isEqualTo(limited);
      assertThat(store.read(without)).isEqualTo(without);
    }

    @Test
    void theShortestLimitIsKeptAsAMicrosecond() {
      Job job = store.submit(Jobs.queued().policy(AttemptPolicy.ONCE.within(Duration.ofNanos(1))));
      assertThat(store.read(job).policy().timeout()).isEqualTo(Duration.ofNanos(1_000));
    }

    @Test
    void aRetriedJobWaitsForItsTimeWithItsErrorAndItsCount() {
      Job job = claimed();
      assertThat(store.end(job, node, RETRIED)).isEqualTo(new Recorded(SCHEDULED, null, List.of()));
      Job waiting = store.read(job);
      assertThat(waiting.state()).isEqualTo(SCHEDULED);
      assertThat(waiting.runAt()).isEqualTo(LATER);
      assertThat(waiting.startedAt()).isNull();
      assertThat(waiting.finishedAt()).isNull();
      assertThat(waiting.error()).isEqualTo(NO);
      assertThat(waiting.attempt()).isOne();
      assertThat(waiting.failures()).isOne();
      assertThat(waiting.crashes()).isZero();
    }

    @Test
    void aRetriedJobIsClaimedOnceItIsDue() {
      Job job = claimed();
      store.end(job, node, RETRIED);
      assertThat(store.claims.nextDue(Instant.EPOCH)).contains(LATER);
      assertThat(get(store.claims.promoteDue(LATER.minusMillis(1)))).isZero();
      assertThat(store.claim(other, 1)).isEmpty();
      assertThat(get(store.claims.promoteDue(LATER))).isOne();
      Job again = store.claim(other, 1, LATER).getFirst();
      assertThat(again.id()).isEqualTo(job.id());
      assertThat(again.attempt()).isEqualTo(2);
      assertThat(again.fence()).isGreaterThan(job.fence());
      assertThat(again.error()).isEqualTo(NO);
      assertThat(store.end(again, other, DONE).state()).isEqualTo(SUCCEEDED);
      assertThat(store.read(job).error()).isNull();
      assertThat(store.read(job).failures()).isOne();
    }

    @Test
    void aRetriedCrashIsNoFailure() {
      Job job = claimed();
      store.end(job, node, CRASHED);
      assertThat(store.read(job).crashes()).isOne();
      assertThat(store.read(job).failures()).isZero();
    }

    @Test
    void theLastFailureAndTheLastCrashAreCountedAsWell() {
      Job failed = claimed();
      Job crashed = claimed();
      store.end(failed, node, new Outcome.Failed(NO));
      store.end(crashed, node, new Outcome.Crashed(new JobError("crashed", "gone")));
      assertThat(store.read(failed))
          .extracting(Job::state, Job::failures, Job::crashes, Job::error)
          .containsExactly(FAILED, 1, 0, NO);
      assertThat(store.read(crashed))
          .extracting(Job::state, Job::failures, Job::crashes, Job::error)
          .containsExactly(FAILED, 0, 1, new JobError("crashed", "gone"));
    }

    @ParameterizedTest
    @EnumSource(CompletionCondition.class)
    void aJobThatShouldBeCancelledIsNotTriedAgain(CompletionCondition returnWhen) {
      JobGroup group = Jobs.group(returnWhen);
      store.submit(group, 1);
      Job job = store.claim(node, 1).getFirst();
      get(store.cancels.cancel(job.id(), NOW));
      Recorded recorded = store.end(job, node, RETRIED);
      assertThat(recorded.state()).isEqualTo(CANCELLED);
      assertThat(recorded.endedGroup()).isEqualTo(store.read(group));
      Job ended = store.read(job);
      assertThat(ended.state()).isEqualTo(CANCELLED);
      assertThat(ended.finishedAt()).isEqualTo(ENDED);
      assertThat(ended.failures()).isOne();
      assertThat(ended.error())
          .isEqualTo(
              new JobError(
                  "cancelled",
                  "Cancelled instead of another attempt; the last one ended with handler-failed:"
                      + " no"));
      assertThat(store.claims.nextDue(Instant.EPOCH)).isEmpty();
    }

    @Test
    void aWaitingJobIsCancelledForGood() {
      Job job = claimed();
      store.end(job, node, RETRIED);
      Job cancelled = get(store.cancels.cancel(job.id(), NOW)).orElseThrow().job();
      assertThat(cancelled.state()).isEqualTo(CANCELLED);
      assertThat(cancelled.error())
          .isEqualTo(new JobError("cancelled", "Cancelled while it waited for its next attempt."));
      assertThat(get(store.claims.promoteDue(LATER))).isZero();
    }

    @Test
    void aCancellationInsteadOfTheNextAttemptKeepsTheErrorOfTheLast() {
      Job job = claimed();
      store.end(job, node, RETRIED);
      get(store.claims.promoteDue(LATER));
      store.claim(node, 1, LATER);
      assertThat(get(store.cancels.cancel(job.id(), LATER)).orElseThrow().job().error())
          .isEqualTo(NO);
    }

    @Test
    void onlyTheOwnerOfTheClaimMayHaveItTriedAgain() {
      Job job = claimed();
      assertThat(store.end(job, other, RETRIED).accepted()).isFalse();
      assertThat(store.read(job)).isEqualTo(job);
      store.end(job, node, new Outcome.Released());
      Job second = store.claim(node, 1).getFirst();
      assertThat(store.end(job, node, RETRIED).accepted()).isFalse();
      assertThat(store.read(job)).isEqualTo(second);
    }

    @Test
    void aRetryWhoseAnswerWasLostIsAcceptedAgainHoweverFarTheJobIs() {
      Job job = claimed();
      EndedAttempt again = TestStore.ended(job, node, RETRIED, ENDED).asResubmission();
      assertThat(get(store.outcomes.record(again)).state()).isEqualTo(SCHEDULED);
      assertThat(get(store.outcomes.record(again)).state()).isEqualTo(SCHEDULED);
      get(store.claims.promoteDue(LATER));
      assertThat(get(store.outcomes.record(again)).state()).isEqualTo(SCHEDULED);
      Job second = store.claim(other, 1, LATER).getFirst();
      assertThat(get(store.outcomes.record(again)).state()).isEqualTo(SCHEDULED);
      assertThat(store.read(job)).isEqualTo(second);
      store.end(second, other, DONE);
      assertThat(get(store.outcomes.record(again)).state()).isEqualTo(SCHEDULED);
      assertThat(store.read(job).state()).isEqualTo(SUCCEEDED);
      assertThat(store.read(job).failures()).isOne();
    }

    @Test
    void aCancelInsteadOfARetryWhoseAnswerWasLostIsAcceptedAgain() {
      Job job = claimed();
      get(store.cancels.cancel(job.id(), NOW));
      EndedAttempt again = TestStore.ended(job, node, RETRIED, ENDED).asResubmission();
      assertThat(get(store.outcomes.record(again)).state()).isEqualTo(CANCELLED);
      assertThat(get(store.outcomes.record(again)).state()).isEqualTo(CANCELLED);
      assertThat(store.read(job).failures()).isOne();
    }

    @Test
    void aResubmissionDoesNotAcceptAnotherRetry() {
      Job job = claimed();
      store.end(job, node, RETRIED);
      Outcome another = new Outcome.Retried(NO, LATER.plusMillis(1), FailureReason.FAILURE);
      for (Outcome late : List.of(another, DONE, new Outcome.Failed(NO))) {
        EndedAttempt again = TestStore.ended(job, node, late, ENDED).asResubmission();
        assertThat(get(store.outcomes.record(again)).accepted()).isFalse();
      }
      assertThat(store.read(job).runAt()).isEqualTo(LATER);
    }

    @Test
    void aRescueTakesNoRetryForWhichTheAnswerWasLost() {
      Job job = claimed();
      get(store.leases.renew(node, Duration.ZERO));
      get(store.leases.rescueExpired(other, 3, NOW));
      EndedAttempt late = TestStore.ended(job, node, RETRIED, ENDED).asResubmission();
      assertThat(get(store.outcomes.record(late)).accepted()).isFalse();
      assertThat(store.read(job).state()).isEqualTo(QUEUED);
    }

    @Test
    void lostNodesAndReleasesConsumeNoRetries() {
      Job job = claimed();
      store.end(job, node, RETRIED);
      get(store.claims.promoteDue(LATER));
      store.claim(node, 1, LATER);
      get(store.leases.renew(node, Duration.ZERO));
      Job rescued = get(store.leases.rescueExpired(other, 3, LATER)).requeued().getFirst();
      assertThat(rescued)
          .extracting(Job::failures, Job::crashes, Job::attempt, Job::error)
          .containsExactly(1, 1, 2, NO);
      Job third = store.claim(other, 1, LATER).getFirst();
      store.end(third, other, new Outcome.Released());
      assertThat(store.read(job))
          .extracting(Job::failures, Job::crashes, Job::attempt, Job::error)
          .containsExactly(1, 1, 3, NO);
    }

    @ParameterizedTest
    @EnumSource(CompletionCondition.class)
    void aRetriedJobEndsNoGroupAndCancelsNoSibling(CompletionCondition returnWhen) {
      JobGroup group = Jobs.group(returnWhen);
      store.submit(group, 2);
      List<Job> jobs = store.claim(node, 2);
      Recorded recorded = store.end(jobs.getFirst(), node, RETRIED);
      assertThat(recorded).isEqualTo(new Recorded(SCHEDULED, null, List.of()));
      assertThat(store.read(group).outcome()).isNull();
      assertThat(store.read(jobs.getLast())).isEqualTo(jobs.getLast());
    }

    @Test
    void aJobCancelsItsFailFastSiblingsWhenItFinallyFails() {
      store.submit(Jobs.group(CompletionCondition.FAIL_FAST), 2);
      List<Job> jobs = store.claim(node, 2);
      store.end(jobs.getFirst(), node, RETRIED);
      get(store.claims.promoteDue(LATER));
      Job again = store.claim(node, 1, LATER).getFirst();
      assertThat(store.end(again, node, new Outcome.Failed(NO)).cancelledSiblings())
          .extracting(cancellation -> cancellation.job().id())
          .containsExactly(jobs.getLast().id());
    }

    @Test
    void outcomesOfAllKindsShareABatch() {
      List<Outcome> kinds =
          List.of(
              DONE,
              new Outcome.Failed(NO),
              RETRIED,
              new Outcome.Crashed(NO),
              CRASHED,
              new Outcome.Cancelled(NO),
              new Outcome.Released());
      List<Job> jobs = new ArrayList<>();
      for (int i = 0; i < 20 * kinds.size(); i++) {
        jobs.add(claimed());
      }
      List<CompletableFuture<Recorded>> answers = new ArrayList<>();
      for (int i = 0; i < jobs.size(); i++) {
        Outcome outcome = kinds.get(i % kinds.size());
        answers.add(store.outcomes.record(TestStore.ended(jobs.get(i), node, outcome, ENDED)));
      }
      for (int i = 0; i < jobs.size(); i++) {
        Outcome outcome = kinds.get(i % kinds.size());
        JobState state = outcome.state();
        assertThat(get(answers.get(i)).state()).as("%s", outcome).isEqualTo(state);
        Job job = store.read(jobs.get(i));
        assertThat(job.state()).as("%s", outcome).isEqualTo(state);
        boolean crashed = outcome.equals(CRASHED) || outcome instanceof Outcome.Crashed;
        boolean failed = outcome.equals(RETRIED) || outcome instanceof Outcome.Failed;
        assertThat(job.crashes()).as("%s", outcome).isEqualTo(crashed ? 1 : 0);
        assertThat(job.failures()).as("%s", outcome).isEqualTo(failed ? 1 : 0);
      }
    }
  }

  @Nested
  class Progressing {

    private final Progress half = new Progress(NOW, 0.5, "half 'ü' 🛞");
    private final Progress third = new Progress(NOW.plusMillis(1), 1.0 / 3, null);

    private void record(Job job, int attempt, Progress progress) {
      get(store.progress.record(new ProgressReport(job.id(), attempt, progress)));
    }

    @Test
    void theNewestReportIsReadAsItWasMade() {
      Job job = claimed();
      assertThat(store.progress.progressOf(job.id(), 1)).isEmpty();
      record(job, 1, half);
      assertThat(store.progress.progressOf(job.id(), 1)).contains(half);
      record(job, 1, third); // what a body says last counts, be it less
      assertThat(store.progress.progressOf(job.id(), 1)).contains(third);
    }

    @Test
    void ofManyReportsAtATimeTheLastOfEachJobCounts() {
      List<Job> jobs = List.of(claimed(), claimed(), claimed());
      List<CompletableFuture<Void>> answers = new ArrayList<>();
      for (int i = 0; i <= 300; i++) {
        Progress progress = new Progress(NOW.plusMillis(i), i / 300.0, "step " + i);
        Job job = jobs.get(i % 3);
        answers.add(store.progress.record(new ProgressReport(job.id(), 1, progress)));
      }
      answers.forEach(TestStore::get);
      for (int i = 298; i <= 300; i++) {
        assertThat(store.progress.progressOf(jobs.get(i % 3).id(), 1))
            .contains(new Progress(NOW.plusMillis(i), i / 300.0, "step " + i));
      }
    }

    @Test
    void anAttemptThatIsOverDoesNotOverwriteTheNext() {
      Job job = claimed();
      record(job, 2, half);
      record(job, 1, third);
      assertThat(store.progress.progressOf(job.id(), 2)).contains(half);
      assertThat(store.progress.progressOf(job.id(), 1)).isEmpty();
      record(job, 3, third);
      assertThat(store.progress.progressOf(job.id(), 3)).contains(third);
    }

    @Test
    void anAttemptThatIsOverLosesAlsoWithinABatch() {
      Job job = claimed();
      CompletableFuture<Void> late = CompletableFuture.completedFuture(null);
      for (int i = 0; i < 50; i++) {
        var _ = store.progress.record(new ProgressReport(job.id(), 2, half));
        late = store.progress.record(new ProgressReport(job.id(), 1, third));
      }
      get(late);
      assertThat(store.progress.progressOf(job.id(), 2)).contains(half);
    }

    @Test
    void whatWasReportedIsThereWhenTheOutcomeIs() {
      Job job = claimed();
      CompletableFuture<Void> reported =
          store.progress.record(new ProgressReport(job.id(), 1, half));
      store.end(job, node, DONE);
      assertThat(reported).isDone();
      assertThat(store.progress.progressOf(job.id(), 1)).contains(half);
    }

    @Test
    void theReportOfAnUnknownJobIsRefusedAlone() {
      Job job = claimed();
      CompletableFuture<Void> unknown =
          store.progress.record(new ProgressReport(Jobs.newId(), 1, half));
      record(job, 1, half);
      assertThatExceptionOfType(StoreRefusedException.class).isThrownBy(() -> get(unknown));
      assertThat(store.progress.progressOf(job.id(), 1)).contains(half);
    }

    @Test
    void aReportGoesWithItsJob() {
      Job job = claimed();
      record(job, 1, half);
      Instant end = Instant.parse("2100-01-01T00:00:00Z");
      store.end(job, node, DONE, end);
      PruneStep step = get(store.retention.prune(Position.START, end.plusSeconds(1), end, 10));
      assertThat(step.pruned()).isOne();
      assertThat(store.progress.progressOf(job.id(), 1)).isEmpty();
      assertThat(store.queries.find(job.id())).isEmpty();
    }

    @Test
    void aJobThatRunsIsNotTouchedByItsReports() {
      Job job = claimed();
      record(job, 1, half);
      assertThat(store.read(job)).isEqualTo(job);
      assertThat(job.state()).isEqualTo(RUNNING);
    }
  }
}
