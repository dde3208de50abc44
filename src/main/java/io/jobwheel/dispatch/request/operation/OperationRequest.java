package io.jobwheel.dispatch.request.operation;

import org.jspecify.annotations.Nullable;

/**
 * A request for a bulk operation, not validated.
 *
 * @param action what to do with each job
 * @param filter the jobs; null for all on which the action can act
 * @param priority the new priority of the jobs; required for {@code REPRIORITIZE}, optional for
 *     {@code REDRIVE}
 * @param rate the maximum number of jobs per second; null for 100 if they are redriven, and for no
 *     limit otherwise
 * @param dryRun whether only to count the jobs; null for false
 * @param confirm the number of jobs that the client expects; required if the filter has no
 *     criterion besides the state
 */
public record OperationRequest(
    @Nullable String action,
    @Nullable FilterRequest filter,
    @Nullable Integer priority,
    @Nullable Integer rate,
    @Nullable Boolean dryRun,
    @Nullable Long confirm) {}
