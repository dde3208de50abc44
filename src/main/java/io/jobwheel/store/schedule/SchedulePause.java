package io.jobwheel.store.schedule;

import java.time.Instant;

/** The pause of a schedule: since when, and why. */
public record SchedulePause(Instant since, String reason) {}
