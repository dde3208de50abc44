package io.jobwheel.dispatch.submission;

import io.jobwheel.job.FieldError;
import io.jobwheel.job.JobSpec;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Validates the earliest start time of a job. */
final class RunAtValidator {

  private RunAtValidator() {}

  /** Returns the time; to be ignored if an error is reported. */
  static Instant validate(@Nullable String requested, Consumer<FieldError> errors) {
    Instant time = requested == null ? null : TimeValidator.validate("runAt", requested, errors);
    return time == null ? JobSpec.AT_ONCE : time;
  }
}
