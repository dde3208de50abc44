package io.jobwheel.dispatch.submission;

import io.jobwheel.dispatch.limit.ActiveLimits;
import io.jobwheel.dispatch.request.JobLimitRequest;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.Truncation;
import io.jobwheel.store.limit.LimitSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Validates the limits of jobs against the definitions that this node has. Safe for use by any
 * thread.
 */
public final class LimitValidator {

  // maximum length of an unknown name in an error
  private static final int MAX_ECHO = 64;

  private final ActiveLimits definitions;

  public LimitValidator(ActiveLimits definitions) {
    this.definitions = definitions;
  }

  /**
   * Validates the limits of a job.
   *
   * @param path the field of the limits
   * @param errors receives every invalid field
   * @return the limits; to be ignored if there are errors
   */
  List<JobLimit> validate(
      @Nullable List<@Nullable JobLimitRequest> requests, String path, FieldErrors errors) {
    if (requests == null) {
      return List.of();
    }
    if (requests.size() > JobLimit.MAX_LIMITS) {
      errors.add(
          new FieldError(
              path,
              "must have at most %d limits, not %d"
                  .formatted(JobLimit.MAX_LIMITS, requests.size())));
      return List.of();
    }
    List<JobLimit> limits = new ArrayList<>();
    Set<JobLimit> named = new HashSet<>();
    for (int i = 0; i < requests.size(); i++) {
      String field = "%s[%d]".formatted(path, i);
      JobLimit limit = validate(requests.get(i), field, errors);
      if (limit == null) {
        continue;
      }
      if (named.add(new JobLimit(limit.name(), limit.key(), 1))) {
        limits.add(limit);
      } else {
        errors.add(new FieldError(field, "has the name and the key of an earlier one"));
      }
    }
    return limits;
  }

  private @Nullable JobLimit validate(
      @Nullable JobLimitRequest request, String path, FieldErrors errors) {
    if (request == null) {
      errors.add(new FieldError(path, "must be an object, not null"));
      return null;
    }
    int before = errors.count();
    String key = request.key();
    if (key != null) {
      KeyValidator.validate(key, JobLimit.MAX_KEY, path + ".key", errors);
    }
    int units = request.units() == null ? 1 : request.units();
    if (units < 1 || units > JobLimit.MAX_UNITS) {
      errors.add(new FieldError(path + ".units", "must be 1 to %d".formatted(JobLimit.MAX_UNITS)));
    }
    String name = request.name();
    if (name == null) {
      errors.add(new FieldError(path + ".name", "is required"));
    }
    if (name == null || errors.count() > before) {
      return null;
    }
    Optional<LimitSpec> definition = definitions.find(name);
    if (definition.isEmpty()) {
      errors.add(
          new FieldError(
              path + ".name", "'%s' is unknown".formatted(Truncation.of(name, MAX_ECHO))));
      return null;
    }
    JobLimit limit = new JobLimit(name, key, units);
    fits(limit, definition.get(), path, errors);
    return limit;
  }

  /** Reports a limit that could never have its permits, unless it stops its jobs on purpose. */
  private static void fits(JobLimit limit, LimitSpec spec, String path, FieldErrors errors) {
    if (spec.needsKey() && limit.key() == null) {
      errors.add(
          new FieldError(
              path + ".key",
              "is required: the limit '%s' is counted for each key".formatted(limit.name())));
    }
    String units = path + ".units";
    atMost(limit, spec.total(), "total", units, errors);
    atMost(limit, spec.perKey(), "perKey", units, errors);
    atMost(limit, spec.rate() == null ? null : spec.rate().burst(), "rate.burst", units, errors);
  }

  private static void atMost(
      JobLimit limit, @Nullable Integer most, String what, String path, FieldErrors errors) {
    if (most != null && most > 0 && limit.units() > most) {
      errors.add(
          new FieldError(
              path,
              "must be at most %d, the %s of the limit '%s'".formatted(most, what, limit.name())));
    }
  }
}
