package io.jobwheel.eventloop;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Describes an unhandled error for an {@link ExceptionHandler}: asyncio's context dictionary.
 *
 * @param message what failed, such as {@code callback} or the name of the task
 * @param error the error; {@code null} if there is none
 * @param future the task or future that failed; {@code null} if there is none, or if it was
 *     collected before its error was read
 * @param handle the callback that failed; {@code null} if there is none
 */
public record ExceptionContext(
    String message,
    @Nullable Throwable error,
    @Nullable Future<?> future,
    @Nullable Handle handle) {

  public ExceptionContext {
    Objects.requireNonNull(message);
  }

  /** Creates a context without a future or handle. */
  public ExceptionContext(String message, @Nullable Throwable error) {
    this(message, error, null, null);
  }
}
