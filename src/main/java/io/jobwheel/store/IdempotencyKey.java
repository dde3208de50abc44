package io.jobwheel.store;

import java.time.Instant;
import java.util.UUID;

/**
 * A client's key of a request, stored with what the request creates.
 *
 * @param id identifies the key, its submitter and the kind of request
 * @param fingerprint identifies the content of the request
 * @param usedAt when the request was made
 * @param expiresAt when the key may be used for another request
 */
public record IdempotencyKey(UUID id, UUID fingerprint, Instant usedAt, Instant expiresAt) {}
