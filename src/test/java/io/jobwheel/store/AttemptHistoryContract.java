package io.jobwheel.store;

import static io.jobwheel.job.AttemptOutcome.CANCELLED;
import static io.jobwheel.job.AttemptOutcome.CRASHED;
import static io.jobwheel.job.AttemptOutcome.FAILED;
import static io.jobwheel.job.AttemptOutcome.RELEASED;
import static io.jobwheel.job.AttemptOutcome.RUNNING;
import static io.jobwheel.job.AttemptOutcome.SUCCEEDED;
import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jobwheel.job.AttemptOutcome;
import io.jobwheel.job.AttemptRecord;
import io.jobwheel.job.AttemptRecord.AttemptNode;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobOutcomes.EndedAttempt;
import io.jobwheel.store.JobOutcomes.Recorded;
import io.jobwheel.store.JobRetention.Position;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.query.AttemptQueries;
import io.jobwheel.store.query.ReadMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The promises about the history of attempts, on every database. */
abstract class AttemptHistoryContract extends StoreContract {

  private static final JobError NO = new JobError("handler-failed", "no");
  private static final JobError LOST =
      new JobError("node-lost", "The node was lost while it ran the attempt.");
  private static final Instant START = NOW.plusSeconds(1);
  private static final Instant END = NOW.plusSeconds(2);
  private static final Instant DUE = NOW.plusSeconds(60);
  private static final Outcome DONE = new Outcome.Succeeded("1");
  private static final Outcome RETRIED = new Outcome.Retried(NO, DUE, FailureReason.FAILURE);
  private static final Outcome TIMED_OUT = new Outcome.Retried(NO, DUE, FailureReason.TIMEOUT);
  private static final Outcome CRASH = new Outcome.Retried(NO, DUE, FailureReason.CRASH);

  private Job claimed() {
    store.submit(Jobs.queued());
    return store.claim(node, 1).getFirst();
  }

  private Job claimedAgain() {
    get(store.claims.promoteDue(DUE));
    return store.claim(node, 1, DUE).getFirst();
  }

  private List<AttemptRecord> attempts(Job job) {
    return store.attempts.ofJob(job.id(), ReadMeter.NONE).orElseThrow();
  }

  private List<AttemptOutcome> outcomes(Job job) {
    return attempts(job).stream().map(AttemptRecord::outcome).toList();
  }

  private AttemptNode test() {
    return new AttemptNode(node, "test");
  }

  @Test
  void aJobThatDoesNotExistHasNoHistory() {
    assertThat(store.attempts.ofJob(Jobs.newId(), ReadMeter.NONE)).isEmpty();
  }

  @Test
  void aJobWithoutAnAttemptHasAnEmptyOne() {
    Job job = store.submit(Jobs.queued());
    assertThat(attempts(job)).isEmpty();
    get(store.cancels.cancel(job.id(), END));
    assertThat(attempts(job)).isEmpty();
  }

  @Test
  void theRunningAttemptNamesItsNode() {
    assertThat(attempts(claimed()))
        .containsExactly(new AttemptRecord(1, RUNNING, test(), START, null, null, false));
  }

  @Test
  void theAttemptThatEndsItsJobIsThatOfTheJob() {
    Job done = claimed();
    store.end(done, node, DONE);
    assertThat(attempts(done))
        .containsExactly(new AttemptRecord(1, SUCCEEDED, null, START, END, null, false));
    Job failed = claimed();
    store.end(failed, node, new Outcome.Failed(NO));
    assertThat(attempts(failed))
        .containsExactly(new AttemptRecord(1, FAILED, null, START, END, NO, true));
    Job crashed = claimed();
    JobError tooOften = new JobError("crashed", "3 times");
    store.end(crashed, node, new Outcome.Crashed(tooOften));
    assertThat(attempts(crashed))
        .containsExactly(new AttemptRecord(1, CRASHED, null, START, END, tooOften, false));
    Job cancelled = claimed();
    get(store.cancels.cancel(cancelled.id(), END));
    JobError asked = new JobError("cancelled", "asked");
    store.end(cancelled, node, new Outcome.Cancelled(asked));
    assertThat(attempts(cancelled))
        .containsExactly(new AttemptRecord(1, CANCELLED, null, START, END, asked, false));
    assertThat(store.count("job_attempt")).isZero();
  }

  @Test
  void aRetriedAttemptIsRecorded() {
    Job job = claimed();
    store.end(job, node, RETRIED);
    AttemptRecord first = new AttemptRecord(1, FAILED, test(), START, END, NO, true);
    assertThat(attempts(job)).containsExactly(first);
    Job second = claimedAgain();
    assertThat(attempts(job))
        .containsExactly(first, new AttemptRecord(2, RUNNING, test(), DUE, null, null, false));
    store.end(second, node, DONE, DUE.plusSeconds(1));
    assertThat(attempts(job))
        .containsExactly(
            first, new AttemptRecord(2, SUCCEEDED, null, DUE, DUE.plusSeconds(1), null, false));
  }

