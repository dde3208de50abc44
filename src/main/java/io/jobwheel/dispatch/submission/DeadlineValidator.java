package io.jobwheel.dispatch.submission;

import static io.jobwheel.job.JobExtras.LONGEST_DEADLINE;

import io.jobwheel.job.Durations;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.JobExtras;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Validates the deadline of a job: a time, or a duration from the submission. */
public final class DeadlineValidator {

  private static final String FIELD = "deadline";
  // timers are not more precise
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final String WRONG =
      "must be a duration from the submission, of 1ms to %dd, such as 10m or PT10M"
          .formatted(LONGEST_DEADLINE.toDays());

  private DeadlineValidator() {}

  /** Returns the duration that a text is; empty if it is none, or out of range. */
  public static Optional<Duration> duration(String requested) {
    try {
      Duration read = Durations.parse(requested).truncatedTo(ChronoUnit.MICROS);
      return Optional.of(read).filter(DeadlineValidator::isInRange);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isInRange(Duration duration) {
    return duration.compareTo(SHORTEST) >= 0 && duration.compareTo(LONGEST_DEADLINE) <= 0;
  }

  /**
   * Adds the deadline to the extras of a job. Reports an error if it is invalid, or not after the
   * earliest start of the job.
   *
   * @param requested the field; null for no deadline
   * @param runAt the earliest start
   * @param now the time of the submission
   */
  static JobExtras validate(
      JobExtras extras,
      @Nullable String requested,
      Instant runAt,
      Instant now,
      Consumer<FieldError> errors) {
    if (requested == null) {
      return extras;
    }
    Optional<Duration> after = duration(requested);
    if (after.isPresent()) {
      requireStartBefore(now.plus(after.get()), runAt, errors);
      return extras.withDeadlineAfter(after.get());
    }
    Instant time =
        TimeValidator.validate(
            FIELD,
            requested,
            wrong ->
                errors.accept(
                    new FieldError(FIELD, WRONG + ", or a time such as 2027-01-31T08:00:00Z")));
    if (time == null) {
      return extras;
    }
    Instant deadline = time.truncatedTo(ChronoUnit.MICROS);
    if (!deadline.isAfter(now)) {
      errors.accept(new FieldError(FIELD, "must be in the future: it has passed"));
    } else if (deadline.isAfter(now.plus(LONGEST_DEADLINE))) {
      errors.accept(
          new FieldError(
              FIELD,
              "must be at most %d days after the submission".formatted(LONGEST_DEADLINE.toDays())));
    } else {
      requireStartBefore(deadline, runAt, errors);
    }
    return extras.withDeadline(deadline);
  }

  private static void requireStartBefore(
      Instant deadline, Instant runAt, Consumer<FieldError> errors) {
    if (!runAt.isBefore(deadline)) {
      errors.accept(
          new FieldError(FIELD, "must be after runAt, which is the earliest start of the job"));
    }
  }
}
