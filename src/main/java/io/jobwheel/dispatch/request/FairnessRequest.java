package io.jobwheel.dispatch.request;

import org.jspecify.annotations.Nullable;

/**
 * A client's request that a job is counted by a fairness key, before validation. {@code null}
 * stands for a field that is absent.
 *
 * @param key the value that jobs share, such as a tenant
 * @param weight the weight of the job; default: 1
 */
public record FairnessRequest(@Nullable String key, @Nullable Integer weight) {}
