package io.jobwheel.dispatch.submission;

import io.jobwheel.dispatch.request.pause.PauseRequest;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.store.pause.PauseTarget;
import io.jobwheel.store.pause.Pauses.NewPause;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Validates requests to pause a target. */
public final class PauseValidator {

  static final int MAX_REASON = 500;

  private PauseValidator() {}

  /**
   * Validates a request. Whether its end has passed is left to the clock of the database.
   *
   * @throws InvalidJobException if the request is invalid; lists every invalid field
   */
  public static NewPause validate(
      PauseTarget target, PauseRequest request, @Nullable String pausedBy) {
    FieldErrors errors = new FieldErrors();
    String reason = request.reason();
    if (reason != null && !isReason(reason)) {
      errors.add(
          new FieldError(
              "reason",
              "must have 1 to %d characters, and no control characters".formatted(MAX_REASON)));
    }
    Instant until =
        request.until() == null
            ? null
            : TimeValidator.validate("until", request.until(), errors::add);
    if (!errors.isEmpty()) {
      throw new InvalidJobException(errors);
    }
    return new NewPause(
        target, reason, pausedBy, until == null ? null : until.truncatedTo(ChronoUnit.MICROS));
  }

  private static boolean isReason(String text) {
    return !text.isBlank()
        && text.length() <= MAX_REASON
        && text.codePoints()
            .noneMatch(point ->
                Character.isISOControl(point)
                    || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
  }
}
