package io.jobwheel.api;

import org.springframework.http.ResponseEntity;

/**
 * An answer that is put together when a request thread writes it, and not on the thread that ended
 * the wait: that one has other work to do.
 */
@FunctionalInterface
interface LateAnswer {

  /** Puts it together within the share of its request; for the request thread, once. */
  ResponseEntity<?> now(AnswerBudget.Share share);
}
