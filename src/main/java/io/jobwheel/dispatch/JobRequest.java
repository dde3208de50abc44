package io.jobwheel.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * A job as a client asks for it, not validated yet. What is null was not given.
 *
 * @param mode a wire name; the default of the type unless given
 * @param payload JSON text
 * @param priority 0 unless given
 * @param runAt an ISO-8601 time with {@code Z} or an offset, of a year from 0000 to 9999 in UTC; at
 *     once unless given
 * @param maxAttempts how many attempts may fail before the job has failed; as the type has it
 *     unless given
 * @param backoff how long to wait after the first failure, a duration such as {@code 2s}; as the
 *     type has it unless given
 * @param timeout how long an attempt may take, a duration such as {@code 30s}; as the type has it
 *     unless given
 */
public record JobRequest(
    @Nullable String type,
    @Nullable String mode,
    @Nullable String payload,
    @Nullable Integer priority,
    @Nullable String runAt,
    @Nullable Integer maxAttempts,
    @Nullable String backoff,
    @Nullable String timeout) {}
