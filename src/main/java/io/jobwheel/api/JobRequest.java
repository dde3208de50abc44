package io.jobwheel.api;

import io.jobwheel.dispatch.RequestedJob;
import io.jobwheel.dispatch.RequestedPolicy;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.TraceParent;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * The body of a submit. What can be told without knowing types and modes is checked here; the rest
 * is dispatch's to decide.
 *
 * @param runAt an ISO-8601 instant, with {@code Z} or an offset
 * @param maxAttempts how many attempts may fail before the job has failed
 * @param backoff how long to wait after the first failure; a duration such as {@code 2s}
 * @param timeout how long an attempt may take; a duration such as {@code 30s}
 */
record JobRequest(
    @Nullable String type,
    @Nullable String mode,
    @JsonDeserialize(using = JsonTextReader.class) @Nullable String payload,
    @Nullable Integer priority,
    @Nullable String runAt,
    @Nullable Integer maxAttempts,
    @Nullable String backoff,
    @Nullable String timeout) {

  /** A request that says nothing. */
  static final JobRequest EMPTY = new JobRequest(null, null, null, null, null, null, null, null);

  private static final int LAST_YEAR = 9999;

  /**
   * The same in the words of dispatch.
   *
   * @param traceparent where in a trace it is submitted; null when nobody said so
   * @throws InvalidJobException that names every field which is wrong
   */
  RequestedJob toRequested(@Nullable TraceParent traceparent) {
    List<FieldError> errors = new ArrayList<>();
    RequestedJob requested = toRequested(traceparent, errors::add);
    if (!errors.isEmpty()) {
      throw new InvalidJobException(errors);
    }
    return requested;
  }

  RequestedJob toRequested(@Nullable TraceParent traceparent, Consumer<FieldError> errors) {
    return new RequestedJob(
        type,
        mode,
        payload,
        priority,
        instant(errors),
        new RequestedPolicy(maxAttempts, backoff, timeout),
        traceparent);
  }

  private @Nullable Instant instant(Consumer<FieldError> errors) {
    if (runAt == null) {
      return null;
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(runAt);
      if (time.getYear() >= 0 && time.getYear() <= LAST_YEAR) {
        return time.toInstant();
      }
    } catch (DateTimeException e) {
      // told below
    }
    errors.accept(
        new FieldError(
            "runAt", "must be a time such as 2027-01-31T08:00:00Z or 2027-01-31T09:00:00+01:00"));
    return null;
  }
}
