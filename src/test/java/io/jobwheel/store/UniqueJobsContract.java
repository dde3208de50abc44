package io.jobwheel.store;

import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.job.Uniqueness.OnConflict.REJECT;
import static io.jobwheel.job.Uniqueness.OnConflict.REPLACE;
import static io.jobwheel.job.Uniqueness.OnConflict.RETURN;
import static io.jobwheel.job.Uniqueness.Until.END;
import static io.jobwheel.job.Uniqueness.Until.START;
import static io.jobwheel.store.Duplicate.DuplicateOutcome.REJECTED;
import static io.jobwheel.store.Duplicate.DuplicateOutcome.REPLACED;
import static io.jobwheel.store.Duplicate.DuplicateOutcome.RETURNED;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Uniqueness;
import io.jobwheel.job.Uniqueness.OnConflict;
import io.jobwheel.job.Uniqueness.Until;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import io.jobwheel.store.JobRedrives.Redrive;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import io.jobwheel.store.JobRetention.Position;
import io.jobwheel.store.commit.BulkOperations;
import io.jobwheel.store.operation.Operation;
import io.jobwheel.store.operation.OperationAction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The promises about unique jobs, on every database. */
abstract class UniqueJobsContract extends StoreContract {

  private static final JobError NO = new JobError("handler-failed", "no");
  private static final Instant LATER = NOW.plusSeconds(100);
  private static final Outcome DONE = new Outcome.Succeeded("1");
  private static final Outcome FAILED = new Outcome.Failed(NO);
  private static final Outcome RETRIED = new Outcome.Retried(NO, LATER, FailureReason.FAILURE);

  final UUID key = UUID.randomUUID();

  static Uniqueness unique(UUID key, Until until, OnConflict onConflict) {
    return new Uniqueness(key, null, until, Duration.ZERO, onConflict);
  }

  Jobs queued(Until until, OnConflict onConflict) {
    return Jobs.queued().unique(unique(key, until, onConflict));
  }

  SubmissionResult submit(Job... jobs) {
    return get(store.submissions.submit(new Submission(null, List.of(jobs), node)));
  }

  private SubmissionResult submit(IdempotencyKey request, boolean lenient, Job... jobs) {
    return get(
        store.submissions.submit(new Submission(null, List.of(jobs), node, request, lenient)));
  }

  /** Submits a job and expects that it is stored. */
  Job stored(Jobs jobs) {
    Job job = jobs.build();
    assertThat(submit(job)).isEqualTo(SubmissionResult.STORED);
    return job;
  }

  /** Submits a job and expects that it is not stored, but a duplicate of the holder. */
  private Duplicate expectDuplicate(Jobs jobs, DuplicateOutcome decision, Job holder) {
    Job job = jobs.build();
    SubmissionResult result = submit(job);
    Duplicate duplicate = result.duplicates().get(job.id());
    assertThat(duplicate).isNotNull().returns(decision, Duplicate::decision);
    assertThat(duplicate.holder()).isEqualTo(store.read(holder).brief());
    assertThat(result.refused()).isEqualTo(decision == REJECTED);
    assertThat(store.queries.find(job.id())).isEmpty();
    return duplicate;
  }

  private void expectHeldBy(Job holder) {
    expectDuplicate(queued(END, RETURN).createdAt(LATER), RETURNED, holder);
  }

  private void expectFree() {
    stored(queued(END, RETURN).createdAt(LATER));
  }

  private Job claimed() {
    return store.claim(node, 1).getFirst();
  }

  private Redrive redrive(Job job) {
    return get(store.redrives.redrive(job.id(), RedriveChanges.NONE, LATER)).orElseThrow();
  }

  private Job failed(Jobs jobs) {
    Job job = stored(jobs);
    store.end(claimed(), node, FAILED);
    return store.read(job);
  }

