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

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.JobCancellations.Decision;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import io.jobwheel.store.commit.BulkOperations;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.operation.Operation;
import io.jobwheel.store.operation.Operation.OperationCursor;
import io.jobwheel.store.operation.OperationAction;
import io.jobwheel.store.operation.OperationProgress;
import io.jobwheel.store.operation.OperationSpec;
import io.jobwheel.store.operation.OperationState;
import io.jobwheel.store.operation.OperationStep;
import io.jobwheel.store.operation.Operations;
import io.jobwheel.store.operation.Operations.Change;
import io.jobwheel.store.operation.Operations.Creation;
import io.jobwheel.store.operation.Operations.DueOperations;
import io.jobwheel.store.operation.Operations.StepResult;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.Page;
import io.jobwheel.store.query.PageQuery;
import io.jobwheel.store.query.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The promises about bulk operations, on every database. */
abstract class OperationsContract extends StoreContract {

  private static final JobError NO = new JobError("handler-failed", "no");
  private static final Outcome BROKEN = new Outcome.Failed(NO);
  private static final Outcome DONE = new Outcome.Succeeded(null);

  /** After the submission of all jobs of a test. */
  private final Instant beginning = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MICROS);

  private final Instant later = beginning.plusSeconds(10);

  /** Opens the store again, as after a restart of its only node. */
  abstract TestStore reopen();

  private static JobFilter in(JobState... states) {
    return new JobFilter(
        Set.of(states),
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        TimeRange.ALL,
        TimeRange.ALL);
  }

  private static JobFilter failedWith(String code) {
    return new JobFilter(
        Set.of(FAILED),
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of(code),
        TimeRange.ALL,
        TimeRange.ALL);
  }

  private Operation operation(OperationSpec spec) {
    return Operation.begin(Jobs.newId(), spec, "admin", beginning);
  }

  private Operation create(Operation operation) {
    assertThat(get(store.operations.create(operation, null))).isEqualTo(new Creation.Created());
    return find(operation);
  }

  private Operation create(OperationAction action, JobFilter filter) {
    Integer priority = action == OperationAction.REPRIORITIZE ? BulkOperations.PRIORITY : null;
    return create(operation(new OperationSpec(action, filter, priority, null)));
  }

  private Operation redriveAllFailed() {
    return create(OperationAction.REDRIVE, in(FAILED));
  }

  private Operation find(Operation operation) {
    return store.operations.find(operation.id()).orElseThrow();
  }

  private Operation change(Operation operation, OperationState state) {
    return get(store.operations.change(operation.id(), state, later)).orElseThrow().operation();
  }

  private StepResult step(OperationStep step) {
    return get(store.operations.step(step));
  }

  private OperationStep next(Operation at, int limit) {
    return BulkOperations.next(store, at, limit);
  }

  private Operation runToTheEnd(Operation operation, int limit) {
    Operation at = find(operation);
    while (at.state() == OperationState.RUNNING) {
      at = step(next(at, limit)).operation();
    }
    return at;
  }

  private Job ended(Outcome outcome) {
    store.submit(Jobs.queued());
    return ended(store.claim(node, 1).getFirst(), outcome);
  }

  private Job ended(Job claimed, Outcome outcome) {
    store.end(claimed, node, outcome);
    return store.read(claimed);
  }

  private List<Job> failed(int count) {
    return Stream.generate(() -> ended(BROKEN)).limit(count).toList();
  }

  private List<JobState> statesOf(List<Job> jobs) {
    return jobs.stream().map(store::read).map(Job::state).toList();
  }

  private static OperationProgress progress(long done, long changed, long inOpenGroup) {
    return new OperationProgress(null, done, changed, inOpenGroup, null, null);
  }

  @Nested
  class Creating {

    @Test
    void anOperationIsReadAsItWasStored() {
      JobFilter everything =
          new JobFilter(
              Set.of(FAILED, CANCELLED),
              Set.of("a", "it's \"b\"", "\u00e4"),
              Set.of(ExecutionMode.values()),
              Set.of(Jobs.newId(), Jobs.newId()),
              Set.of("token:CN=x,O=y"),
              Set.of("handler-failed", "timed-out"),
              new TimeRange(NOW, NOW.plusNanos(1_000)),
              new TimeRange(null, Instant.EPOCH));
      Operation full =
          Operation.begin(
              Jobs.newId(),
              new OperationSpec(OperationAction.REDRIVE, everything, -100, Integer.MAX_VALUE),
              null,
              beginning);
      Operation plain = operation(new OperationSpec(OperationAction.DELETE, in(FAILED), null, 1));
      assertThat(create(full)).isEqualTo(full);
      assertThat(create(plain)).isEqualTo(plain);
      assertThat(find(full)).isEqualTo(full);
      assertThat(store.operations.find(Jobs.newId())).isEmpty();
    }

    @Test
    void operationsOfALaterVersionAreLeftToItsNodes() {
      Operation known = redriveAllFailed();
      Operation filtered = redriveAllFailed();
      store.execute(
          "UPDATE operation SET filter = '{\"states\":[\"FAILED\"],\"colours\":[\"red\"]}'"
              + " WHERE id = '%s'".formatted(filtered.id()));
      Operation acting = redriveAllFailed();
      store.execute("UPDATE operation SET action = 'PAINT' WHERE id = '%s'".formatted(acting.id()));
      assertThat(store.operations.due(10).operations()).containsExactly(known);
      assertThat(list(Set.of(), null, 5).items()).containsExactly(known);
      assertThat(list(Set.of(), null, 1)).isEqualTo(new Page<>(List.of(), acting.id()));
    }

    @Test
    void operationsAreListedNewestFirst() {
      List<Operation> all = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        all.add(redriveAllFailed());
      }
      all.set(1, change(all.get(1), OperationState.PAUSED));
      all.set(3, change(all.get(3), OperationState.CANCELLED));
      Collections.reverse(all);
      assertThat(list(Set.of(), null, 5)).isEqualTo(new Page<>(all, null));
      assertThat(list(Set.of(), null, 4)).isEqualTo(new Page<>(all.subList(0, 4), all.get(3).id()));
      assertThat(list(Set.of(), all.get(3).id(), 4)).isEqualTo(new Page<>(all.subList(4, 5), null));
      assertThat(list(Set.of(OperationState.PAUSED, OperationState.CANCELLED), null, 5).items())
          .containsExactly(all.get(1), all.get(3));
      assertThat(list(Set.of(OperationState.RUNNING), all.get(1).id(), 1))
          .isEqualTo(new Page<>(List.of(all.get(2)), all.get(2).id()));
      assertThat(list(Set.of(OperationState.COMPLETED), null, 5)).isEqualTo(Page.empty());
      assertThat(store.operations.countUnfinished())
          .isEqualTo(Map.of(OperationState.RUNNING, 3L, OperationState.PAUSED, 1L));
    }

    private Page<Operation> list(Set<OperationState> states, @Nullable UUID before, int limit) {
      return store.operations.list(new PageQuery<>(states, before, limit));
    }

    @Test
    void theNumberOfUnfinishedOperationsIsLimited() {
      Operation first = redriveAllFailed();
      IdempotencyKey key = key();
      assertThat(get(store.operations.create(operation(first.spec()), key)))
          .isEqualTo(new Creation.Created());
      while (store.count("operation") < Operations.MAX_UNFINISHED) {
        redriveAllFailed();
      }
      IdempotencyKey free = key();
      Operation refused = operation(first.spec());
      assertThat(get(store.operations.create(refused, free))).isEqualTo(new Creation.TooMany());
      assertThat(get(store.operations.create(refused, null))).isEqualTo(new Creation.TooMany());
      assertThat(store.operations.find(refused.id())).isEmpty();
      assertThat(store.keys.find(free.id(), NOW)).isEmpty();

      assertThat(get(store.operations.create(operation(first.spec()), key)))
          .as("a repeated request is answered as before")
          .isInstanceOf(Creation.Replayed.class);

      change(first, OperationState.PAUSED);
      assertThat(get(store.operations.create(refused, free)))
          .as("a paused one is unfinished")
          .isEqualTo(new Creation.TooMany());
      change(first, OperationState.CANCELLED);
      assertThat(get(store.operations.create(refused, free))).isEqualTo(new Creation.Created());
    }

    private static IdempotencyKey key() {
      return new IdempotencyKey(
          UUID.randomUUID(), UUID.randomUUID(), NOW, NOW.plus(Duration.ofDays(1)));
    }

    @Test
    void aRequestWithAKnownKeyIsReplayed() {
      IdempotencyKey key = key();
      Operation first = operation(new OperationSpec(OperationAction.REDRIVE, in(FAILED), 1, 2));
      List<CompletableFuture<Creation>> all = new ArrayList<>();
      all.add(store.operations.create(first, key));
      for (int i = 0; i < 5; i++) {
        all.add(store.operations.create(operation(first.spec()), key));
      }
      KeyedResource resource = new KeyedResource(first.id(), key.fingerprint(), List.of());
      assertThat(get(all.getFirst())).isEqualTo(new Creation.Created());
      assertThat(all.subList(1, 6).stream().map(TestStore::get))
          .containsOnly(new Creation.Replayed(resource));
      assertThat(store.count("operation")).isOne();
      assertThat(store.keys.find(key.id(), NOW)).contains(resource);

      Instant end = key.expiresAt();
      Operation second = operation(first.spec());
      IdempotencyKey again =
          new IdempotencyKey(key.id(), key.fingerprint(), end, end.plusSeconds(60));
      assertThat(get(store.operations.create(second, again)))
          .as("its key has expired")
          .isEqualTo(new Creation.Created());
    }

    @Test
    void anOperationThatTheDatabaseRefusesLeavesItsKeyFree() {
      Operation first = redriveAllFailed();
      IdempotencyKey key = key();
      CompletableFuture<Creation> refused = store.operations.create(first, key);
      CompletableFuture<Creation> other = store.operations.create(operation(first.spec()), key());
      assertThatExceptionOfType(StoreRefusedException.class).isThrownBy(() -> get(refused));
      assertThat(get(other)).isEqualTo(new Creation.Created());
      assertThat(store.keys.find(key.id(), NOW)).isEmpty();
      assertThat(get(store.operations.create(operation(first.spec()), key)))
          .isEqualTo(new Creation.Created());
    }
  }

  @Nested
  class States {

    private Operation in(OperationState state) {
      Operation operation = redriveAllFailed();
      return switch (state) {
        case RUNNING -> operation;
        case PAUSED, CANCELLED -> change(operation, state);
        case COMPLETED -> runToTheEnd(operation, 10);
      };
    }

    @ParameterizedTest
    @EnumSource(OperationState.class)
    void onlyLegalChangesAreMade(OperationState from) {
      for (OperationState to : OperationState.values()) {
        Operation before = in(from);
        assertThat(before.state()).isEqualTo(from);
        Instant at = later.plusSeconds(to.ordinal());
        Change change = get(store.operations.change(before.id(), to, at)).orElseThrow();
        assertThat(change.changed()).isEqualTo(from.canBecome(to));
        Operation after = find(before);
        assertThat(change.operation()).isEqualTo(after);
        Operation expected =
            from.canBecome(to)
                ? new Operation(
                    before.id(),
                    before.spec(),
                    to,
                    before.createdBy(),
                    before.createdAt(),
                    to.isFinal() ? at : null,
                    before.progress(),
                    before.cursor())
                : before;
        assertThat(after).isEqualTo(expected);
      }
    }

    @Test
    void anOperationThatDoesNotExistIsNotChanged() {
      assertThat(get(store.operations.change(Jobs.newId(), OperationState.PAUSED, later)))
          .isEmpty();
      assertThat(get(store.operations.fail(Jobs.newId(), "no"))).isFalse();
    }

    @ParameterizedTest
    @EnumSource(OperationState.class)
    void onlyARunningOperationFails(OperationState state) {
      Operation before = in(state);
      boolean fails = state == OperationState.RUNNING;
      assertThat(get(store.operations.fail(before.id(), "The disk is full."))).isEqualTo(fails);
      Operation after = find(before);
      if (!fails) {
        assertThat(after).isEqualTo(before);
        return;
      }
      assertThat(after.state()).isEqualTo(OperationState.PAUSED);
      assertThat(after.progress())
          .isEqualTo(new OperationProgress(null, 0, 0, 0, null, "The disk is full."));
      Operation resumed = change(after, OperationState.RUNNING);
      assertThat(resumed).isEqualTo(before);
    }

    @Test
    void anOperationThatIsCancelledAfterAFailureKeepsItsError() {
      Operation operation = redriveAllFailed();
      get(store.operations.fail(operation.id(), "The disk is full."));
      assertThat(change(operation, OperationState.CANCELLED).progress().error())
          .isEqualTo("The disk is full.");
    }

    @Test
    void aPausedOperationIsNotBlocked() {
      Operation operation = redriveAllFailed();
      failed(1);
      Operation blocked = step(blocked(operation)).operation();
      assertThat(blocked.progress().blockedBy()).isEqualTo(OperationProgress.BACKLOG);
      get(store.operations.fail(operation.id(), "no"));
      assertThat(find(operation).progress().blockedBy()).isNull();
    }

    @ParameterizedTest
    @EnumSource(
        value = OperationState.class,
        names = {"PAUSED", "CANCELLED", "COMPLETED"})
    void aStepOfAnOperationThatDoesNotRunIsRefused(OperationState state) {
      List<Job> jobs = failed(2);
      Operation operation = redriveAllFailed();
      OperationStep step = next(operation, 1);
      Operation before = change(operation, state);
      assertThat(step(step)).isEqualTo(StepResult.REFUSED);
      assertThat(find(operation)).isEqualTo(before);
      assertThat(statesOf(jobs)).containsOnly(FAILED);
      Operation unknown = operation(operation.spec());
      assertThat(step(new OperationStep(unknown, step.jobs(), null, null, null, later)))
          .isEqualTo(StepResult.REFUSED);
    }

    @Test
    void aResumedOperationGoesOnWhereItWas() {
      List<Job> jobs = failed(3);
      Operation at = step(next(redriveAllFailed(), 1)).operation();
      OperationStep second = next(at, 1);
      change(at, OperationState.PAUSED);
      assertThat(step(second)).isEqualTo(StepResult.REFUSED);
      assertThat(change(at, OperationState.RUNNING)).isEqualTo(at);
      assertThat(step(second).redriven()).extracting(Job::id).isEqualTo(second.jobs());
      assertThat(runToTheEnd(at, 1).progress()).isEqualTo(progress(3, 0, 0));
      assertThat(statesOf(jobs)).containsOnly(QUEUED);
    }
  }

  private OperationStep blocked(Operation operation) {
    return new OperationStep(
        operation, List.of(), operation.cursor().before(), null, OperationProgress.BACKLOG, later);
  }

  @Nested
  class Steps {

    @Test
    void aRedriveQueuesJobsAgainAndCanChangeTheirPriority() {
      Job failed = ended(BROKEN);
      Job cancelled = ended(new Outcome.Cancelled(NO));
      Job succeeded = ended(DONE);
      Operation operation =
          create(
              operation(
                  new OperationSpec(OperationAction.REDRIVE, in(FAILED, CANCELLED), 42, null)));
      StepResult result = step(next(operation, 10));
      assertThat(result.cancelled()).isEmpty();
      assertThat(result.redriven())
          .containsExactlyInAnyOrder(store.read(failed).brief(), store.read(cancelled).brief());
      assertThat(result.redriven())
          .allSatisfy(job -> {
            assertThat(job.state()).isEqualTo(QUEUED);
            assertThat(job.priority()).isEqualTo(42);
            assertThat(job.priorAttempts()).isOne();
          });
      assertThat(store.read(succeeded)).isEqualTo(succeeded);
      assertThat(result.operation()).isEqualTo(find(operation));
      assertThat(result.operation())
          .isEqualTo(
              new Operation(
                  operation.id(),
                  operation.spec(),
                  OperationState.COMPLETED,
                  "admin",
                  beginning,
                  result.operation().finishedAt(),
                  progress(2, 0, 0),
                  new OperationCursor(null, 1)));
    }

    @Test
    void aCancellationIsReportedForEachJob() {
      Job scheduled = store.submit(Jobs.scheduled(later));
      Job queued = store.submit(Jobs.queued());
      Job running = store.submitRunning(Jobs.running(), node);
      Job requested = store.submitRunning(Jobs.running(), node);
      get(store.cancels.cancel(requested.id(), NOW));
      Operation operation = create(OperationAction.CANCEL, in(SCHEDULED, QUEUED, RUNNING));
      StepResult result = step(next(operation, 10));
      assertThat(result.redriven()).isEmpty();
      assertThat(result.cancelled())
          .containsExactlyInAnyOrder(
              new Cancellation(Decision.CANCELLED, store.read(scheduled).brief(), null),
              new Cancellation(Decision.CANCELLED, store.read(queued).brief(), null),
              new Cancellation(Decision.REQUESTED, store.read(running).brief(), null),
              new Cancellation(Decision.REQUESTED, store.read(requested).brief(), null));
      assertThat(store.read(scheduled).state()).isEqualTo(CANCELLED);
      assertThat(store.read(running).cancelRequestedAt()).isNotNull();
      assertThat(store.read(requested).cancelRequestedAt()).isEqualTo(NOW);
      assertThat(result.operation().progress()).isEqualTo(progress(4, 0, 0));
    }

    @Test
    void aGroupEndsWithTheLastJobThatIsCancelled() {
      JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
      store.submit(group, 3);
      JobGroup open = Jobs.group(CompletionCondition.ALL_COMPLETED);
      get(
          store.submissions.submit(
              new Submission(
                  open,
                  List.of(Jobs.queued().in(open).build(), Jobs.running().in(open).build()),
                  node)));
      Operation operation = create(OperationAction.CANCEL, in(QUEUED));
      List<Cancellation> all = new ArrayList<>();
      for (Operation at = operation; at.state() == OperationState.RUNNING; ) {
        StepResult result = step(next(at, 2));
        all.addAll(result.cancelled());
        at = result.operation();
      }
      assertThat(all)
          .extracting(Cancellation::decision)
          .hasSize(4)
          .containsOnly(Decision.CANCELLED);
      assertThat(store.read(group).outcome()).isEqualTo(CANCELLED);
      assertThat(all.stream().filter(each -> each.endedGroup() != null))
          .singleElement()
          .returns(store.read(group), Cancellation::endedGroup)
          .returns(group.id(), each -> each.job().groupId());
      assertThat(store.read(open).outcome()).isNull();
    }

    @Test
    void aDeletionLeavesOutTheJobsOfOpenGroups() {
      Job single = ended(DONE);
      JobGroup open = Jobs.group(CompletionCondition.ALL_COMPLETED);
      store.submit(open, 3);
      List<Job> members = store.claim(node, 2);
      members.forEach(job -> ended(job, BROKEN));
      JobGroup done = Jobs.group(CompletionCondition.ALL_COMPLETED);
      Job member = Jobs.running().in(done).build();
      get(store.submissions.submit(new Submission(done, List.of(member), node)));
      ended(member, DONE);
      Operation operation = create(OperationAction.DELETE, in(SUCCEEDED, FAILED, CANCELLED));
      assertThat(runToTheEnd(operation, 10).progress()).isEqualTo(progress(2, 0, 2));
      assertThat(store.queries.find(single.id())).isEmpty();
      assertThat(store.queries.findGroup(done.id())).isEmpty();
      assertThat(store.jobsOf(open.id())).hasSize(3);
      assertThat(Stream.of(single.id(), member.id(), done.id()))
          .allMatch(store.retention::isPruned);
      assertThat(store.count("tombstone")).isEqualTo(3);
    }

    @Test
    void aPriorityIsChangedAndNothingElse() {
      Job scheduled = store.submit(Jobs.scheduled(later));
      Job queued = store.submit(Jobs.queued());
      Job running = store.submitRunning(Jobs.running(), node);
      Operation operation = create(OperationAction.REPRIORITIZE, in(SCHEDULED, QUEUED));
      assertThat(runToTheEnd(operation, 10).progress()).isEqualTo(progress(2, 0, 0));
      for (Job job : List.of(scheduled, queued)) {
        assertThat(store.read(job))
            .isEqualTo(Jobs.like(job).priority(BulkOperations.PRIORITY).build());
      }
      assertThat(store.read(running)).isEqualTo(running);
    }

    @ParameterizedTest
    @EnumSource(OperationAction.class)
    void jobsThatNoLongerBelongToItAreCountedAsChanged(OperationAction action) {
      boolean finished = action.isOfFinished();
      Job stays = finished ? ended(BROKEN) : store.submit(Jobs.queued());
      Job gone = finished ? ended(BROKEN) : store.submit(Jobs.queued());
      Job changes = finished ? ended(BROKEN) : store.submit(Jobs.queued());
      Operation operation = create(action, finished ? in(FAILED) : in(QUEUED));
      OperationStep step = next(operation, 10);
      assertThat(step.jobs()).hasSize(3);
      if (finished) {
        get(store.deletions.delete(gone.id(), later));
        get(store.redrives.redrive(changes.id(), RedriveChanges.NONE, later));
      } else {
        get(store.cancels.cancel(changes.id(), NOW));
        get(store.cancels.cancel(gone.id(), NOW));
        get(store.deletions.delete(gone.id(), NOW));
      }
      Job before = store.read(changes);
      assertThat(step(step).operation().progress()).isEqualTo(progress(1, 2, 0));
      assertThat(store.read(changes)).isEqualTo(before);
      assertThat(store.queries.find(gone.id())).isEmpty();
      assertThat(store.queries.find(stays.id())).isNotEqualTo(stays);
    }

    @ParameterizedTest
    @EnumSource(
        value = OperationAction.class,
        names = {"REDRIVE", "DELETE"})
    void jobsThatFailAgainOrDifferentlyAreCountedAsChanged(OperationAction action) {
      List<Job> jobs = failed(3);
      Operation operation = create(action, failedWith("handler-failed"));
      OperationStep step = next(operation, 10);
      for (Job job : jobs.subList(0, 2)) {
        get(store.redrives.redrive(job.id(), RedriveChanges.NONE, NOW));
      }
      List<Job> again = store.claim(node, 2);
      store.end(again.getFirst(), node, BROKEN, beginning);
      // a node whose clock is behind
      store.end(again.getLast(), node, new Outcome.Failed(new JobError("other", "x")), NOW);
      List<Job> before = again.stream().map(store::read).toList();
      assertThat(step(step).operation().progress()).isEqualTo(progress(1, 2, 0));
      assertThat(again.stream().map(store::read)).isEqualTo(before);
    }

    @Test
    void aJobThatEndsOutsideOfTheRangeOfTheFilterIsCountedAsChanged() {
      Job job = ended(BROKEN);
      Instant end = job.finishedAt().plusSeconds(1);
      JobFilter early =
          new JobFilter(
              Set.of(FAILED),
              Set.of(),
              Set.of(),
              Set.of(),
              Set.of(),
              Set.of(),
              TimeRange.ALL,
              new TimeRange(null, end));
      // its ids are limited by the range
      Operation operation = create(OperationAction.DELETE, early);
      OperationStep step = new OperationStep(operation, List.of(job.id()), null, null, null, later);
      get(store.redrives.redrive(job.id(), RedriveChanges.NONE, NOW));
      store.end(store.claim(node, 1).getFirst(), node, BROKEN, end);
      assertThat(step(step).operation().progress()).isEqualTo(progress(0, 1, 0));
      assertThat(store.queries.find(job.id())).isPresent();
    }

    @Test
    void theSetOfJobsIsFixedAtTheBeginning() {
      List<Job> jobs = failed(5);
      Operation operation = redriveAllFailed();
      assertThat(store.queries.count(operation.spec().jobsBefore(beginning))).isEqualTo(5);
      Operation at = step(next(operation, 2)).operation();

      for (Job claimed : store.claim(node, 2, beginning)) {
        store.end(claimed, node, BROKEN, beginning); // they have failed again
      }
      store.submit(Jobs.queued().priority(9));
      Job ranBefore = store.claim(node, 1).getFirst();
      store.end(ranBefore, node, BROKEN, beginning);
      store.submit(Jobs.queued().priority(9).createdAt(beginning));
      Job submittedAfter = store.claim(node, 1).getFirst();
      store.end(submittedAfter, node, BROKEN, beginning.minusSeconds(1));

      Operation end = runToTheEnd(at, 2);
      assertThat(end.progress()).isEqualTo(progress(5, 0, 0));
      assertThat(statesOf(List.of(ranBefore, submittedAfter))).containsOnly(FAILED);
      assertThat(jobs.stream().map(store::read))
          .extracting(Job::priorAttempts)
          .as("each was redriven once")
          .containsOnly(1);
    }

    @Test
    void ofTwoIdenticalStepsOneTakesEffect() {
      List<Job> jobs = failed(4);
      OperationStep step = next(redriveAllFailed(), 2);
      List<StepResult> results =
          Stream.of(store.operations.step(step), store.operations.step(step))
              .map(TestStore::get)
              .toList();
      assertThat(results).containsOnlyOnce(StepResult.REFUSED);
      assertThat(step(step)).isEqualTo(StepResult.REFUSED);
      assertThat(statesOf(jobs)).containsExactly(FAILED, FAILED, QUEUED, QUEUED);
      assertThat(find(step.operation()).cursor()).isEqualTo(new OperationCursor(step.before(), 1));
      assertThat(find(step.operation()).progress()).isEqualTo(progress(2, 0, 0));
    }

    @Test
    void aStepThatIsRefusedChangesNothing() {
      List<Job> jobs = failed(4);
      Operation operation = create(OperationAction.DELETE, in(FAILED));
      Operation at = step(next(operation, 1)).operation();
      store.execute(
          "INSERT INTO tombstone (id, pruned_at) VALUES ('%s', 1)".formatted(jobs.get(1).id()));
      CompletableFuture<StepResult> step = store.operations.step(next(at, 3));
      assertThatExceptionOfType(StoreRefusedException.class).isThrownBy(() -> get(step));
      assertThat(find(operation)).isEqualTo(at);
      assertThat(jobs.subList(0, 3).stream().map(store::read)).isEqualTo(jobs.subList(0, 3));
      store.execute("DELETE FROM tombstone");
      assertThat(runToTheEnd(operation, 3).progress()).isEqualTo(progress(4, 0, 0));
      assertThat(store.count("job")).isZero();
    }

    @Test
    void anotherProcessGoesOnWithoutARepetition() {
      List<Job> jobs = failed(5);
      Operation operation = redriveAllFailed();
      OperationStep first = next(operation, 2);
      Operation at = step(first).operation();
      store.close();
      store = reopen();
      assertThat(find(operation)).isEqualTo(at);
      assertThat(step(first)).as("its answer was lost").isEqualTo(StepResult.REFUSED);
      assertThat(runToTheEnd(operation, 2).progress()).isEqualTo(progress(5, 0, 0));
      assertThat(jobs.stream().map(store::read))
          .extracting(Job::state, Job::priorAttempts)
          .containsOnly(org.assertj.core.groups.Tuple.tuple(QUEUED, 1));
    }

    @ParameterizedTest
    @EnumSource(OperationAction.class)
    void twoOperationsActOnEachJobOnce(OperationAction action) {
      boolean finished = action.isOfFinished();
      int count = 9;
      for (int i = 0; i < count; i++) {
        if (finished) {
          ended(BROKEN);
        } else {
          store.submit(Jobs.queued());
        }
      }
      JobFilter filter = finished ? in(FAILED) : in(QUEUED);
      List<Operation> all =
          new ArrayList<>(List.of(create(action, filter), create(action, filter)));
      List<UUID> acted = new ArrayList<>();
      while (all.stream().anyMatch(each -> each.state() == OperationState.RUNNING)) {
        // both read the jobs before one of them acts
        List<OperationStep> steps =
            all.stream()
                .filter(each -> each.state() == OperationState.RUNNING)
                .map(each -> next(each, 2))
                .toList();
        all.clear();
        for (OperationStep step : steps) {
          StepResult result = step(step);
          result.redriven().forEach(job -> acted.add(job.id()));
          result.cancelled().forEach(each -> acted.add(each.job().id()));
          all.add(result.operation());
        }
      }
      long done = all.stream().mapToLong(each -> each.progress().done()).sum();
      if (action == OperationAction.REPRIORITIZE) {
        assertThat(done).as("a priority can be set twice").isEqualTo(2L * count);
      } else {
        assertThat(done).isEqualTo(count);
        assertThat(acted).doesNotHaveDuplicates();
      }
    }
  }

  @Nested
  class Progress {

    private OperationStep counted(Operation at, int limit, long matched) {
      OperationStep next = next(at, limit);
      return new OperationStep(
          at, next.jobs(), next.before(), matched, next.blockedBy(), next.now());
    }

    @Test
    void theFirstCountIsKept() {
      failed(3);
      Operation at = step(counted(redriveAllFailed(), 1, 3)).operation();
      assertThat(at.progress().matched()).isEqualTo(3);
      at = step(counted(at, 1, 99)).operation();
      assertThat(at.progress()).isEqualTo(new OperationProgress(3L, 2, 0, 0, null, null));
      at = step(next(at, 1)).operation();
      assertThat(at.progress().matched()).isEqualTo(3);
    }

    @Test
    void jobsThatLeftBeforeTheyWereVisitedAreCountedAtTheEnd() {
      List<Job> jobs = failed(4);
      Operation at = step(counted(redriveAllFailed(), 1, 4)).operation();
      get(store.deletions.delete(jobs.getFirst().id(), later));
      get(store.redrives.redrive(jobs.get(1).id(), RedriveChanges.NONE, later));
      at = runToTheEnd(at, 1);
      assertThat(at.progress()).isEqualTo(new OperationProgress(4L, 2, 2, 0, null, null));
    }

    @Test
    void anOperationWithoutJobsIsCompletedAtOnce() {
      Operation end = step(counted(redriveAllFailed(), 1, 0)).operation();
      assertThat(end.state()).isEqualTo(OperationState.COMPLETED);
      assertThat(end.progress()).isEqualTo(new OperationProgress(0L, 0, 0, 0, null, null));
    }

    @Test
    void anOperationThatIsBlockedAtItsFirstStepGoesOnLater() {
      failed(2);
      Operation operation = redriveAllFailed();
      Operation blocked = step(blocked(operation)).operation();
      assertThat(blocked.state()).isEqualTo(OperationState.RUNNING);
      assertThat(blocked.cursor())
          .isEqualTo(new OperationCursor(OperationCursor.START.before(), 1));
      assertThat(blocked.progress().blockedBy()).isEqualTo(OperationProgress.BACKLOG);
      Operation free = step(next(blocked, 1)).operation();
      assertThat(free.progress()).isEqualTo(progress(1, 0, 0));
      assertThat(step(blocked(free)).operation().cursor().before())
          .as("it does not move on")
          .isEqualTo(free.cursor().before());
      assertThat(runToTheEnd(operation, 1).progress()).isEqualTo(progress(2, 0, 0));
    }
  }

  /** Times are those of the database, which the tests read before and after. */
  @Nested
  class Pace {

    private static final long SECOND = 1_000_000;

    private long now() {
      return number("SELECT " + store.reader.dialect().nowMicros());
    }

    private long stepAt(Operation operation) {
      return number("SELECT step_at FROM operation WHERE id = '%s'".formatted(operation.id()));
    }

    private long number(String sql) {
      return store.reader.list(sql, _ -> {}, row -> row.getLong(1)).getFirst();
    }

    private void setStepAt(Operation operation, long at) {
      store.execute(
          "UPDATE operation SET step_at = %d WHERE id = '%s'".formatted(at, operation.id()));
    }

    private Operation withRate(@Nullable Integer rate) {
      return create(operation(new OperationSpec(OperationAction.REDRIVE, in(FAILED), null, rate)));
    }

    private void assertNextStep(Operation operation, OperationStep step, long least, long most) {
      step(step);
      assertThat(stepAt(operation)).isBetween(least, most + now());
    }

    @Test
    void aNewOperationIsDueAtOnce() {
      long before = now();
      Operation operation = withRate(1);
      assertThat(stepAt(operation)).isBetween(before, now());
      assertThat(store.operations.due(10)).isEqualTo(new DueOperations(List.of(operation), null));
    }

    @Test
    void anOperationWithoutARateIsDueAgainAtOnce() {
      failed(3);
      Operation operation = withRate(null);
      long before = now();
      assertNextStep(operation, next(operation, 2), before, 0);
      assertThat(store.operations.due(1).operations()).containsExactly(find(operation));
    }

    @Test
    void theNextStepIsDueWhenTheRateAllowsIt() {
      failed(6);
      Operation operation = withRate(2);
      long due = now() + 3600 * SECOND;
      setStepAt(operation, due); // as if it were due then
      step(next(operation, 5));
      assertThat(stepAt(operation)).isEqualTo(due + 5 * SECOND / 2);
      DueOperations none = store.operations.due(10);
      assertThat(none.operations()).isEmpty();
      assertThat(none.untilNext()).isBetween(Duration.ofMinutes(59), Duration.ofSeconds(3603));
    }

    @Test
    void aLateStepIsMadeUpForByOneMore() {
      failed(60);
      Operation operation = withRate(1);
      setStepAt(operation, 1);
      long before = now();
      assertNextStep(operation, next(operation, 50), before + 49 * SECOND, 49 * SECOND);
    }

    @Test
    void skippedJobsDoNotCountTowardTheRate() {
      List<Job> jobs = failed(5);
      Operation operation = withRate(1);
      OperationStep step = next(operation, 4);
      jobs.forEach(job -> get(store.redrives.redrive(job.id(), RedriveChanges.NONE, NOW)));
      long due = now() + 3600 * SECOND;
      setStepAt(operation, due);
      step(step);
      assertThat(stepAt(operation)).isEqualTo(due);
    }

    @Test
    void theHighestRateDoesNotOverflow() {
      failed(5);
      Operation operation = withRate(Integer.MAX_VALUE);
      long before = now();
      assertNextStep(operation, next(operation, 3), before - SECOND, SECOND);
    }

    @Test
    void aBlockedOperationIsDueAfterASecond() {
      failed(1);
      for (Integer rate : new Integer[] {null, 1}) {
        Operation operation = withRate(rate);
        long before = now();
        assertNextStep(operation, blocked(operation), before + SECOND, SECOND);
      }
    }

    @Test
    void aResumedOperationIsDueAtOnce() {
      Operation operation = withRate(1);
      setStepAt(operation, Long.MAX_VALUE);
      change(operation, OperationState.PAUSED);
      assertThat(store.operations.due(10)).isEqualTo(new DueOperations(List.of(), null));
      long before = now();
      change(operation, OperationState.RUNNING);
      assertThat(stepAt(operation)).isBetween(before, now());
    }

    @Test
    void theOperationsThatWaitLongestAreDueFirst() {
      List<Operation> all = Stream.generate(() -> withRate(1)).limit(4).toList();
      long now = now();
      setStepAt(all.get(0), now - SECOND);
      setStepAt(all.get(1), now - 3 * SECOND);
      setStepAt(all.get(2), now + 3600 * SECOND);
      setStepAt(all.get(3), now - 2 * SECOND);
      assertThat(store.operations.due(2))
          .isEqualTo(new DueOperations(List.of(all.get(1), all.get(3)), Duration.ZERO));
      DueOperations due = store.operations.due(3);
      assertThat(due.operations()).containsExactly(all.get(1), all.get(3), all.get(0));
      assertThat(due.untilNext()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
      change(all.get(2), OperationState.CANCELLED);
      assertThat(store.operations.due(3).untilNext()).isNull();
    }
  }

  @Test
  void endedOperationsArePurgedInSlices() {
    Operation running = redriveAllFailed();
    Operation paused = change(redriveAllFailed(), OperationState.PAUSED);
    List<Operation> ended =
        Stream.generate(this::redriveAllFailed)
            .limit(3)
            .map(each -> change(each, OperationState.CANCELLED))
            .toList();
    Operation newer = redriveAllFailed();
    get(store.operations.change(newer.id(), OperationState.COMPLETED, later.plusSeconds(1)));
    assertThat(get(store.operations.purge(later, 10))).isZero();
    Instant limit = later.plusNanos(1_000);
    assertThat(get(store.operations.purge(limit, 2))).isEqualTo(2);
    assertThat(get(store.operations.purge(limit, 2))).isOne();
    assertThat(get(store.operations.purge(limit, 2))).isZero();
    assertThat(ended).allMatch(each -> store.operations.find(each.id()).isEmpty());
    assertThat(Stream.of(running, paused, newer))
        .allMatch(each -> store.operations.find(each.id()).isPresent());
  }
}
