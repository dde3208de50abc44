package io.jobwheel.api.submit;

import io.jobwheel.api.request.ResponseBudget;
import io.jobwheel.dispatch.request.SubmittedJob;
import org.springframework.http.ResponseEntity;

/** The response to a submission of a job, which is built when the store has decided about it. */
public record SubmitResponse(BegunSubmission submission, Builder builder) {

  /** Builds a response. */
  @FunctionalInterface
  public interface Builder {

    /**
     * Builds the response within a share of the memory for responses. Must not block for a job that
     * was stored just now.
     */
    ResponseEntity<?> build(SubmittedJob submitted, ResponseBudget.Share share);
  }
}
