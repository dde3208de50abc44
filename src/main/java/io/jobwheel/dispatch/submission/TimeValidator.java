package io.jobwheel.dispatch.submission;

import io.jobwheel.job.FieldError;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Validates times of requests. */
final class TimeValidator {

  // the range of ISO 8601 years with four digits
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
  private static final String WRONG =
      "must be a time such as 2027-01-31T08:00:00Z or 2027-01-31T09:00:00+01:00,"
          + " from year 0000 to year 9999 in UTC";

  private TimeValidator() {}

  /** Returns the time of a field; null if an error is reported. */
  static @Nullable Instant validate(String field, String requested, Consumer<FieldError> errors) {
    try {
      Instant time =
          OffsetDateTime.parse(requested).toInstant(); // the offset may move it out of the range
      if (!time.isBefore(FIRST) && !time.isAfter(LAST)) {
        return time;
      }
    } catch (DateTimeException e) {
      // reported below
    }
    errors.accept(new FieldError(field, WRONG));
    return null;
  }
}
