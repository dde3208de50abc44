package io.jobwheel.dispatch.submission;

import io.jobwheel.job.FieldError;
import io.jobwheel.job.JobSpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Validates the earliest start time of a job. */
final class RunAtValidator {

  // the range of ISO 8601 years with four digits
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
  private static final FieldError WRONG =
      new FieldError(
          "runAt",
          "must be a time such as 2027-01-31T08:00:00Z or 2027-01-31T09:00:00+01:00,"
              + " from year 0000 to year 9999 in UTC");

  private RunAtValidator() {}

  /** Returns the time; to be ignored if an error is reported. */
  static Instant validate(@Nullable String requested, Consumer<FieldError> errors) {
    if (requested == null) {
      return JobSpec.AT_ONCE;
    }
    try {
      Instant time =
          OffsetDateTime.parse(requested).toInstant(); // the offset may move it out of the range
      if (!time.isBefore(FIRST) && !time.isAfter(LAST)) {
        return time;
      }
    } catch (DateTimeException e) {
      // reported below
    }
    errors.accept(WRONG);
    return JobSpec.AT_ONCE;
  }
}
