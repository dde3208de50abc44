package io.jobwheel.dispatch.request;

import org.jspecify.annotations.Nullable;

/**
 * A client's request that a limit holds for a job, before validation. {@code null} stands for a
 * field that is absent.
 *
 * @param name the name of the limit; required
 * @param key the value that the limit is counted by; default: none
 * @param units the permits that the job takes; default: 1
 */
public record JobLimitRequest(
    @Nullable String name, @Nullable String key, @Nullable Integer units) {}
