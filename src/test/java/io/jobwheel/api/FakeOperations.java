package io.jobwheel.api;

import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.dispatch.request.SubmissionContext;
import io.jobwheel.dispatch.request.operation.BulkOperations;
import io.jobwheel.dispatch.request.operation.CreatedOperation;
import io.jobwheel.dispatch.request.operation.OperationRequest;
import io.jobwheel.dispatch.submission.FakeDispatch;
import io.jobwheel.dispatch.submission.OperationValidator;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.IdempotencyKey;
import io.jobwheel.store.operation.Operation;
import io.jobwheel.store.operation.OperationState;
import io.jobwheel.store.operation.OperationStep;
import io.jobwheel.store.operation.Operations;
import io.jobwheel.store.query.Page;
import io.jobwheel.store.query.PageQuery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Bulk operations for tests of the HTTP layer, with the real validation. There are none. */
final class FakeOperations implements BulkOperations, Operations {

  @Override
  public CreatedOperation create(OperationRequest request, SubmissionContext context) {
    return new CreatedOperation(
        Operation.begin(
            Jobs.newId(),
            OperationValidator.validate(request),
            context.submitterName(),
            FakeDispatch.NOW),
        false);
  }

  @Override
  public Operation change(UUID id, OperationState state) {
    throw new JobNotFoundException("operation", id);
  }

  @Override
  public Optional<Operation> find(UUID id) {
    return Optional.empty();
  }

  @Override
  public Page<Operation> list(PageQuery<Set<OperationState>> query) {
    return Page.empty();
  }

  @Override
  public Map<OperationState, Long> countUnfinished() {
    return Map.of();
  }

  @Override
  public DueOperations due(int limit) {
    return new DueOperations(List.of(), null);
  }

  @Override
  public CompletableFuture<Creation> create(Operation operation, @Nullable IdempotencyKey key) {
    throw new UnsupportedOperationException("the dispatcher is a fake");
  }

  @Override
  public CompletableFuture<Optional<Change>> change(UUID id, OperationState state, Instant now) {
    throw new UnsupportedOperationException("the dispatcher is a fake");
  }

  @Override
  public CompletableFuture<Boolean> fail(UUID id, String error) {
    throw new UnsupportedOperationException("there are no nodes");
  }

  @Override
  public CompletableFuture<StepResult> step(OperationStep step) {
    throw new UnsupportedOperationException("there are no nodes");
  }

  @Override
  public CompletableFuture<Integer> purge(Instant endedBefore, int limit) {
    throw new UnsupportedOperationException("there are no nodes");
  }
}
