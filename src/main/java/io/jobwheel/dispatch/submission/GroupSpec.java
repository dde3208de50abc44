package io.jobwheel.dispatch.submission;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobSpec;
import io.jobwheel.job.Webhook;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A validated group to submit.
 *
 * @param mode the mode of all its jobs
 * @param jobs the jobs, in order
 * @param webhook the receiver of its end; null for none
 */
public record GroupSpec(
    ExecutionMode mode,
    CompletionCondition returnWhen,
    List<JobSpec> jobs,
    @Nullable Webhook webhook) {}
