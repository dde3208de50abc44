package io.jobwheel.schedule;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports which property of a schedule is invalid, and why. */
final class InvalidScheduleFailureAnalyzer
    extends AbstractFailureAnalyzer<InvalidScheduleException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, InvalidScheduleException cause) {
    return new FailureAnalysis(
        "A schedule of the configuration is invalid:\n\n" + cause.getMessage(),
        "Correct it. docs/schedules.md describes expressions and all fields.",
        cause);
  }
}
