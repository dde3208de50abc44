package io.jobwheel.jobtypes;

import io.jobwheel.handler.command.CommandSetupException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports why a command is unusable and what to do. */
final class CommandSetupFailureAnalyzer extends AbstractFailureAnalyzer<CommandSetupException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, CommandSetupException cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
  }
}
