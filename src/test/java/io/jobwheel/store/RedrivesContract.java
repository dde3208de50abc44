package io.jobwheel.store;

import static io.jobwheel.job.AttemptOutcome.CANCELLED;
import static io.jobwheel.job.AttemptOutcome.CRASHED;
import static io.jobwheel.job.AttemptOutcome.FAILED;
import static io.jobwheel.job.AttemptOutcome.RELEASED;
import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.AttemptOutcome;
import io.jobwheel.job.AttemptRecord;
import io.jobwheel.job.AttemptRecord.AttemptNode;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobAttempts;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobSpec;
import io.jobwheel.job.JobState;
import io.jobwheel.job.JobStatus;
import io.jobwheel.job.JobTimes;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobOutcomes.EndedAttempt;
import io.jobwheel.store.JobOutcomes.Recorded;
import io.jobwheel.store.JobRedrives.Redrive;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.query.AttemptQueries;
import io.jobwheel.store.query.JobQueries.GroupTally;
import io.jobwheel.store.query.ReadMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The promises about redrives, on every database. */
abstract class RedrivesContract extends StoreContract {

  private static final JobError NO = new JobError("handler-failed", "no");
  private static final Instant END = NOW.plusSeconds(2);
  private static final Instant DUE = NOW.plusSeconds(60);
  private static final Instant AGAIN = NOW.plusSeconds(100);
  private static final Instant LATER = NOW.plusSeconds(200);
  private static final Outcome BROKEN = new Outcome.Failed(NO);
  private static final Outcome RETRIED = new Outcome.Retried(NO, DUE, FailureReason.FAILURE);

  /** How a job came to fail or to be cancelled, and how its attempts ended. */
  enum Ending {
    FAILED_AT_ONCE(FAILED),
    FAILED_AFTER_A_RETRY(FAILED, FAILED),
    WORKER_CRASHED(CRASHED),
    NODE_LOST(CRASHED),
    STOPPED(CANCELLED),
    CANCELLED_BEFORE_ITS_START,
    CANCELLED_WHILE_SCHEDULED,
    CANCELLED_WHILE_IT_WAITED(FAILED),
    CANCELLED_INSTEAD_OF_RETRIED(FAILED),
    CANCELLED_INSTEAD_OF_RELEASED(RELEASED);

    private final List<AttemptOutcome> attempts;

    Ending(AttemptOutcome... attempts) {
      this.attempts = List.of(attempts);
    }
  }

  private Job claimed() {
    store.submit(Jobs.queued());
    return store.claim(node, 1).getFirst();
  }

  private Job claimedAgain() {
    get(store.claims.promoteDue(DUE));
    return store.claim(node, 1, DUE).getFirst();
  }

  private Job failed() {
    Job job = claimed();
    store.end(job, node, BROKEN);
    return store.read(job);
  }

  private Job ended(Ending ending) {
    Job job =
        switch (ending) {
          case CANCELLED_BEFORE_ITS_START -> store.submit(Jobs.queued());
          case CANCELLED_WHILE_SCHEDULED -> store.submit(Jobs.scheduled(DUE));
          default -> claimed();
        };
    switch (ending) {
      case FAILED_AT_ONCE -> store.end(job, node, BROKEN);
      case FAILED_AFTER_A_RETRY -> {
        store.end(job, node, RETRIED);
        store.end(claimedAgain(), node, BROKEN, DUE.plusSeconds(1));
      }
      case WORKER_CRASHED ->
          store.end(job, node, new Outcome.Crashed(ErrorCode.CRASHED.error("died")));
      case NODE_LOST -> {
        get(store.leases.renew(node, Duration.ZERO));
        get(store.leases.rescueExpired(other, 1, END));
      }
      case STOPPED -> {
        get(store.cancels.cancel(job.id(), END));
        store.end(job, node, new Outcome.Cancelled(ErrorCode.CANCELLED.error("asked")));
      }
      case CANCELLED_BEFORE_ITS_START, CANCELLED_WHILE_SCHEDULED ->
          get(store.cancels.cancel(job.id(), END));
      case CANCELLED_WHILE_IT_WAITED -> {
        store.end(job, node, RETRIED);
        get(store.cancels.cancel(job.id(), END));
      }
      case CANCELLED_INSTEAD_OF_RETRIED -> {
        get(store.cancels.cancel(job.id(), END));
        store.end(job, node, RETRIED);
      }
      case CANCELLED_INSTEAD_OF_RELEASED -> {
        get(store.cancels.cancel(job.id(), END));
        store.end(job, node, new Outcome.Released());
      }
    }
    return store.read(job);
  }

