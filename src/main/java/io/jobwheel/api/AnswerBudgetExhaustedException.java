package io.jobwheel.api;

/** The answers under way take all the memory that is set aside for answers. */
final class AnswerBudgetExhaustedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AnswerBudgetExhaustedException(long bytes) {
    super(
        "The answers under way take all of %,d bytes (jobwheel.api.answer-budget). Try again later, or ask for less at once."
            .formatted(bytes));
  }
}
