package io.jobwheel.handler.http;

/** A URL leads where calls may not go; the message completes a sentence about the URL. */
final class EgressDeniedException extends RuntimeException {

  EgressDeniedException(String message) {
    super(message);
  }
}
