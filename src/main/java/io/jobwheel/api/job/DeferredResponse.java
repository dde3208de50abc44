package io.jobwheel.api.job;

import io.jobwheel.api.request.ResponseBudget;
import org.springframework.http.ResponseEntity;

/**
 * An answer that is put together when a request thread writes it, and not on the thread that ended
 * the wait: that one has other work to do.
 */
@FunctionalInterface
public interface DeferredResponse {

  /** Puts it together within the share of its request; for the request thread, once. */
  ResponseEntity<?> now(ResponseBudget.Share share);
}