  @ParameterizedTest
  @EnumSource(Until.class)
  void aDuplicateIsNotStoredAndHasTheHolderAsItsResult(Until until) {
    Job holder = stored(queued(until, RETURN));
    expectDuplicate(queued(until, RETURN), RETURNED, holder);
    stored(Jobs.queued().unique(unique(UUID.randomUUID(), until, RETURN)));
    stored(Jobs.queued());
  }

  @Test
  void anExpectedConflictRefusesTheSubmissionAsAWhole() {
    Job holder = stored(queued(END, RETURN));
    expectDuplicate(queued(END, REJECT), REJECTED, holder);
    Job other = Jobs.queued().build();
    UUID otherKey = UUID.randomUUID();
    Job otherUnique = Jobs.queued().unique(unique(otherKey, END, RETURN)).build();
    SubmissionResult refused = submit(other, otherUnique, queued(END, REJECT).build());
    assertThat(refused.refusal()).contains(new Duplicate(REJECTED, holder.brief()));
    assertThat(refused.stored(List.of(other, otherUnique))).isEmpty();
    assertThat(store.queries.find(other.id())).isEmpty();
    assertThat(store.queries.find(otherUnique.id())).isEmpty();
    // it took no key
    assertThat(store.count("unique_key")).isOne();
    stored(Jobs.queued().unique(unique(otherKey, END, REJECT)));
  }

  @Test
  void aLenientSubmissionStoresItsOtherJobs() {
    Job holder = stored(queued(END, RETURN));
    Job other = Jobs.queued().build();
    Job rejected = queued(END, REJECT).build();
    Job returned = queued(END, RETURN).build();
    SubmissionResult result =
        get(
            store.submissions.submit(
                new Submission(null, List.of(rejected, other, returned), node, null, true)));
    assertThat(result)
        .isEqualTo(
            new SubmissionResult(
                null,
                Map.of(
                    rejected.id(), new Duplicate(REJECTED, holder.brief()),
                    returned.id(), new Duplicate(RETURNED, holder.brief())),
                false));
    assertThat(result.stored(List.of(rejected, other, returned))).containsExactly(other);
    assertThat(store.read(other)).isEqualTo(other);
  }

  @Test
  void ofJobsOfOneSubmissionTheFirstTakesTheKey() {
    Job first = queued(END, RETURN).build();
    Job second = queued(END, RETURN).build();
    Job third = queued(END, REPLACE).payload("[3]").priority(9).build();
    SubmissionResult result = submit(first, second, third);
    assertThat(result.duplicates()).containsOnlyKeys(second.id(), third.id());
    assertThat(result.duplicates().get(second.id()))
        .isEqualTo(new Duplicate(RETURNED, first.brief()));
    assertThat(store.read(first)).isEqualTo(first.replacedBy(third)).returns("[3]", Job::payload);
  }

