package io.jobwheel.dispatch.request;

import io.jobwheel.job.Job;

/**
 * The result of the submission of a job.
 *
 * @param job the job; if replayed, as it is now and without its payload and result
 * @param replayed whether an earlier request with the same idempotency key created the job
 */
public record SubmittedJob(Job job, boolean replayed) {}
