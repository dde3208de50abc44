package io.jobwheel.store.pause;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A pause in force: no node starts a job of its target.
 *
 * @param reason why, for operators; null if not given
 * @param pausedBy the submitter whose request set the pause last; null if authentication was
 *     disabled
 * @param since since when the target has been paused without interruption
 * @param until when the pause ends by itself; null for never
 */
public record Pause(
    PauseTarget target,
    @Nullable String reason,
    @Nullable String pausedBy,
    Instant since,
    @Nullable Instant until) {}