  @Test
  void onlyFailuresAndTimeOutsCount() {
    Job job = claimed();
    store.end(job, node, CRASH);
    store.end(claimedAgain(), node, TIMED_OUT);
    store.end(claimedAgain(), node, new Outcome.Released());
    assertThat(attempts(job))
        .extracting(AttemptRecord::outcome, AttemptRecord::counted, AttemptRecord::error)
        .containsExactly(
            tuple(CRASHED, false, NO), tuple(FAILED, true, NO), tuple(RELEASED, false, null));
    assertThat(store.read(job).failures()).isOne();
  }

  @Test
  void aJobThatIsCancelledWhileItWaitsKeepsItsLastAttempt() {
    Job job = claimed();
    store.end(job, node, RETRIED);
    get(store.cancels.cancel(job.id(), DUE));
    assertThat(outcomes(job)).containsExactly(FAILED);
    Job released = claimed();
    store.end(released, node, new Outcome.Released());
    get(store.cancels.cancel(released.id(), DUE));
    assertThat(outcomes(released)).containsExactly(RELEASED);
  }

  @Test
  void anAttemptWhoseJobIsCancelledInsteadKeepsItsOutcome() {
    Job retried = claimed();
    Job released = claimed();
    for (Job job : List.of(retried, released)) {
      get(store.cancels.cancel(job.id(), END));
    }
    assertThat(store.end(retried, node, RETRIED).state()).isEqualTo(JobState.CANCELLED);
    assertThat(store.end(released, node, new Outcome.Released()).state())
        .isEqualTo(JobState.CANCELLED);
    assertThat(attempts(retried))
        .containsExactly(new AttemptRecord(1, FAILED, test(), START, END, NO, true));
    assertThat(attempts(released))
        .containsExactly(new AttemptRecord(1, RELEASED, test(), START, END, null, false));
  }

  @Test
  void anOutcomeThatIsRefusedLeavesNoTrace() {
    Job job = claimed();
    for (Outcome late : List.of(RETRIED, CRASH, new Outcome.Released())) {
      assertThat(store.end(job, other, late).accepted()).isFalse();
    }
    assertThat(outcomes(job)).containsExactly(RUNNING);
    store.end(job, node, new Outcome.Released());
    Job second = store.claim(node, 1).getFirst();
    assertThat(store.end(job, node, RETRIED).accepted()).isFalse();
    assertThat(attempts(second))
        .extracting(AttemptRecord::number, AttemptRecord::outcome)
        .containsExactly(tuple(1, RELEASED), tuple(2, RUNNING));
  }

  @Test
  void anOutcomeWhoseAnswerWasLostIsRecordedOnce() {
    Job job = claimed();
    EndedAttempt again = TestStore.ended(job, node, RETRIED, END).asResubmission();
    for (int i = 0; i < 3; i++) {
      assertThat(get(store.outcomes.record(again)).accepted()).isTrue();
    }
    Job second = claimedAgain();
    assertThat(get(store.outcomes.record(again)).accepted()).isTrue();
    assertThat(outcomes(second)).containsExactly(FAILED, RUNNING);
    Job cancelled = claimed();
    get(store.cancels.cancel(cancelled.id(), END));
    EndedAttempt instead = TestStore.ended(cancelled, node, RETRIED, END).asResubmission();
    for (int i = 0; i < 2; i++) {
      assertThat(get(store.outcomes.record(instead)).state()).isEqualTo(JobState.CANCELLED);
    }
    assertThat(outcomes(cancelled)).containsExactly(FAILED);
  }

  @Test
  void aStoppingNodeReleasesItsAttempts() {
    Job job = claimed();
    Job cancelled = claimed();
    get(store.cancels.cancel(cancelled.id(), END));
    Job grouped = inGroup();
    get(store.leases.release(node, END));
    for (Job released : List.of(job, cancelled, grouped)) {
      assertThat(attempts(released))
          .containsExactly(new AttemptRecord(1, RELEASED, test(), START, END, null, false));
    }
    assertThat(store.read(job).state()).isEqualTo(JobState.QUEUED);
    assertThat(store.read(cancelled).state()).isEqualTo(JobState.CANCELLED);
  }

  private Job inGroup() {
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
    store.submit(group, 1);
    return store.claim(node, 1).getFirst();
  }

