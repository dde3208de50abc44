package io.jobwheel.dispatch.request;

/** Thrown if another request with the idempotency key was not committed in time. */
public final class IdempotencyKeyInUseException extends RuntimeException {

  public IdempotencyKeyInUseException(Throwable cause) {
    super(
        "Another request with this Idempotency-Key may still be in progress. Nothing was stored."
            + " Repeat the request with the same key.",
        cause);
  }
}
