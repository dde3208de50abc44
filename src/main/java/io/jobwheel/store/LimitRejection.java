package io.jobwheel.store;

import io.jobwheel.job.Blocker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a job was not stored: a limit that rejects jobs had no permits for it.
 *
 * @param blocker the limit, and the key if the permits are those of a key
 * @param retryAfter the time after which there may be permits, of a limit with a rate or one that
 *     is paused; null if it is not known
 */
public record LimitRejection(Blocker blocker, @Nullable Duration retryAfter) {}
