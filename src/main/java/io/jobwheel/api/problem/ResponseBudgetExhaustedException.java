package io.jobwheel.api.problem;

/** The answers under way take all the memory that is set aside for answers. */
public final class ResponseBudgetExhaustedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ResponseBudgetExhaustedException(long bytes) {
    super(
        "The answers under way take all of %,d bytes (jobwheel.api.answer-budget). Try again later, or ask for less at once."
            .formatted(bytes));
  }
}
