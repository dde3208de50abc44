package io.jobwheel.dispatch;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobSpec;
import io.jobwheel.job.ReturnWhen;
import java.util.List;

/**
 * A group to submit, validated.
 *
 * @param mode that of all its jobs
 * @param jobs in order
 */
record GroupSpec(ExecutionMode mode, ReturnWhen returnWhen, List<JobSpec> jobs) {}
