package io.jobwheel.dispatch.request.operation;

import io.jobwheel.dispatch.request.IdempotencyKeyInUseException;
import io.jobwheel.dispatch.request.IdempotencyKeyReusedException;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.dispatch.request.SubmissionContext;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.operation.Operation;
import io.jobwheel.store.operation.OperationState;
import java.util.UUID;

/** Creates bulk operations and changes their states. Safe for use by any thread. */
public interface BulkOperations {

  /**
   * Validates and stores an operation, which the nodes then carry out. A dry run only counts its
   * jobs. If an earlier request had the same idempotency key, returns the operation of that
   * request, and stores nothing.
   *
   * @throws InvalidJobException if the request is invalid; lists every invalid field
   * @throws OperationNotConfirmedException if the filter has no criterion besides the state and the
   *     request does not confirm the number of jobs, or if that number differs by more than 1 %
   * @throws OperationConflictException if too many operations have not ended
   * @throws IdempotencyKeyReusedException if the earlier request had other content
   * @throws IdempotencyKeyInUseException if the earlier request is not committed in time
   * @throws StoreUnavailableException if the store does not commit in time, or cannot count the
   *     jobs within 10 seconds
   */
  CreatedOperation create(OperationRequest request, SubmissionContext context);

  /**
   * Pauses, resumes or cancels an operation. A step that is under way still takes effect. A second
   * request has no effect.
   *
   * @return the operation after the request
   * @throws JobNotFoundException if the operation does not exist
   * @throws OperationConflictException if the operation has ended in another state
   * @throws StoreUnavailableException if the store does not commit in time
   */
  Operation change(UUID id, OperationState state);
}
