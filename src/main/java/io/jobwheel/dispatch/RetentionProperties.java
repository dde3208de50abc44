package io.jobwheel.dispatch;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long what has ended is kept.
 *
 * @param jobs how long a job is kept after its end, and a group after that of its last job
 * @param tombstones how long after that its id is answered 410; later 404
 * @param batch how many jobs are looked at in one transaction of the pruning
 * @param every how long the pruning rests when nothing more is old enough
 */
@Validated
@ConfigurationProperties("jobwheel.retention")
record RetentionProperties(
    @DefaultValue("7d") @DurationMin(seconds = 1) @DurationMax(days = 36_500) Duration jobs,
    @DefaultValue("30d") @DurationMin @DurationMax(days = 36_500) Duration tombstones,
    @DefaultValue("500") @Min(1) @Max(10_000) int batch,
    @DefaultValue("1m") @DurationMin(millis = 100) @DurationMax(days = 1) Duration every) {}
