package io.jobwheel.store.commit;

import static io.jobwheel.store.commit.TestStore.get;

import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.operation.Operation;
import io.jobwheel.store.operation.OperationAction;
import io.jobwheel.store.operation.OperationSpec;
import io.jobwheel.store.operation.OperationStep;
import io.jobwheel.store.operation.Operations.StepResult;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.JobView;
import io.jobwheel.store.query.Page;
import io.jobwheel.store.query.PageQuery;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.query.TextSelection;
import io.jobwheel.store.query.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Makes bulk operations, and carries them out as a node does. */
public final class BulkOperations {

  /** The priority that operations set. */
  public static final int PRIORITY = 7;

  private BulkOperations() {}

  /** Returns an operation on all jobs in these states, which begins in a minute. */
  public static Operation of(OperationAction action, Set<JobState> states) {
    return of(
        action,
        new JobFilter(
            states,
            Set.of(),
            Set.of(),
            Set.of(),
            Set.of(),
            Set.of(),
            TimeRange.ALL,
            TimeRange.ALL));
  }

  /** Returns an operation that begins in a minute, after the jobs that a test has submitted. */
  public static Operation of(OperationAction action, JobFilter filter) {
    Integer priority = action == OperationAction.REPRIORITIZE ? PRIORITY : null;
    return Operation.begin(
        Jobs.newId(),
        new OperationSpec(action, filter, priority, null),
        "admin",
        Instant.now().plusSeconds(60));
  }

  /** Stores an operation and carries it out to its end. */
  public static Operation run(TestStore store, Operation operation) {
    get(store.operations.create(operation, null));
    return finish(store, store.operations.find(operation.id()).orElseThrow());
  }

  /** Carries out an operation to its end. */
  public static Operation finish(TestStore store, Operation operation) {
    Operation at = operation;
    while (!at.state().isFinal()) {
      at = get(store.operations.step(next(store, at, OperationStep.MAX_JOBS))).operation();
    }
    return at;
  }

  /** Returns the next step, of at most that many jobs. */
  public static OperationStep next(TestStore store, Operation at, int limit) {
    Page<JobView> page =
        store.queries.list(
            new PageQuery<>(at.spec().jobsBefore(at.createdAt()), at.cursor().before(), limit),
            TextSelection.NONE,
            ReadMeter.NONE);
    List<UUID> jobs = page.items().stream().map(view -> view.job().id()).toList();
    return new OperationStep(at, jobs, page.next(), null, null, Instant.now().plusSeconds(120));
  }

  /** Takes a step. */
  public static StepResult step(TestStore store, OperationStep step) {
    return get(store.operations.step(step));
  }
}
