package io.jobwheel.limit;

import io.jobwheel.limit.LimitRequest.RateRequest;
import io.jobwheel.store.limit.OnLimit;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of the operator. All nodes should have the same: a node that starts stores those of its
 * configuration, and leaves those that are not in it any more to the API.
 *
 * @param limits The limits by name: lower-case letters, digits and dashes.
 */
@Validated
@ConfigurationProperties("jobwheel")
record LimitProperties(@DefaultValue Map<String, @Valid ConfiguredLimit> limits) {

  LimitProperties {
    limits = Map.copyOf(limits);
  }

  /**
   * A limit; its fields are those of the API, see docs/limits.md. At least one of total, per-key
   * and rate is required.
   *
   * @param total Permits of all jobs of the limit together; 0 stops them.
   * @param perKey Permits of the jobs with the same key; 0 stops them.
   * @param rate Rate at which jobs may start.
   * @param onLimit What becomes of a job for which there are no permits left.
   */
  @ConfigurationPropertiesSource
  record ConfiguredLimit(
      @Min(0) @Max(1_000_000) @Nullable Integer total,
      @Min(0) @Max(1_000_000) @Nullable Integer perKey,
      @Valid @Nullable ConfiguredRate rate,
      @DefaultValue("block") OnLimit onLimit) {

    LimitRequest request() {
      return new LimitRequest(total, perKey, rate == null ? null : rate.request(), onLimit.name());
    }
  }

  /**
   * The rate at which the jobs of a limit may start.
   *
   * @param per Period, such as 1m. Required.
   * @param permits Permits of each period. Required.
   * @param burst Permits that can be taken at once after a pause.
   */
  @ConfigurationPropertiesSource
  record ConfiguredRate(
      @DurationMin(millis = 1) @DurationMax(days = 30) @Nullable Duration per,
      @Min(1) @Max(1_000_000) @Nullable Integer permits,
      @DefaultValue("1") @Min(1) @Max(1_000_000) int burst) {

    RateRequest request() {
      return new RateRequest(permits, per == null ? null : per.toString(), burst);
    }
  }
}
