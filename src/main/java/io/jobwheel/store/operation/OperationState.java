package io.jobwheel.store.operation;

/** The state of a bulk operation. */
public enum OperationState {
  /** Nodes carry it out. */
  RUNNING,
  /** It waits until it is resumed. */
  PAUSED,
  /** Each job of its set was visited. */
  COMPLETED,
  /** It was cancelled. What it had done by then stays. */
  CANCELLED;

  /** Returns whether an operation may change from this state to {@code next}. */
  public boolean canBecome(OperationState next) {
    return switch (this) {
      case RUNNING -> next != RUNNING;
      case PAUSED -> next == RUNNING || next == CANCELLED;
      case COMPLETED, CANCELLED -> false;
    };
  }

  /** Returns whether the operation has ended. */
  public boolean isFinal() {
    return switch (this) {
      case RUNNING, PAUSED -> false;
      case COMPLETED, CANCELLED -> true;
    };
  }
}
