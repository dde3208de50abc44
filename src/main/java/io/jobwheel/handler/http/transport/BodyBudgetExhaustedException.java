package io.jobwheel.handler.http.transport;

import java.io.IOException;

/** Thrown if the {@link BodyBudget} has too few free bytes for the body of a response. */
public final class BodyBudgetExhaustedException extends IOException {

  BodyBudgetExhaustedException() {
    super("the budget for kept bodies is exhausted");
  }
}
