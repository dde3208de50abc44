package io.jobwheel.eventloop;

import org.jspecify.annotations.Nullable;

/**
 * What is done inside a scope; it runs in the task that opens the scope and may wait. A lambda, and
 * not the block of a {@code try}, since a {@code close()} cannot see how its block ended.
 *
 * @param <S> the scope
 * @param <T> the result
 * @param <X> what it throws besides unchecked exceptions
 */
@FunctionalInterface
public interface ScopeBody<S, T extends @Nullable Object, X extends Throwable> {

  /** Does it; the scope ends when this returns or throws. */
  T run(S scope) throws X;
}
