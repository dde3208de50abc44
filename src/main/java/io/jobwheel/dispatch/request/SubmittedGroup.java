package io.jobwheel.dispatch.request;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import java.util.List;

/**
 * The result of the submission of a group.
 *
 * @param group the group; if replayed, as it is now
 * @param jobs the jobs, in the order of the request; if replayed, without payloads and results
 * @param replayed whether an earlier request with the same idempotency key created the group
 */
public record SubmittedGroup(JobGroup group, List<Job> jobs, boolean replayed) {}
