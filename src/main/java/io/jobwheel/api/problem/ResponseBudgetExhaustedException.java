package io.jobwheel.api.problem;

/** Reading more for a response would exceed {@code jobwheel.api.answer-budget}. */
public final class ResponseBudgetExhaustedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ResponseBudgetExhaustedException(long bytes) {
    super(
        ("The responses being sent use all of jobwheel.api.answer-budget, %,d bytes. Retry later,"
                + " or request less at once.")
            .formatted(bytes));
  }
}
