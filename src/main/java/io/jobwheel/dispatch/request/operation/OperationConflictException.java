package io.jobwheel.dispatch.request.operation;

import io.jobwheel.store.operation.OperationState;
import io.jobwheel.store.operation.Operations;
import java.util.UUID;

/** Thrown if a bulk operation cannot be created or changed. Nothing is changed. */
public final class OperationConflictException extends RuntimeException {

  private OperationConflictException(String message) {
    super(message);
  }

  /** Returns the exception of an operation that has ended, and so has its final state. */
  public static OperationConflictException ended(UUID id, OperationState state) {
    return new OperationConflictException(
        "Operation %s cannot be changed: its state is %s.".formatted(id, state));
  }

  /** Returns the exception of a request while too many operations have not ended. */
  public static OperationConflictException tooMany() {
    return new OperationConflictException(
        "%d operations have not ended. Wait until one has, or cancel one."
            .formatted(Operations.MAX_UNFINISHED));
  }
}
