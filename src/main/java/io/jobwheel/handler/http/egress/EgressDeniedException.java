package io.jobwheel.handler.http.egress;

/** A URL leads where calls may not go; the message completes a sentence about the URL. */
public final class EgressDeniedException extends RuntimeException {

  EgressDeniedException(String message) {
    super(message);
  }
}
