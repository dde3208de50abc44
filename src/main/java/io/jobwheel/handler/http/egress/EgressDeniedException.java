package io.jobwheel.handler.http.egress;

/**
 * Thrown if the egress policy denies a URL. The message is the predicate of a sentence about it.
 */
public final class EgressDeniedException extends RuntimeException {

  EgressDeniedException(String message) {
    super(message);
  }
}