  @Test
  void aRescuedAttemptIsThatOfALostNode() {
    Job job = claimed();
    Job cancelled = claimed();
    get(store.cancels.cancel(cancelled.id(), END));
    Job grouped = inGroup();
    get(store.leases.renew(node, Duration.ZERO));
    get(store.leases.rescueExpired(other, 3, END));
    for (Job rescued : List.of(job, cancelled, grouped)) {
      assertThat(attempts(rescued))
          .containsExactly(new AttemptRecord(1, CRASHED, test(), START, END, LOST, false));
    }
    assertThat(store.read(job).state()).isEqualTo(JobState.QUEUED);
    assertThat(store.read(cancelled).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void aJobThatCrashedTooOftenShowsItsLastAttemptOnce() {
    Job job = claimed();
    get(store.leases.renew(node, Duration.ZERO));
    get(store.leases.rescueExpired(other, 1, END));
    assertThat(attempts(job))
        .containsExactly(
            new AttemptRecord(1, CRASHED, null, START, END, store.read(job).error(), false));
    assertThat(store.count("job_attempt")).isZero();
  }

  @Test
  void aNodeThatIsUnknownHasNoName() {
    UUID unknown = Jobs.newId();
    Job job = store.submitRunning(Jobs.running().startedAt(START), unknown);
    assertThat(attempts(job).getFirst().node()).isEqualTo(new AttemptNode(unknown, null));
    get(store.leases.rescueExpired(other, 3, END));
    assertThat(attempts(job))
        .containsExactly(
            new AttemptRecord(1, CRASHED, new AttemptNode(unknown, null), START, END, LOST, false));
  }

  @ParameterizedTest
  @EnumSource(
      value = AttemptOutcome.class,
      names = {"FAILED", "CRASHED", "RELEASED"})
  void ofALateOutcomeAndARescueExactlyOneIsRecorded(AttemptOutcome late) {
    Outcome outcome =
        switch (late) {
          case CRASHED -> CRASH;
          case RELEASED -> new Outcome.Released();
          default -> RETRIED;
        };
    store.lease(node);
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      store.submit(Jobs.queued());
    }
    jobs.addAll(store.claim(node, 60));
    get(store.leases.renew(node, Duration.ZERO));
    List<CompletableFuture<Recorded>> answers = new ArrayList<>();
    CompletableFuture<?> rescue = CompletableFuture.completedFuture(null);
    for (int i = 0; i < jobs.size(); i++) {
      if (i == jobs.size() / 2) {
        rescue = store.leases.rescueExpired(other, 3, END.plusSeconds(1));
      }
      answers.add(store.outcomes.record(TestStore.ended(jobs.get(i), node, outcome, END)));
    }
    get(rescue);
    answers.forEach(TestStore::get);
    // a job that was locked is left to the next rescue
    get(store.leases.rescueExpired(other, 3, END.plusSeconds(1)));
    for (int i = 0; i < jobs.size(); i++) {
      boolean accepted = get(answers.get(i)).accepted();
      assertThat(attempts(jobs.get(i)))
          .extracting(AttemptRecord::number, AttemptRecord::outcome, AttemptRecord::endedAt)
          .containsExactly(accepted ? tuple(1, late, END) : tuple(1, CRASHED, END.plusSeconds(1)));
    }
  }

  @Test
  void theNewestHundredAreKept() {
    Job job = claimed();
    store.execute("UPDATE job SET attempt = 99, fence = 99 WHERE id = '%s'".formatted(job.id()));
    job = store.read(job);
    for (int i = 0; i < 103; i++) {
      store.end(job, node, i % 2 == 0 ? RETRIED : new Outcome.Released());
      job = claimedAgain();
    }
    assertThat(attempts(job))
        .extracting(AttemptRecord::number)
        .containsExactlyElementsOf(IntStream.rangeClosed(102, 202).boxed().toList());
    assertThat(store.count("job_attempt")).isEqualTo(AttemptQueries.MAX_KEPT);
  }

  @Test
  void aLongMessageIsCut() {
    Job job = claimed();
    JobError error = new JobError("handler-failed", "🛞".repeat(4_000));
    store.end(job, node, new Outcome.Retried(error, DUE, FailureReason.FAILURE));
    JobError recorded = attempts(job).getFirst().error();
    assertThat(recorded.message()).endsWith("🛞…").hasSize(AttemptQueries.MAX_MESSAGE - 1);
    assertThat(store.read(job).error()).isEqualTo(error);
  }

  @Test
  void theMeterCountsEachAttemptBeforeItIsRead() {
    Job job = claimed();
    store.end(job, node, RETRIED);
    claimedAgain();
    List<Long> sizes = new ArrayList<>();
    assertThat(store.attempts.ofJob(job.id(), sizes::add).orElseThrow()).hasSize(2);
    assertThat(sizes).hasSize(2).allMatch(size -> size > 2);
  }

  @Test
  void attemptsAreDeletedWithTheirJob() {
    Job job = claimed();
    store.end(job, node, RETRIED);
    Instant end = Instant.parse("2100-01-01T00:00:00Z");
    store.end(claimedAgain(), node, DONE, end);
    assertThat(store.count("job_attempt")).isOne();
    assertThat(get(store.retention.prune(Position.START, end.plusSeconds(1), end, 10)).pruned())
        .isOne();
    assertThat(store.count("job_attempt")).isZero();
    assertThat(store.attempts.ofJob(job.id(), ReadMeter.NONE)).isEmpty();
  }
}
