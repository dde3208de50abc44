package io.jobwheel.dispatch.request.operation;

import io.jobwheel.store.operation.Operation;

/**
 * The result of a request for a bulk operation.
 *
 * @param operation the operation; one that is not stored if it was a dry run
 * @param replayed whether an earlier request with the same idempotency key had created it
 */
public record CreatedOperation(Operation operation, boolean replayed) {}
