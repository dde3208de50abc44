package io.jobwheel.dispatch.submission;

import static io.jobwheel.job.AttemptPolicy.LONGEST_BACKOFF;
import static io.jobwheel.job.AttemptPolicy.LONGEST_TIMEOUT;
import static io.jobwheel.job.AttemptPolicy.MOST_ATTEMPTS;

import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.Durations;
import io.jobwheel.job.FieldError;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Validates the policy of a request; the type provides the defaults. */
final class PolicyValidator {

  // timers are not more precise
  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);

  private PolicyValidator() {}

  /**
   * Returns the policy, and reports an error for each invalid field. The result is to be ignored if
   * there are errors.
   */
  static AttemptPolicy validate(
      JobRequest request, AttemptPolicy ofType, Consumer<FieldError> errors) {
    return new AttemptPolicy(
        maxAttempts(request.maxAttempts(), ofType, errors),
        backoff(request.backoff(), ofType, errors),
        timeout(request.timeout(), ofType, errors));
  }

  private static int maxAttempts(
      @Nullable Integer requested, AttemptPolicy ofType, Consumer<FieldError> errors) {
    if (requested == null) {
      return ofType.maxAttempts();
    }
    if (requested < 1 || requested > MOST_ATTEMPTS) {
      errors.accept(new FieldError("maxAttempts", "must be 1 to %d".formatted(MOST_ATTEMPTS)));
      return ofType.maxAttempts();
    }
    return requested;
  }

  private static Duration backoff(
      @Nullable String requested, AttemptPolicy ofType, Consumer<FieldError> errors) {
    Duration read =
        duration(
            requested,
            Duration.ZERO,
            LONGEST_BACKOFF,
            new FieldError("backoff", "must be a duration from 0s to 1h, such as 800ms or PT1S"),
            errors);
    return read == null ? ofType.backoff() : read;
  }

  private static @Nullable Duration timeout(
      @Nullable String requested, AttemptPolicy ofType, Consumer<FieldError> errors) {
    Duration read =
        duration(
            requested,
            SHORTEST_TIMEOUT,
            LONGEST_TIMEOUT,
            new FieldError("timeout", "must be a duration from 1ms to 365d, such as 30s or PT5M"),
            errors);
    return read == null ? ofType.timeout() : read;
  }

  private static @Nullable Duration duration(
      @Nullable String text,
      Duration least,
      Duration most,
      FieldError wrong,
      Consumer<FieldError> errors) {
    if (text == null) {
      return null;
    }
    try {
      Duration read = Durations.parse(text);
      if (read.compareTo(least) >= 0 && read.compareTo(most) <= 0) {
        return read;
      }
    } catch (IllegalArgumentException e) {
      // reported below
    }
    errors.accept(wrong);
    return null;
  }
}
