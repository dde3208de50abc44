package io.jobwheel.dispatch.submission;

import io.jobwheel.dispatch.limit.ActiveLimits;
import io.jobwheel.dispatch.request.JobLimitRequest;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.Truncation;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.OnLimit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Validates the limits of jobs against the definitions that this node has. Safe for use by any
 * thread.
 */
public final class LimitValidator {

  // maximum length of an unknown name in an error
  private static final int MAX_ECHO = 64;

  private final ActiveLimits definitions;
  private final TypeLimits defaults;

  public LimitValidator(ActiveLimits definitions, TypeLimits defaults) {
    this.definitions = definitions;
    this.defaults = defaults;
  }

  /**
   * Validates the limits that a job names.
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
      errors.add(tooMany(requests.size(), path));
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
        allKeysFit(limit.name(), limits, field + ".units", errors);
      } else {
        errors.add(new FieldError(field, "has the name and the key of an earlier one"));
      }
    }
    return limits;
  }

  /** Reports several keys of one limit that together exceed its total. */
  private void allKeysFit(String name, List<JobLimit> limits, String path, FieldErrors errors) {
    List<JobLimit> ofName = limits.stream().filter(limit -> limit.name().equals(name)).toList();
    Integer total = definitions.find(name).map(LimitSpec::total).orElse(null);
    long units = ofName.stream().mapToLong(JobLimit::units).sum();
    if (ofName.size() > 1 && total != null && total > 0 && units > total) {
      errors.add(
          new FieldError(
              path,
              "must be less: with all keys, the job takes %d of the limit '%s', whose total is %d"
                  .formatted(units, name, total)));
    }
  }

  private static FieldError tooMany(int limits, String path) {
    return new FieldError(
        path, "must have at most %d limits, not %d".formatted(JobLimit.MAX_LIMITS, limits));
  }

  /**
   * Adds the default limits of the type, except for those that the job names itself.
   *
   * @param named the valid limits that the job names
   * @param payload the payload of the job, valid for the type
   * @param path the field of the limits
   * @param errors receives every default limit that the job cannot have
   * @return all limits; to be ignored if there are errors
   */
  List<JobLimit> withDefaults(
      List<JobLimit> named, String type, String payload, String path, FieldErrors errors) {
    Set<String> names = named.stream().map(JobLimit::name).collect(Collectors.toSet());
    List<JobLimitRequest> added = defaults.of(type, payload, names);
    if (added.isEmpty()) {
      return ordered(named, path, errors);
    }
    List<JobLimit> all = new ArrayList<>(named);
    for (JobLimitRequest request : added) {
      FieldErrors wrong = new FieldErrors();
      JobLimit limit = validate(request, "", wrong);
      if (limit != null) {
        all.add(limit);
      }
      wrong.listed().stream()
          .map(error ->
              new FieldError(
                  path,
                  "of the type include '%s', whose %s %s"
                      .formatted(request.name(), error.field().substring(1), error.message())))
          .forEach(errors::add);
    }
    if (all.size() > JobLimit.MAX_LIMITS) {
      errors.add(tooMany(all.size(), path));
    }
    return ordered(all, path, errors);
  }

  /** Moves the limit that cancels the oldest jobs to the front, by which the store finds them. */
  private List<JobLimit> ordered(List<JobLimit> limits, String path, FieldErrors errors) {
    List<JobLimit> cancelling = limits.stream().filter(this::cancelsOldest).toList();
    if (cancelling.isEmpty()) {
      return limits;
    }
    if (cancelling.size() > 1) {
      errors.add(
          new FieldError(
              path,
              "must have at most one limit that cancels the oldest jobs, not '%s' and '%s'"
                  .formatted(cancelling.get(0).name(), cancelling.get(1).name())));
    }
    List<JobLimit> ordered = new ArrayList<>(cancelling);
    limits.stream().filter(limit -> !cancelling.contains(limit)).forEach(ordered::add);
    return ordered;
  }

  private boolean cancelsOldest(JobLimit limit) {
    return definitions
        .find(limit.name())
        .filter(spec -> spec.onLimit() == OnLimit.CANCEL_OLDEST)
        .isPresent();
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
