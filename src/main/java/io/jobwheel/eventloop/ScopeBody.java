package io.jobwheel.eventloop;

import org.jspecify.annotations.Nullable;

/**
 * Runs inside a scope, in the task that opens the scope, and may wait. A lambda instead of the
 * block of a {@code try}, since a {@code close()} cannot see how its block ended.
 *
 * @param <S> the type of the scope
 * @param <T> the type of the result
 * @param <X> the exception that it throws besides unchecked exceptions
 */
@FunctionalInterface
public interface ScopeBody<S, T extends @Nullable Object, X extends Throwable> {

  /** Runs the body. The scope ends when this method returns or throws. */
  T run(S scope) throws X;
}
