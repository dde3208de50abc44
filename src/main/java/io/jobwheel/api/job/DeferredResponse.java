package io.jobwheel.api.job;

import io.jobwheel.api.request.ResponseBudget;
import org.springframework.http.ResponseEntity;

/**
 * A response that is built on the request thread that writes it, and not on the thread that
 * completes the wait.
 */
@FunctionalInterface
public interface DeferredResponse {

  /**
   * Builds the response within the memory share of its request. Called once, on the request thread.
   */
  ResponseEntity<?> build(ResponseBudget.Share share);
}