  @Test
  void ofConcurrentSubmissionsOneIsStoredAndTheOthersNameItsJob() {
    List<CompletableFuture<SubmissionResult>> answers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      answers.add(
          store.submissions.submit(
              new Submission(null, List.of(queued(END, RETURN).build()), node)));
    }
    assertThat(answers.stream().filter(answer -> get(answer).equals(SubmissionResult.STORED)))
        .hasSize(1);
    Set<UUID> named = new HashSet<>();
    answers.forEach(
        answer -> get(answer).duplicates().values().forEach(each -> named.add(each.holder().id())));
    assertThat(named).hasSize(1).allMatch(id -> store.queries.find(id).isPresent());
    assertThat(store.count("job")).isOne();
  }

  @Test
  void aReplacementChangesAQueuedHolderAndPutsItInItsNewState() {
    Job holder = stored(queued(END, RETURN).payload("[1]"));
    Jobs later = Jobs.scheduled(LATER).unique(unique(key, END, REPLACE));
    expectDuplicate(later.payload("[2]").priority(-3), REPLACED, holder);
    assertThat(store.read(holder))
        .returns(JobState.SCHEDULED, Job::state)
        .returns("[2]", Job::payload)
        .returns(-3, Job::priority)
        .returns(LATER, Job::runAt);
    assertThat(store.claim(node, 1)).isEmpty();

    expectDuplicate(queued(START, REPLACE).payload("[3]"), REPLACED, holder);
    Job claimed = claimed();
    assertThat(claimed)
        .returns(holder.id(), Job::id)
        .returns("[3]", Job::payload)
        .returns(0, Job::priority)
        // of the holder, not of the other request
        .returns(holder.unique(), Job::unique);
  }

  @Test
  void aReplacementChangesAHolderThatWaitsForItsNextAttempt() {
    Job holder = stored(queued(END, RETURN));
    store.end(claimed(), node, RETRIED);
    expectDuplicate(queued(END, REPLACE).payload("[2]"), REPLACED, holder);
    assertThat(claimed()).returns("[2]", Job::payload).returns(2, Job::attempt);
  }

  @Test
  void aReplacementOfARunningHolderChangesNothing() {
    Job holder = stored(queued(END, RETURN));
    claimed();
    Job before = store.read(holder);
    expectDuplicate(queued(END, REPLACE).payload("[2]").priority(9), RETURNED, holder);
    assertThat(store.read(holder)).isEqualTo(before);
  }

  @Test
  void aReplacementOfAHolderOfAnotherTypeIsRefused() {
    Job holder = stored(queued(END, RETURN));
    expectDuplicate(queued(END, REPLACE).type("other").payload("[2]"), REJECTED, holder);
    assertThat(store.read(holder)).isEqualTo(holder);
  }

  @Test
  void aKeyUntilTheStartIsFreeWhenTheHolderStartsAndARetryDoesNotTakeItBack() {
    Job first = stored(queued(START, RETURN));
    Job running = claimed();
    Job second = stored(queued(START, RETURN));
    expectDuplicate(queued(START, RETURN), RETURNED, second);
    store.end(running, node, RETRIED);
    assertThat(store.read(first).state()).isEqualTo(JobState.SCHEDULED);
    expectDuplicate(queued(START, RETURN), RETURNED, second);
    // the second has started: no job holds the key, although the first waits
    assertThat(claimed().id()).isEqualTo(second.id());
    Job third = stored(queued(START, REJECT));
    get(store.claims.promoteDue(LATER));
    assertThat(store.claim(node, 9, LATER))
        .extracting(Job::id)
        .containsExactlyInAnyOrder(first.id(), third.id());
  }

  @Test
  void aJobThatStartsAtOnceHoldsNoKeyUntilTheStart() {
    stored(Jobs.running().unique(unique(key, START, RETURN)));
    Job second = stored(queued(START, RETURN));
    expectDuplicate(queued(START, RETURN), RETURNED, second);
    Job third = Jobs.running().unique(unique(UUID.randomUUID(), START, RETURN)).build();
    Job fourth = Jobs.like(third).id(Jobs.newId()).build();
    assertThat(submit(third, fourth)).isEqualTo(SubmissionResult.STORED);
  }

  @Test
  void aKeyUntilTheStartIsFreeAfterACrashAndARelease() {
    stored(queued(START, RETURN));
    store.end(claimed(), node, new Outcome.Released());
    Job second = stored(queued(START, RETURN));
    expectDuplicate(queued(START, RETURN), RETURNED, second);
  }

  /** How a job comes to its end. */
  enum Ending {
    SUCCEEDED,
    FAILED,
    CRASHED,
    CANCELLED_BEFORE_ITS_START,
    CANCELLED_WHILE_IT_RAN,
    CANCELLED_INSTEAD_OF_RETRIED,
    CANCELLED_IN_BULK,
    NODE_LOST
  }

  @ParameterizedTest
  @EnumSource(Ending.class)
  void aKeyIsHeldUntilTheJobHasEndedInAnyWay(Ending ending) {
    Job holder = stored(queued(END, RETURN));
    switch (ending) {
      case CANCELLED_BEFORE_ITS_START -> get(store.cancels.cancel(holder.id(), NOW));
      case CANCELLED_IN_BULK ->
          BulkOperations.run(
              store, BulkOperations.of(OperationAction.CANCEL, Set.of(JobState.QUEUED)));
      default -> {
        Job running = claimed();
        expectHeldBy(holder);
        end(ending, running);
      }
    }
    assertThat(store.read(holder).state().isFinal()).isTrue();
    expectFree();
  }

  private void end(Ending ending, Job running) {
    switch (ending) {
      case SUCCEEDED -> store.end(running, node, DONE);
      case FAILED -> store.end(running, node, FAILED);
      case CRASHED -> store.end(running, node, new Outcome.Crashed(NO));
      case CANCELLED_WHILE_IT_RAN ->
          store.end(running, node, new Outcome.Cancelled(ErrorCode.CANCELLED.error("asked")));
      case CANCELLED_INSTEAD_OF_RETRIED -> {
        get(store.cancels.cancel(running.id(), NOW));
        store.end(running, node, RETRIED);
      }
      case NODE_LOST -> {
        get(store.leases.renew(node, Duration.ZERO));
        get(store.leases.rescueExpired(other, 1, NOW));
      }
      case CANCELLED_BEFORE_ITS_START, CANCELLED_IN_BULK -> throw new IllegalArgumentException();
    }
  }

  @Test
  void aKeyIsHeldWhileTheJobIsRetriedOrRescued() {
    Job holder = stored(queued(END, RETURN));
    store.end(claimed(), node, RETRIED);
    expectHeldBy(holder);
    get(store.claims.promoteDue(LATER));
    store.claim(node, 1, LATER);
    get(store.leases.renew(node, Duration.ZERO));
    get(store.leases.rescueExpired(other, 9, LATER));
    assertThat(store.read(holder).state()).isEqualTo(JobState.QUEUED);
    expectHeldBy(holder);
  }

  @Test
  void aKeyIsKeptAfterTheEnd() {
    Uniqueness kept = new Uniqueness(key, null, END, Duration.ofMinutes(1), RETURN);
    Job holder = stored(Jobs.queued().unique(kept));
    Instant end = NOW.plusSeconds(2);
    store.end(claimed(), node, DONE, end);
    Instant last = end.plusSeconds(60).minusNanos(1_000);
    expectDuplicate(queued(END, RETURN).createdAt(last), RETURNED, holder);
    expectDuplicate(queued(END, REPLACE).createdAt(last), RETURNED, holder);
    stored(queued(END, RETURN).createdAt(end.plusSeconds(60)));
  }

  @Test
  void aDeletedJobDoesNotKeepItsKey() {
    Uniqueness kept = new Uniqueness(key, null, END, Duration.ofDays(100), RETURN);
    Job holder = stored(Jobs.queued().unique(kept));
    store.end(claimed(), node, DONE);
    get(store.deletions.delete(holder.id(), LATER));
    assertThat(store.count("unique_key")).isZero();
    Job next = stored(Jobs.queued().unique(kept));
    store.end(claimed(), node, DONE);
    expectHeldBy(next);
    Instant future = Instant.parse("2100-01-01T00:00:00Z");
    for (Position at = Position.START; at != null; ) {
      at = get(store.retention.prune(at, future, future, 10)).next();
    }
    assertThat(store.count("unique_key")).isZero();
    expectFree();
  }

  @Test
  void theDeletionOfAnEarlierHolderLeavesTheKeyToTheLatest() {
    Job first = failed(queued(END, RETURN));
    Job second = stored(queued(END, RETURN));
    get(store.deletions.delete(first.id(), LATER));
    expectHeldBy(second);
  }

  @Test
  void jobsThatAreNotUniqueLeaveNoKeys() {
    store.submit(Jobs.queued());
    get(
        store.submissions.submit(
            new Submission(
                null,
                List.of(Jobs.queued().build()),
                node,
                IdempotencyKeysContract.key(UUID.randomUUID(), key, NOW))));
    store.end(claimed(), node, DONE);
    assertThat(store.count("unique_key")).isZero();
  }

  @Test
  void aJobOfAGroupCannotBeUnique() {
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
    Job member = queued(END, RETURN).in(group).build();
    Submission submission = new Submission(group, List.of(member), node);
    assertThatThrownBy(() -> store.submissions.submit(submission))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("group");
  }

  @Test
  void theUniquenessIsReadAsItWasWritten() {
    Uniqueness written =
        new Uniqueness(
            key,
            " a key of\u00a0several w\u00f6rds \ud83d\ude80 ",
            END,
            Duration.ofHours(3),
            REPLACE);
    Job job = stored(Jobs.queued().unique(written));
    assertThat(store.read(job)).isEqualTo(job);
  }

  private IdempotencyKey request(@Nullable UUID name) {
    UUID id = name == null ? UUID.randomUUID() : name;
    return IdempotencyKeysContract.key(id, key, NOW);
  }

  @Test
  void aRepeatedRequestHasTheFirstAnswer() {
    Job holder = stored(queued(END, RETURN));
    IdempotencyKey request = request(null);
    Job duplicate = queued(END, RETURN).build();
    assertThat(submit(request, false, duplicate).duplicates())
        .containsEntry(duplicate.id(), new Duplicate(RETURNED, holder.brief()));
    store.end(claimed(), node, DONE);
    // the unique key is free, but the request was answered
    SubmissionResult replayed = submit(request, false, queued(END, RETURN).build());
    assertThat(replayed.earlier()).isEqualTo(store.keys.find(request.id(), NOW).orElseThrow());
    assertThat(replayed.earlier().id()).isEqualTo(holder.id());
    assertThat(replayed.earlier().duplicates()).containsExactly(Map.entry(0, RETURNED));
    assertThat(store.count("job")).isOne();
  }

  @Test
  void aRepeatedBatchHasTheFirstAnswer() {
    Job holder = stored(queued(END, RETURN));
    IdempotencyKey request = request(null);
    Job plain = Jobs.queued().build();
    submit(
        request,
        true,
        queued(END, REJECT).build(),
        plain,
        queued(END, REPLACE).build(),
        queued(END, RETURN).build());
    KeyedResource earlier = submit(request, true, Jobs.queued().build()).earlier();
    assertThat(earlier).isNotNull();
    assertThat(earlier.batch()).containsExactly(holder.id(), plain.id(), holder.id(), holder.id());
    assertThat(earlier.duplicates())
        .containsExactly(Map.entry(0, REJECTED), Map.entry(2, REPLACED), Map.entry(3, RETURNED));
  }

  @Test
  void aRefusedRequestLeavesItsIdempotencyKeyFree() {
    stored(queued(END, RETURN));
    IdempotencyKey request = request(null);
    assertThat(submit(request, false, queued(END, REJECT).build()).refused()).isTrue();
    assertThat(store.keys.find(request.id(), NOW)).isEmpty();
    store.end(claimed(), node, DONE);
    Job next = queued(END, REJECT).build();
    assertThat(submit(request, false, next)).isEqualTo(SubmissionResult.STORED);
    assertThat(store.keys.find(request.id(), NOW)).map(KeyedResource::id).contains(next.id());
  }

  @Test
  void concurrentRepeatsOfARequestHaveTheSameAnswer() {
    Job holder = stored(queued(END, RETURN));
    for (OnConflict onConflict : List.of(RETURN, REJECT)) {
      IdempotencyKey request = request(null);
      List<CompletableFuture<SubmissionResult>> answers =
          IntStream.range(0, 20)
              .mapToObj(_ ->
                  new Submission(null, List.of(queued(END, onConflict).build()), node, request))
              .map(store.submissions::submit)
              .toList();
      assertThat(answers)
          .allSatisfy(answer -> {
            SubmissionResult result = get(answer);
            UUID named =
                result.earlier() != null
                    ? result.earlier().id()
                    : result.duplicates().values().iterator().next().holder().id();
            assertThat(named).isEqualTo(holder.id());
            assertThat(result.refused()).isEqualTo(onConflict == REJECT);
          });
    }
    assertThat(store.count("job")).isOne();
  }

  @ParameterizedTest
  @EnumSource(Until.class)
  void aRedriveTakesTheKeyAgain(Until until) {
    Job job = failed(queued(until, RETURN));
    assertThat(redrive(job).redriven()).isTrue();
    expectDuplicate(queued(until, RETURN), RETURNED, job);
  }

  @ParameterizedTest
  @EnumSource(Until.class)
  void aRedriveWithAnotherPayloadKeepsTheKeyOfTheSubmission(Until until) {
    Job job = failed(queued(until, RETURN));
    Redrive redriven =
        get(store.redrives.redrive(job.id(), new RedriveChanges("[\"new\"]", null), LATER))
            .orElseThrow();
    assertThat(redriven.redriven()).isTrue();
    assertThat(store.read(job))
        .returns("[\"new\"]", Job::payload)
        .returns(job.unique(), Job::unique);
    expectDuplicate(queued(until, RETURN).payload("[\"third\"]"), RETURNED, job);
  }

  @ParameterizedTest
  @EnumSource(Until.class)
  void aRedriveWithAnotherPayloadWhoseKeyIsHeldChangesNothing(Until until) {
    Job job = failed(queued(until, RETURN));
    stored(queued(until, RETURN));
    get(store.redrives.redrive(job.id(), new RedriveChanges("[\"new\"]", 9), LATER));
    assertThat(store.read(job)).isEqualTo(job);
  }

  @ParameterizedTest
  @EnumSource(Until.class)
  void aRedriveWhoseKeyIsHeldIsRefusedAndNamesTheHolder(Until until) {
    Job job = failed(queued(until, RETURN));
    Job holder = stored(queued(until, RETURN));
    assertThat(redrive(job)).isEqualTo(new Redrive(false, job.brief(), holder.id()));
    assertThat(store.read(job)).isEqualTo(job);
    store.end(claimed(), node, DONE);
    assertThat(redrive(job).redriven()).isTrue();
    expectDuplicate(queued(until, RETURN), RETURNED, job);
  }

  @Test
  void aJobWhoseOwnKeyIsKeptCanBeRedriven() {
    Uniqueness kept = new Uniqueness(key, null, END, Duration.ofDays(100), RETURN);
    Job job = failed(Jobs.queued().unique(kept));
    assertThat(redrive(job).redriven()).isTrue();
  }

  @Test
  void aBulkRedriveSkipsJobsWhoseKeysAreHeld() {
    Job first = failed(queued(END, RETURN));
    Job second = failed(queued(END, RETURN));
    Job plain = failed(Jobs.queued());
    UUID otherKey = UUID.randomUUID();
    Job blocked = failed(Jobs.queued().unique(unique(otherKey, END, RETURN)));
    Job holder = stored(Jobs.queued().unique(unique(otherKey, END, RETURN)));

    Operation done =
        BulkOperations.run(
            store, BulkOperations.of(OperationAction.REDRIVE, Set.of(JobState.FAILED)));
    assertThat(done.progress().done()).isEqualTo(2);
    assertThat(done.progress().keyHeld()).isEqualTo(2);
    assertThat(done.progress().changed()).isZero();
    assertThat(store.read(plain).state()).isEqualTo(JobState.QUEUED);
    assertThat(store.read(blocked).state()).isEqualTo(JobState.FAILED);
    assertThat(store.read(holder)).isEqualTo(holder);
    // one of those with the same key
    assertThat(List.of(store.read(first).state(), store.read(second).state()))
        .containsExactlyInAnyOrder(JobState.QUEUED, JobState.FAILED);
  }
}
