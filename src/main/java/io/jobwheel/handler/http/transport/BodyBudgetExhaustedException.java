package io.jobwheel.handler.http.transport;

import java.io.IOException;

/** The bodies that calls keep at the moment leave no {@link BodyBudget} for one more. */
public final class BodyBudgetExhaustedException extends IOException {

  BodyBudgetExhaustedException() {
    super("no room for the body of the response");
  }
}
