package io.jobwheel.dispatch.request;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's request for a group of jobs, before validation. {@code null} stands for a field that
 * is absent.
 *
 * @param mode wire name of the mode of all its jobs
 * @param returnWhen name of a {@code CompletionCondition}; default: {@code ALL_COMPLETED}
 * @param jobs jobs in order; the mode of each is null or that of the group
 * @param webhook the receiver of its end; default: none
 */
public record GroupRequest(
    @Nullable String mode,
    @Nullable String returnWhen,
    @Nullable List<@Nullable JobRequest> jobs,
    @Nullable WebhookRequest webhook) {}
