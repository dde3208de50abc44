package io.jobwheel.api.schedule;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for the jobs of past due times.
 *
 * @param from the begin of the interval, inclusive
 * @param to the end of the interval, exclusive
 */
record BackfillRequest(@Nullable OffsetDateTime from, @Nullable OffsetDateTime to) {}
