package io.jobwheel.store.schedule;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of a due time of a schedule.
 *
 * @param at when it was decided
 * @param subject the job or group; null if there is none
 * @param reason why there is none; null if there is one
 */
public record FireRecord(
    Instant dueAt,
    FireKind kind,
    FireOutcome outcome,
    Instant at,
    @Nullable UUID subject,
    @Nullable String reason) {}
