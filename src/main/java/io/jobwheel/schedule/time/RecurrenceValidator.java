package io.jobwheel.schedule.time;

import io.jobwheel.job.Durations;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.Truncation;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Validates the fields {@code cron}, {@code every} and {@code timeZone} of a request. */
public final class RecurrenceValidator {

  private static final int MAX_ECHO = 64;

  private RecurrenceValidator() {}

  /**
   * Returns the recurrence that the fields describe, and reports an error for each invalid field.
   *
   * @param timeZone the zone of {@code cron}; UTC if null. Validated with {@code every}, too.
   * @param anchor the anchor of {@code every}
   * @return null if an error is reported
   */
  public static @Nullable Recurrence validate(
      @Nullable String cron,
      @Nullable String every,
      @Nullable String timeZone,
      Instant anchor,
      Consumer<FieldError> errors) {
    ZoneId zone = timeZone(timeZone, errors);
    if (cron != null && every != null) {
      errors.accept(new FieldError("every", "must be omitted if cron is set"));
      return null;
    }
    // also in an unknown zone, so that all errors are reported
    Recurrence valid = null;
    if (cron != null) {
      valid = cron(cron, zone == null ? ZoneOffset.UTC : zone, errors);
    } else if (every != null) {
      valid = every(every, anchor, errors);
    } else {
      errors.accept(new FieldError("cron", "is required unless every is set"));
    }
    return zone == null ? null : valid;
  }

  /**
   * Returns the zone of this name of the tz database; UTC if the name is null.
   *
   * @return null if an error is reported
   */
  public static @Nullable ZoneId timeZone(@Nullable String name, Consumer<FieldError> errors) {
    if (name == null) {
      return ZoneId.of("UTC");
    }
    Set<String> known = ZoneRulesProvider.getAvailableZoneIds();
    if (known.contains(name)) {
      return ZoneId.of(name);
    }
    String nearest =
        known.stream()
            .filter(id -> id.equalsIgnoreCase(name))
            .map(id -> "; is it %s?".formatted(id))
            .findFirst()
            .orElse(", such as Europe/Berlin or UTC, not an offset");
    errors.accept(
        new FieldError(
            "timeZone",
            "'%s' is unknown; must be a name of the tz database%s"
                .formatted(Truncation.of(name, MAX_ECHO), nearest)));
    return null;
  }

  private static @Nullable Recurrence cron(
      String expression, ZoneId zone, Consumer<FieldError> errors) {
    try {
      return Cron.parse(expression, zone);
    } catch (InvalidRecurrenceException e) {
      errors.accept(new FieldError("cron", e.reason()));
      return null;
    }
  }

  private static @Nullable Recurrence every(
      String text, Instant anchor, Consumer<FieldError> errors) {
    try {
      return new Every(duration(text), anchor);
    } catch (InvalidRecurrenceException e) {
      errors.accept(new FieldError("every", e.reason()));
      return null;
    }
  }

  /** Returns the duration; zero, which is no period, if the text is none. */
  private static Duration duration(String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      return Duration.ZERO;
    }
  }
}