  private Optional<Redrive> redrive(Job job) {
    return get(store.redrives.redrive(job.id(), RedriveChanges.NONE, AGAIN));
  }

  private List<AttemptRecord> attempts(Job job) {
    return store.attempts.ofJob(job.id(), ReadMeter.NONE).orElseThrow();
  }

  private static Job redriven(Job before, String payload, int priority) {
    JobSpec was = before.spec();
    return new Job(
        before.id(),
        before.groupId(),
        before.submitter(),
        new JobSpec(
            was.type(), was.mode(), payload, priority, AGAIN, was.policy(), was.traceparent()),
        new JobStatus(JobState.QUEUED),
        new JobAttempts(before.attempt(), before.fence(), 0, 0, before.attempt()),
        new JobTimes(before.createdAt(), null, null, null),
        null,
        null);
  }

  @ParameterizedTest
  @EnumSource(Ending.class)
  void aRedrivenJobIsQueuedAndKeepsItsHistory(Ending ending) {
    Job before = ended(ending);
    assertThat(before.state()).isIn(JobState.FAILED, JobState.CANCELLED);
    List<AttemptRecord> history = attempts(before);
    assertThat(history).extracting(AttemptRecord::outcome).isEqualTo(ending.attempts);

    Job after = redriven(before, before.payload(), before.priority());
    assertThat(redrive(before)).contains(new Redrive(true, after.brief()));

    assertThat(store.read(before)).isEqualTo(after);
    assertThat(attempts(before)).isEqualTo(history);
    Job next = store.claim(other, 1, LATER).getFirst();
    assertThat(next.id()).isEqualTo(before.id());
    assertThat(next.attempts())
        .isEqualTo(
            new JobAttempts(before.attempt() + 1, before.fence() + 1, 0, 0, before.attempt()));
    List<AttemptRecord> withNext = new ArrayList<>(history);
    withNext.add(
        new AttemptRecord(
            before.attempt() + 1,
            AttemptOutcome.RUNNING,
            new AttemptNode(other, "test"),
            LATER,
            null,
            null,
            false));
    assertThat(attempts(before)).isEqualTo(withNext);
  }

  @Test
  void theAttemptThatEndedAJobIsRecordedWithoutItsNode() {
    Job job = failed();
    redrive(job);
    assertThat(attempts(job))
        .containsExactly(new AttemptRecord(1, FAILED, null, NOW.plusSeconds(1), END, NO, true));
    assertThat(store.count("job_attempt")).isOne();
  }

  @Test
  void manyRedrivesKeepTheLatestAttempts() {
    Job job = store.submit(Jobs.queued());
    int rounds = AttemptQueries.MAX_KEPT + 3;
    for (int i = 1; i <= rounds; i++) {
      Job claim = store.claim(node, 1, AGAIN).getFirst();
      store.end(claim, node, BROKEN, AGAIN.plusSeconds(i));
      assertThat(redrive(job)).get().returns(true, Redrive::redriven);
    }
    assertThat(store.read(job).attempts()).isEqualTo(new JobAttempts(rounds, rounds, 0, 0, rounds));
    assertThat(attempts(job))
        .extracting(AttemptRecord::number)
        .isEqualTo(Stream.iterate(4, n -> n + 1).limit(AttemptQueries.MAX_KEPT).toList());
  }

  @Test
  void aLongMessageIsCutInTheHistory() {
    Job job = claimed();
    String message = "x".repeat(3 * AttemptQueries.MAX_MESSAGE);
    store.end(job, node, new Outcome.Failed(new JobError("handler-failed", message)));
    redrive(job);
    assertThat(attempts(job).getFirst().error().message())
        .hasSizeLessThanOrEqualTo(AttemptQueries.MAX_MESSAGE)
        .startsWith("x".repeat(AttemptQueries.MAX_MESSAGE - 1));
  }

  @Test
  void aRedriveCanChangeThePayloadAndThePriority() {
    Job job = failed();
    Job after = redriven(job, "{\"n\":\"\u00e4\"}", -100);
    assertThat(
            get(
                store.redrives.redrive(
                    job.id(), new RedriveChanges("{\"n\":\"\u00e4\"}", -100), AGAIN)))
        .contains(new Redrive(true, after.brief()));
    assertThat(store.read(job)).isEqualTo(after);
    Job second = failed();
    get(store.redrives.redrive(second.id(), new RedriveChanges(null, 100), AGAIN));
    assertThat(store.read(second)).isEqualTo(redriven(second, second.payload(), 100));
  }

