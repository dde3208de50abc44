package io.jobwheel.api.limit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.api.job.JobDocument;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.LimitUsage;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.limit.RateSpec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of a limit.
 *
 * @param total omitted for no such limit, as are {@code perKey} and {@code rate}
 * @param createdBy the submitter whose request created it; omitted if it came from the
 *     configuration, or if authentication was disabled
 * @param updatedBy the submitter whose request changed it last; omitted as {@code createdBy} is
 * @param usage what jobs have of it; omitted in lists and after changes
 */
@JsonPropertyOrder({
  "name",
  "total",
  "perKey",
  "rate",
  "onLimit",
  "configured",
  "createdBy",
  "createdAt",
  "updatedBy",
  "updatedAt",
  "usage"
})
@JsonInclude(JsonInclude.Include.NON_NULL)
record LimitDocument(
    String name,
    @Nullable Integer total,
    @Nullable Integer perKey,
    @Nullable RateDocument rate,
    OnLimit onLimit,
    boolean configured,
    @Nullable String createdBy,
    Instant createdAt,
    @Nullable String updatedBy,
    Instant updatedAt,
    @Nullable UsageDocument usage) {

  /** What jobs have of a limit at present: see {@link LimitUsage}. */
  record UsageDocument(long used, long keys, long blocked) {

    static UsageDocument of(LimitUsage usage) {
      return new UsageDocument(usage.used(), usage.keys(), usage.blocked());
    }
  }

  /**
   * A rate.
   *
   * @param per an ISO-8601 duration
   */
  record RateDocument(int permits, String per, int burst) {

    static @Nullable RateDocument of(@Nullable RateSpec rate) {
      return rate == null
          ? null
          : new RateDocument(rate.permits(), rate.per().toString(), rate.burst());
    }
  }

  static LimitDocument of(Limit limit) {
    return of(limit, null);
  }

  /** Returns the document of a limit, with what jobs have of it; null for none. */
  static LimitDocument of(Limit limit, @Nullable LimitUsage usage) {
    LimitSpec spec = limit.spec();
    return new LimitDocument(
        limit.name(),
        spec.total(),
        spec.perKey(),
        RateDocument.of(spec.rate()),
        spec.onLimit(),
        limit.configured(),
        limit.createdBy(),
        JobDocument.toMicros(limit.createdAt()),
        limit.updatedBy(),
        JobDocument.toMicros(limit.updatedAt()),
        usage == null ? null : UsageDocument.of(usage));
  }
}
