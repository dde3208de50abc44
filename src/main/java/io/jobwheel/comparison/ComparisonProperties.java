package io.jobwheel.comparison;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Comparisons of modes.
 *
 * @param roundTimeout Maximum time of one round. After it, the comparison fails and its jobs are
 *     cancelled.
 */
@Validated
@ConfigurationProperties("jobwheel.comparisons")
public record ComparisonProperties(
    @DefaultValue("10m") @DurationMin(seconds = 1) @DurationMax(hours = 24)
        Duration roundTimeout) {}
