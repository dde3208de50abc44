package io.jobwheel.limit;

import org.jspecify.annotations.Nullable;

/**
 * A client's request for a limit, before validation. {@code null} stands for a field that is
 * absent.
 *
 * @param total the permits of all jobs of the limit together; default: no such limit
 * @param perKey the permits of the jobs with the same key; default: no such limit
 * @param rate how often jobs may start; default: no such limit
 * @param onLimit {@code BLOCK} (the default), {@code REJECT} or {@code CANCEL_OLDEST}
 */
public record LimitRequest(
    @Nullable Integer total,
    @Nullable Integer perKey,
    @Nullable RateRequest rate,
    @Nullable String onLimit) {

  /**
   * A rate.
   *
   * @param permits the permits of each period; required
   * @param per the period, a duration such as {@code 1m}; required
   * @param burst the permits that can be taken at once after a pause; default: 1
   */
  public record RateRequest(
      @Nullable Integer permits, @Nullable String per, @Nullable Integer burst) {}
}
