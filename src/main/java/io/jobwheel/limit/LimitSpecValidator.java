package io.jobwheel.limit;

import io.jobwheel.job.Durations;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.ResourceNames;
import io.jobwheel.limit.LimitRequest.RateRequest;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.limit.RateSpec;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Validates requests for limits. */
public final class LimitSpecValidator {

  private static final String REQUIRED = "is required";

  private LimitSpecValidator() {}

  /**
   * Validates a limit.
   *
   * @throws InvalidJobException if the name or the request is invalid; lists every invalid field
   */
  public static LimitSpec validate(String name, LimitRequest request) {
    FieldErrors errors = new FieldErrors();
    if (!ResourceNames.PATTERN.matcher(name).matches()) {
      errors.add(new FieldError("name", ResourceNames.RULE));
    }
    if (request.total() == null && request.perKey() == null && request.rate() == null) {
      errors.add(new FieldError("total", "or perKey or rate is required"));
    }
    range("total", request.total(), 0, LimitSpec.MAX_PERMITS, errors);
    range("perKey", request.perKey(), 0, LimitSpec.MAX_PERMITS, errors);
    RateSpec rate = request.rate() == null ? null : rate(request.rate(), errors);
    OnLimit onLimit = onLimit(request.onLimit(), errors);
    if (!errors.isEmpty()) {
      throw new InvalidJobException(errors);
    }
    return new LimitSpec(request.total(), request.perKey(), rate, onLimit);
  }

  private static @Nullable RateSpec rate(RateRequest request, FieldErrors errors) {
    int before = errors.count();
    Integer permits = request.permits();
    if (permits == null) {
      errors.add(new FieldError("rate.permits", REQUIRED));
    }
    range("rate.permits", permits, RateSpec.MIN, RateSpec.MAX, errors);
    int burst = request.burst() == null ? RateSpec.DEFAULT_BURST : request.burst();
    range("rate.burst", burst, RateSpec.MIN, RateSpec.MAX, errors);
    Duration per = per(request.per(), errors);
    return permits == null || per == null || errors.count() > before
        ? null
        : new RateSpec(permits, per, burst);
  }

  private static @Nullable Duration per(@Nullable String requested, FieldErrors errors) {
    if (requested == null) {
      errors.add(new FieldError("rate.per", REQUIRED));
      return null;
    }
    try {
      Duration per = Durations.parse(requested).truncatedTo(ChronoUnit.MICROS);
      if (per.compareTo(RateSpec.SHORTEST) >= 0 && per.compareTo(RateSpec.LONGEST) <= 0) {
        return per;
      }
    } catch (IllegalArgumentException e) {
      // reported below
    }
    errors.add(
        new FieldError("rate.per", "must be a duration from 1ms to 30d, such as 1m or PT1H"));
    return null;
  }

  private static OnLimit onLimit(@Nullable String requested, FieldErrors errors) {
    if (requested == null) {
      return OnLimit.BLOCK;
    }
    for (OnLimit known : OnLimit.values()) {
      if (known.name().equals(requested)) {
        return known;
      }
    }
    errors.add(new FieldError("onLimit", "must be one of " + Arrays.toString(OnLimit.values())));
    return OnLimit.BLOCK;
  }

  private static void range(
      String field, @Nullable Integer number, int least, int most, FieldErrors errors) {
    if (number != null && (number < least || number > most)) {
      errors.add(new FieldError(field, "must be %d to %d".formatted(least, most)));
    }
  }
}
