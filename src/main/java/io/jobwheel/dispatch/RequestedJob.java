package io.jobwheel.dispatch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as a client asks for it, not checked yet.
 *
 * @param mode a wire name; null for the default of the type
 * @param payload JSON text; null when there was none
 * @param priority null for 0
 * @param runAt null for now
 */
public record RequestedJob(
    @Nullable String type,
    @Nullable String mode,
    @Nullable String payload,
    @Nullable Integer priority,
    @Nullable Instant runAt) {}
