package io.jobwheel.dispatch.request.operation;

import org.jspecify.annotations.Nullable;

/** Thrown if the number of jobs of a bulk operation is not confirmed. Nothing is stored. */
public final class OperationNotConfirmedException extends RuntimeException {

  private final long matched;

  /**
   * Creates an exception.
   *
   * @param matched the number of jobs that match now
   * @param confirmed the number that the client expected; null if it named none
   */
  public OperationNotConfirmedException(long matched, @Nullable Long confirmed) {
    super(
        confirmed == null
            ? "The filter has no criterion besides the state and matches %d jobs. Repeat the request with \"confirm\": %d if you mean all of them."
                .formatted(matched, matched)
            : "The filter matches %d jobs, which differs from the %d that were confirmed by more than 1 %%. Check the filter, or confirm the new number."
                .formatted(matched, confirmed));
    this.matched = matched;
  }

  /** Returns the number of jobs that match. */
  public long matched() {
    return matched;
  }
}
