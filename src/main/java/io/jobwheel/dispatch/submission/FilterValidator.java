package io.jobwheel.dispatch.submission;

import io.jobwheel.dispatch.request.operation.FilterRequest;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.JobState;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.TimeRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Validates filters of jobs. Reports every invalid value under the path of its field. */
final class FilterValidator {

  /** Maximum number of values of a criterion. */
  static final int MAX_VALUES = 20;

  private static final int MAX_NAME = 200;
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");
  // times that a list of jobs accepts, too
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private final FieldErrors errors;

  private FilterValidator(FieldErrors errors) {
    this.errors = errors;
  }

  /**
   * Returns the filter; to be ignored if an error is reported.
   *
   * @param states the states that are possible
   */
  static JobFilter validate(FilterRequest request, Set<JobState> states, FieldErrors errors) {
    FilterValidator validator = new FilterValidator(errors);
    return new JobFilter(
        validator.several(
            "state",
            request.state(),
            name -> states.stream().filter(state -> state.name().equals(name)).findFirst(),
            "must be one or more of " + states.stream().sorted().toList()),
        validator.names("type", request.type()),
        validator.several(
            "mode",
            request.mode(),
            ExecutionMode::named,
            "must be one or more of " + ExecutionMode.wireNames()),
        validator.several(
            "group",
            request.group(),
            FilterValidator::uuid,
            "must be a UUID such as 019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f"),
        validator.names("submitter", request.submitter()),
        validator.names("errorCode", request.errorCode()),
        validator.range("createdFrom", request.createdFrom(), "createdTo", request.createdTo()),
        validator.range(
            "finishedFrom", request.finishedFrom(), "finishedTo", request.finishedTo()));
  }

  private Set<String> names(String field, @Nullable List<@Nullable String> values) {
    return several(
        field,
        values,
        FilterValidator::name,
        "must be a name of 1 to %d characters, without control characters".formatted(MAX_NAME));
  }

  private <T> Set<T> several(
      String field,
      @Nullable List<@Nullable String> values,
      Function<String, Optional<T>> parser,
      String rule) {
    if (values == null) {
      return Set.of();
    }
    // an empty list, such as one that a program has not filled, must not match all jobs
    if (values.isEmpty() || values.size() > MAX_VALUES) {
      add(field, "must have 1 to %d values, or be omitted".formatted(MAX_VALUES));
      return Set.of();
    }
    Set<T> parsed = new LinkedHashSet<>();
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      Optional<T> found = value == null ? Optional.empty() : parser.apply(value);
      if (found.isEmpty()) {
        add("%s[%d]".formatted(field, i), rule);
      }
      found.ifPresent(parsed::add);
    }
    return parsed;
  }

  private static Optional<String> name(String text) {
    boolean valid =
        !text.isBlank()
            && text.length() <= MAX_NAME
            && text.codePoints()
                .noneMatch(point ->
                    Character.isISOControl(point)
                        || Character.getType(point) == Character.SURROGATE);
    return valid ? Optional.of(text) : Optional.empty();
  }

  private static Optional<UUID> uuid(String text) {
    return UUID_FORM.matcher(text).matches()
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }

  private TimeRange range(
      String fromField, @Nullable String from, String toField, @Nullable String to) {
    Instant first = time(fromField, from);
    Instant end = time(toField, to);
    if (first != null && end != null && !first.isBefore(end)) {
      add(toField, "must be after " + fromField);
    }
    return new TimeRange(first, end);
  }

  private @Nullable Instant time(String field, @Nullable String text) {
    if (text == null) {
      return null;
    }
    Instant time = TimeValidator.validate(field, text, error -> errors.add(error.under("filter")));
    if (time != null && (time.isBefore(Instant.EPOCH) || time.isAfter(LAST))) {
      add(field, "must be a time from 1970 to 9999");
      return null;
    }
    return time == null ? null : time.truncatedTo(ChronoUnit.MICROS);
  }

  private void add(String field, String message) {
    errors.add(new FieldError("filter." + field, message));
  }
}
