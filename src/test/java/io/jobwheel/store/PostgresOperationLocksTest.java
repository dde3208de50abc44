package io.jobwheel.store;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobDeletions.Deletion;
import io.jobwheel.store.JobDeletions.DeletionDecision;
import io.jobwheel.store.JobRedrives.Redrive;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import io.jobwheel.store.commit.BulkOperations;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;
import io.jobwheel.store.operation.Operation;
import io.jobwheel.store.operation.OperationAction;
import io.jobwheel.store.operation.OperationState;
import io.jobwheel.store.operation.OperationStep;
import io.jobwheel.store.operation.Operations.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Redrives, deletions and bulk operations among the locks of other transactions. */
@Timeout(60)
class PostgresOperationLocksTest {

  private static final Outcome BROKEN = new Outcome.Failed(new JobError("handler-failed", "no"));

  private final UUID node = Jobs.newId();
  private String url;
  private TestStore store;

  @BeforeEach
  void open() {
    url = PostgresServers.newDatabase();
    store = PostgresStores.open(url);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Job failed() {
    Job job = store.submitRunning(Jobs.running(), node);
    store.end(job, node, BROKEN);
    return job;
  }

  /** Holds what a transaction holds that inserts a row that refers to the job. */
  private ForeignLock insertOf(Job job) {
    return ForeignLock.take(
        url,
        """
        INSERT INTO jobwheel.job_event (job_id, attempt, kind, at, text)
        VALUES ('%s', 1, 'OUTPUT', 1, 'x')
        """
            .formatted(job.id()));
  }

  @Test
  void aRedriveDoesNotWaitForOutputOfItsJob() {
    Job job = failed();
    try (ForeignLock _ = insertOf(job)) {
      assertThat(get(store.redrives.redrive(job.id(), RedriveChanges.NONE, Jobs.NOW)))
          .get()
          .returns(true, Redrive::redriven);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = OperationAction.class,
      names = {"REDRIVE", "CANCEL", "REPRIORITIZE"})
  void anOperationDoesNotWaitForOutputOfItsJobs(OperationAction action) {
    Job job =
        switch (action) {
          case REDRIVE, DELETE -> failed();
          case CANCEL -> store.submitRunning(Jobs.running(), node);
          case REPRIORITIZE -> store.submit(Jobs.queued());
        };
    try (ForeignLock _ = insertOf(job)) {
      Operation end = BulkOperations.run(store, BulkOperations.of(action, action.possibleStates()));
      assertThat(end.progress().done()).isOne();
    }
  }

  @Test
  void aDeletionWaitsForOutputOfItsJob() {
    Job job = failed();
    CompletableFuture<Optional<Deletion>> deletion;
    try (ForeignLock output = insertOf(job)) {
      deletion = store.deletions.delete(job.id(), Jobs.NOW);
      store.submit(Jobs.queued());
      assertThat(deletion).isNotDone();
      output.commit();
    }
    assertThat(get(deletion)).get().returns(DeletionDecision.DELETED, Deletion::decision);
    assertThat(store.count("job_event")).isZero();
  }

  @Test
  void aStepThatMeetsALockTakesEffectOnceAndAllOfItWhenTheLockIsFree() {
    Job first = failed();
    Job second = failed();
    Operation operation = BulkOperations.of(OperationAction.REDRIVE, Set.of(JobState.FAILED));
    get(store.operations.create(operation, null));
    Operation at = store.operations.find(operation.id()).orElseThrow();
    CompletableFuture<StepResult> step;
    try (ForeignLock _ = ForeignLock.row(url, "job", second.id())) {
      step = store.operations.step(BulkOperations.next(store, at, 10));
      store.submit(Jobs.queued());
      assertThat(step).isNotDone();
      assertThat(store.read(first).state()).isEqualTo(JobState.FAILED);
    }
    assertThat(get(step).redriven()).hasSize(2);
    assertThat(store.operations.find(operation.id()))
        .get()
        .returns(OperationState.COMPLETED, Operation::state);
  }

  @Test
  void aStepStopsBeforeALockedJobAndTheNextOneGoesOnThere() {
    List<Job> jobs = List.of(failed(), failed(), failed(), failed());
    Operation operation = BulkOperations.of(OperationAction.REDRIVE, Set.of(JobState.FAILED));
    get(store.operations.create(operation, null));
    Operation at = store.operations.find(operation.id()).orElseThrow();
    store.deletions.delete(jobs.get(2).id(), Jobs.NOW).join();
    StepResult step;
    try (ForeignLock _ = ForeignLock.row(url, "job", jobs.get(1).id())) {
      OperationStep next = BulkOperations.next(store, at, 10);
      assertThat(next.before()).isNull();
      step = BulkOperations.step(store, next);
      assertThat(step.redriven()).extracting(Job::id).containsExactly(jobs.get(3).id());
    }
    assertThat(step.operation()).returns(OperationState.RUNNING, Operation::state);
    Operation end = BulkOperations.finish(store, step.operation());
    assertThat(end.progress().done()).isEqualTo(3);
    assertThat(store.read(jobs.getFirst()).state()).isEqualTo(JobState.QUEUED);
  }

  @Test
  void theLastTwoJobsOfAGroupThatTwoNodesDeleteTakeTheirGroupWithThem() {
    try (TestStore other = PostgresStores.open(url)) {
      for (int round = 0; round < 30; round++) {
        JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
        List<Job> jobs =
            List.of(Jobs.running().in(group).build(), Jobs.running().in(group).build());
        get(store.submissions.submit(new Submission(group, jobs, node)));
        jobs.forEach(job -> store.end(job, node, BROKEN));
        CompletableFuture<Optional<Deletion>> one =
            store.deletions.delete(jobs.getFirst().id(), Jobs.NOW);
        CompletableFuture<Optional<Deletion>> two =
            other.deletions.delete(jobs.getLast().id(), Jobs.NOW);
        assertThat(get(one)).isPresent();
        assertThat(get(two)).isPresent();
        assertThat(store.queries.findGroup(group.id())).isEmpty();
        assertThat(store.retention.isPruned(group.id())).isTrue();
      }
    }
  }

  @Test
  void jobsThatTwoNodesDeleteInOppositeOrdersAreDeletedOnce() {
    try (TestStore other = PostgresStores.open(url)) {
      List<Job> jobs = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        jobs.add(failed());
      }
      List<CompletableFuture<Optional<Deletion>>> all = new ArrayList<>();
      for (int i = 0; i < jobs.size(); i++) {
        all.add(store.deletions.delete(jobs.get(i).id(), Jobs.NOW));
        all.add(other.deletions.delete(jobs.get(jobs.size() - 1 - i).id(), Jobs.NOW));
      }
      assertThat(all.stream().map(TestStore::get).filter(Optional::isPresent)).hasSize(60);
      assertThat(store.count("tombstone")).isEqualTo(60);
    }
  }
}
