package io.jobwheel.eventloop;

import java.util.List;

/**
 * Contains the errors of a {@link TaskGroup}: asyncio's {@code ExceptionGroup}. Its cause is the
 * first error, the others are suppressed; a group inside a group stays one error with errors of its
 * own.
 */
public final class TaskGroupException extends RuntimeException {

  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // a list of the JDK
  private final List<Throwable> errors;

  TaskGroupException(List<Throwable> errors) {
    super(
        "%d error%s in a task group".formatted(errors.size(), errors.size() == 1 ? "" : "s"),
        errors.getFirst());
    this.errors = List.copyOf(errors);
    errors.stream().skip(1).forEach(this::addSuppressed);
  }

  /**
   * Returns the errors of the group's tasks, in the order in which they failed, followed by that of
   * the body; at least one, and never a cancellation. Each is the exception that was thrown;
   * checked exceptions are not wrapped.
   */
  public List<Throwable> errors() {
    return errors;
  }
}
