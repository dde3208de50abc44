package io.jobwheel.limit;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports which property of a limit is invalid, and why. */
final class InvalidLimitFailureAnalyzer extends AbstractFailureAnalyzer<InvalidLimitException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, InvalidLimitException cause) {
    return new FailureAnalysis(
        "A limit of the configuration is invalid:\n\n" + cause.getMessage(),
        "Correct it. docs/limits.md describes all fields.",
        cause);
  }
}
