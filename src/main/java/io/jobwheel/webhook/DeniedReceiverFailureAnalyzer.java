package io.jobwheel.webhook;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports which endpoint has a URL that the egress policy denies, and what to do. */
final class DeniedReceiverFailureAnalyzer extends AbstractFailureAnalyzer<DeniedReceiverException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, DeniedReceiverException cause) {
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()),
        "Correct the URL, or allow its destination by jobwheel.http.egress, which applies to the"
            + " calls of jobs as well.",
        cause);
  }
}
