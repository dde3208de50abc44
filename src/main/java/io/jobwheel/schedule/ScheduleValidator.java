package io.jobwheel.schedule;

import io.jobwheel.job.Durations;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.ResourceNames;
import io.jobwheel.schedule.time.RecurrenceValidator;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Validates requests for schedules. A job whose type this node does not have is no error: the
 * schedule says so when it fires. Safe for use by any thread.
 */
public final class ScheduleValidator {

  private static final Duration LONGEST_WINDOW = Duration.ofDays(3_650);
  private static final Duration DEFAULT_WINDOW = Duration.ofDays(365);
  private static final Duration LONGEST_JITTER = Duration.ofDays(1);
  private static final int MOST_FAILURES = 100;

  private final RequestReader requests;

  ScheduleValidator(RequestReader requests) {
    this.requests = requests;
  }

  /**
   * Validates a schedule.
   *
   * @throws InvalidJobException if the name or the request is invalid; lists every invalid field
   */
  public ScheduleDefinition validate(String name, ScheduleRequest request) {
    FieldErrors errors = new FieldErrors();
    if (!ResourceNames.PATTERN.matcher(name).matches()) {
      errors.add(new FieldError("name", ResourceNames.RULE));
    }
    Instant startAt = time("startAt", request.startAt(), errors);
    Instant endAt = time("endAt", request.endAt(), errors);
    if (startAt != null && endAt != null && endAt.isBefore(startAt)) {
      errors.add(new FieldError("endAt", "must not be before startAt"));
    }
    Instant anchor = startAt == null ? Instant.EPOCH : startAt;
    var _ =
        RecurrenceValidator.validate(
            request.cron(), request.every(), request.timeZone(), anchor, errors::add);
    job(request, errors);
    Overlap overlap = name("overlap", request.overlap(), Overlap.SKIP, Overlap.values(), errors);
    CatchUp catchUp = name("catchUp", request.catchUp(), CatchUp.LATEST, CatchUp.values(), errors);
    Duration window =
        duration("catchUpWindow", request.catchUpWindow(), DEFAULT_WINDOW, LONGEST_WINDOW, errors);
    Duration jitter = duration("jitter", request.jitter(), Duration.ZERO, LONGEST_JITTER, errors);
    Long maxFires = request.maxFires();
    if (maxFires != null && maxFires < 1) {
      errors.add(new FieldError("maxFires", "must be 1 or more"));
    }
    Integer failures = request.pauseOnFailures();
    if (failures != null && (failures < 1 || failures > MOST_FAILURES)) {
      errors.add(new FieldError("pauseOnFailures", "must be 1 to " + MOST_FAILURES));
    }
    if (!errors.isEmpty()) {
      throw new InvalidJobException(errors);
    }
    return new ScheduleDefinition(
        request.cron(),
        request.every() == null ? null : Durations.parse(request.every()),
        request.timeZone() == null ? "UTC" : request.timeZone(),
        request.job(),
        request.group(),
        overlap,
        catchUp,
        window,
        jitter,
        startAt,
        endAt,
        maxFires,
        failures);
  }

  private void job(ScheduleRequest request, FieldErrors errors) {
    if ((request.job() == null) == (request.group() == null)) {
      errors.add(new FieldError("job", "or group is required, and not both"));
      return;
    }
    try {
      if (request.job() != null) {
        var _ = requests.job(request.job());
      } else {
        var _ = requests.group(String.valueOf(request.group()));
      }
    } catch (InvalidJobException e) {
      errors.addAll(e.all(), request.job() == null ? "group" : "job");
    }
  }

  private static @Nullable Instant time(
      String field, @Nullable String requested, FieldErrors errors) {
    if (requested == null) {
      return null;
    }
    try {
      Instant time = OffsetDateTime.parse(requested).toInstant().truncatedTo(ChronoUnit.MICROS);
      if (time.isAfter(Instant.EPOCH)
          && time.isBefore(io.jobwheel.schedule.time.Recurrence.LATEST)) {
        return time;
      }
    } catch (DateTimeException e) {
      // reported below
    }
    errors.add(
        new FieldError(
            field,
            "must be a time such as 2027-01-31T08:00:00Z or 2027-01-31T09:00:00+01:00, from year"
                + " 1970 to year 9999"));
    return null;
  }

  private static Duration duration(
      String field,
      @Nullable String requested,
      Duration otherwise,
      Duration longest,
      FieldErrors errors) {
    if (requested == null) {
      return otherwise;
    }
    try {
      Duration read = Durations.parse(requested).truncatedTo(ChronoUnit.MICROS);
      if (!read.isNegative() && read.compareTo(longest) <= 0) {
        return read;
      }
    } catch (IllegalArgumentException e) {
      // reported below
    }
    errors.add(
        new FieldError(
            field,
            "must be a duration from 0s to %dd, such as 30s or PT5M".formatted(longest.toDays())));
    return otherwise;
  }

  private static <E extends Enum<E>> E name(
      String field, @Nullable String requested, E otherwise, E[] values, FieldErrors errors) {
    if (requested == null) {
      return otherwise;
    }
    List<E> all = Arrays.asList(values);
    return all.stream()
        .filter(value -> value.name().equals(requested))
        .findFirst()
        .orElseGet(() -> {
          errors.add(new FieldError(field, "must be one of " + all));
          return otherwise;
        });
  }
}
