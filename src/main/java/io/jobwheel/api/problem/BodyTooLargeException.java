package io.jobwheel.api.problem;

/** A body, or an item of it, exceeds its limit. */
public final class BodyTooLargeException extends RuntimeException {

  /** Creates an exception for a part of the body, such as "The request body". */
  public BodyTooLargeException(String part, long limit) {
    super("%s exceeds %,d bytes. Send less at once.".formatted(part, limit));
  }
}