  @Test
  void jobsThatHaveNotFailedAndWereNotCancelledStayAsTheyAre() {
    Job succeeded = claimed();
    store.end(succeeded, node, new Outcome.Succeeded("{\"n\":1}"));
    Job waitsForRetry = claimed();
    store.end(waitsForRetry, node, RETRIED);
    Job requested = claimed();
    get(store.cancels.cancel(requested.id(), END));
    Job running = claimed();
    Job queued = store.submit(Jobs.queued());
    Job scheduled = store.submit(Jobs.scheduled(DUE));
    for (Job job : List.of(succeeded, waitsForRetry, requested, running, queued, scheduled)) {
      Job before = store.read(job);
      List<AttemptRecord> history = attempts(job);
      assertThat(get(store.redrives.redrive(job.id(), new RedriveChanges("{\"n\":2}", 5), AGAIN)))
          .contains(new Redrive(false, before.brief()));
      assertThat(store.read(job)).isEqualTo(before);
      assertThat(attempts(job)).isEqualTo(history);
    }
  }

  @Test
  void aJobThatDoesNotExistIsNotRedriven() {
    assertThat(get(store.redrives.redrive(Jobs.newId(), RedriveChanges.NONE, AGAIN))).isEmpty();
    Job deleted = failed();
    get(store.deletions.delete(deleted.id(), AGAIN));
    assertThat(redrive(deleted)).isEmpty();
    assertThat(store.count("job")).isZero();
  }

