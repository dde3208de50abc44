package io.jobwheel.execution;

import org.jspecify.annotations.Nullable;

/** Provides the name of the operator on whose behalf the current thread works, for the log. */
@FunctionalInterface
public interface OperatorName {

  /** Returns the name, without control characters; {@code null} if it is unknown. */
  @Nullable String current();
}
