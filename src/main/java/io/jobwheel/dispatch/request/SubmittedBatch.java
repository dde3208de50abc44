package io.jobwheel.dispatch.request;

import java.util.List;

/**
 * The result of the submission of a batch.
 *
 * @param outcomes one for each job, in the order of the request
 * @param replayed whether an earlier request with the same idempotency key created the jobs
 */
public record SubmittedBatch(List<BatchOutcome> outcomes, boolean replayed) {}
