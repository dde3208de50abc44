package io.jobwheel.dispatch.request;

import java.util.UUID;

/** Thrown if an earlier request of other content used the idempotency key. */
public final class IdempotencyKeyReusedException extends RuntimeException {

  public IdempotencyKeyReusedException(UUID resource) {
    super(
        "An earlier request with this Idempotency-Key and other content created %s. Nothing was"
                .formatted(resource)
            + " stored. Use a new key for each new request.");
  }
}
