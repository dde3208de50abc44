package io.jobwheel.store.setup;

import io.jobwheel.store.database.StoreStartException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why the store could not be opened, and what to do. */
final class StoreStartFailureAnalyzer extends AbstractFailureAnalyzer<StoreStartException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, StoreStartException cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
  }
}