  @Test
  void ofManyRedrivesInOneTransactionOneIsEffective() {
    Job job = failed();
    List<CompletableFuture<Optional<Redrive>>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(store.redrives.redrive(job.id(), RedriveChanges.NONE, AGAIN));
    }
    assertThat(all.stream().map(TestStore::get).map(Optional::orElseThrow))
        .extracting(Redrive::redriven)
        .containsOnlyOnce(true);
    assertThat(attempts(job)).hasSize(1);
  }

  static Stream<Outcome> everyOutcome() {
    return Stream.of(
        new Outcome.Succeeded("1"),
        BROKEN,
        new Outcome.Crashed(NO),
        RETRIED,
        new Outcome.Released(),
        new Outcome.Cancelled(NO));
  }

  @Test
  void aLateOutcomeOfTheOldAttemptIsRefused() {
    Job old = claimed();
    store.end(old, node, BROKEN);
    redrive(old);
    Job queued = store.read(old);
    assertRefused(old);
    assertThat(store.read(old)).isEqualTo(queued);

    Job running = store.claim(node, 1, LATER).getFirst(); // by the same node
    assertRefused(old);
    assertThat(store.read(old)).isEqualTo(running);
    store.end(running, node, BROKEN, LATER);
    Job ended = store.read(old);
    assertRefused(old);
    assertThat(store.read(old)).isEqualTo(ended);
    assertThat(attempts(old)).hasSize(2);
  }

  private void assertRefused(Job old) {
    everyOutcome()
        .map(outcome -> TestStore.ended(old, node, outcome, END))
        .flatMap(late -> Stream.of(late, late.asResubmission()))
        .forEach(late ->
            assertThat(get(store.outcomes.record(late)))
                .as("%s", late)
                .isEqualTo(new Recorded(null, null, List.of())));
  }

  @Test
  void aRetryThatWasRedrivenSinceIsNotRepeated() {
    Job old = claimed();
    EndedAttempt retry = TestStore.ended(old, node, RETRIED, END);
    get(store.outcomes.record(retry));
    get(store.cancels.cancel(old.id(), END));
    redrive(old);
    Job queued = store.read(old);
    get(store.outcomes.record(retry.asResubmission()));
    assertThat(store.read(old)).isEqualTo(queued);
    assertThat(attempts(old)).hasSize(1);
  }

  @Test
  void failuresAndCrashesBeforeTheRedriveAreForgottenOnlyOnce() {
    Job job = ended(Ending.FAILED_AFTER_A_RETRY);
    assertThat(job.failures()).isEqualTo(2);
    redrive(job);
    Job third = store.claim(node, 1, LATER).getFirst();
    store.end(third, node, new Outcome.Retried(NO, LATER, FailureReason.CRASH), LATER);
    get(store.claims.promoteDue(LATER));
    Job fourth = store.claim(node, 1, LATER).getFirst();
    store.end(fourth, node, BROKEN, LATER);
    assertThat(store.read(job).attempts()).isEqualTo(new JobAttempts(4, 4, 1, 1, 2));
    redrive(job);
    assertThat(store.read(job).attempts()).isEqualTo(new JobAttempts(4, 4, 0, 0, 4));
    assertThat(attempts(job))
        .extracting(AttemptRecord::outcome)
        .containsExactly(FAILED, FAILED, CRASHED, FAILED);
  }

  @Test
  void aRedrivenJobOfAnEndedFailFastGroupCancelsNoOther() {
    JobGroup group = Jobs.group(CompletionCondition.FAIL_FAST);
    List<Job> jobs = store.submit(group, 4);
    Job first = store.claim(node, 1).getFirst();
    Recorded recorded = store.end(first, node, BROKEN);
    assertThat(recorded.cancelledSiblings()).hasSize(3);
    JobGroup ended = store.read(group);
    assertThat(ended.outcome()).isEqualTo(JobState.FAILED);

    for (Job job : jobs) {
      assertThat(redrive(job)).get().returns(true, Redrive::redriven);
    }
    assertThat(store.read(group)).isEqualTo(ended);
    List<Job> again = store.claim(node, 2, LATER);
    Recorded failedAgain = store.end(again.getFirst(), node, BROKEN, LATER);
    assertThat(failedAgain).isEqualTo(new Recorded(JobState.FAILED, null, List.of()));
    assertThat(jobs.stream().map(store::read).map(Job::state))
        .containsOnlyOnce(JobState.FAILED)
        .containsOnlyOnce(JobState.RUNNING)
        .doesNotContain(JobState.CANCELLED);
    assertThat(store.read(again.getLast()).cancelRequestedAt()).isNull();
    assertThat(store.read(group)).isEqualTo(ended);

    // the rest succeeds: the group keeps its outcome
    store.end(again.getLast(), node, new Outcome.Succeeded(null), LATER);
    for (Job job : store.claim(node, 10, LATER)) {
      store.end(job, node, new Outcome.Succeeded(null), LATER);
    }
    assertThat(store.read(group)).isEqualTo(ended);
  }

  @Test
  void theTallyOfAGroupChangesWhenARedrivenJobEndsAgain() {
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
    store.submit(group, 2);
    Job job = store.claim(node, 1).getFirst();
    store.end(job, node, BROKEN);
    GroupTally before = store.queries.tally(group.id());
    assertThat(redrive(job)).isPresent();
    store.end(store.claim(node, 1, LATER).getFirst(), node, BROKEN, LATER);
    GroupTally after = store.queries.tally(group.id());
    assertThat(after.counts()).isEqualTo(before.counts());
    assertThat(after.hasEndsOf(before)).isFalse();
  }

  @Test
  void anOpenGroupWaitsForItsRedrivenJob() {
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
    store.submit(group, 2);
    List<Job> claimed = store.claim(node, 2);
    store.end(claimed.getFirst(), node, BROKEN);
    redrive(claimed.getFirst());
    store.end(claimed.getLast(), node, new Outcome.Succeeded(null));
    assertThat(store.read(group).outcome()).isNull();
    Job again = store.claim(node, 1, LATER).getFirst();
    Recorded last = store.end(again, node, new Outcome.Succeeded(null), LATER);
    assertThat(last.endedGroup()).isEqualTo(store.read(group));
    assertThat(store.read(group).outcome()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void aRedrivenJobCanBeCancelledAndRedrivenWithoutAnAttempt() {
    Job job = failed();
    redrive(job);
    get(store.cancels.cancel(job.id(), LATER));
    assertThat(attempts(job)).hasSize(1);
    redrive(job);
    assertThat(attempts(job)).hasSize(1);
    assertThat(store.claim(node, 1, LATER)).singleElement().returns(2, Job::attempt);
  }

  @Test
  void aJobThatIsCancelledAfterItsRedriveSaysSo() {
    Job job = failed();
    redrive(job);
    get(store.cancels.cancel(job.id(), LATER));
    assertThat(store.read(job).error())
        .isEqualTo(ErrorCode.CANCELLED.error("Cancelled while it waited for its next attempt."));
  }
}
