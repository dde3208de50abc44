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
 * Retention of finished jobs and groups.
 *
 * @param jobs Time that a job is kept after it finished, and a group after its last job was
 *     deleted.
 * @param tombstones Time after the deletion of a job during which its ID gets status 410. After it,
 *     the status is 404.
 * @param idempotencyKeys Time during which a request with the same Idempotency-Key creates nothing
 *     new.
 * @param operations Time that a bulk operation is kept after it ended.
 * @param batch Maximum number of jobs that one transaction of the pruning examines.
 * @param every Pause of the pruning when no more jobs are old enough.
 */
@Validated
@ConfigurationProperties("jobwheel.retention")
public record RetentionProperties(
    @DefaultValue("7d") @DurationMin(seconds = 1) @DurationMax(days = 36_500) Duration jobs,
    @DefaultValue("30d") @DurationMin @DurationMax(days = 36_500) Duration tombstones,
    @DefaultValue("24h") @DurationMin(seconds = 1) @DurationMax(days = 365)
        Duration idempotencyKeys,
    @DefaultValue("30d") @DurationMin(seconds = 1) @DurationMax(days = 36_500) Duration operations,
    @DefaultValue("500") @Min(1) @Max(10_000) int batch,
    @DefaultValue("1m") @DurationMin(millis = 100) @DurationMax(days = 1) Duration every) {}
