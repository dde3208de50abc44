package io.jobwheel.dispatch.request.pause;

import org.jspecify.annotations.Nullable;

/**
 * A request to pause a target, not validated.
 *
 * @param reason why, at most 500 characters; null for none
 * @param until when the pause ends by itself, a time in the future such as 2027-01-31T08:00:00Z;
 *     null for never
 */
public record PauseRequest(@Nullable String reason, @Nullable String until) {}
