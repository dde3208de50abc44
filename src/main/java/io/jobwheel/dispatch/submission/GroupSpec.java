package io.jobwheel.dispatch.submission;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobSpec;
import java.util.List;

/**
 * A validated group to submit.
 *
 * @param mode the mode of all its jobs
 * @param jobs the jobs, in order
 */
public record GroupSpec(ExecutionMode mode, CompletionCondition returnWhen, List<JobSpec> jobs) {}
