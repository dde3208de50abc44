package io.jobwheel.api.schedule;

import org.jspecify.annotations.Nullable;

/**
 * The body of a request to pause a schedule.
 *
 * @param reason at most 200 characters; default: that a client paused it
 */
record PauseScheduleRequest(@Nullable String reason) {}
