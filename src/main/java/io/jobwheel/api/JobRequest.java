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
 * @param runAt an ISO-8601 instant, with {@code Z} or an offset, of a year from 0000 to 9999 in UTC
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

  // what ISO 8601 writes with four digits
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
  private static final String WRONG_TIME =
      "must be a time such as 2027-01-31T08:00:00Z or 2027-01-31T09:00:00+01:00,"
          + " from year 0000 to year 9999 in UTC";

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
      Instant time =
          OffsetDateTime.parse(runAt).toInstant(); // its offset may lead out of the range
      if (!time.isBefore(FIRST) && !time.isAfter(LAST)) {
        return time;
      }
    } catch (DateTimeException e) {
      // told below
    }
    errors.accept(new FieldError("runAt", WRONG_TIME));
    return null;
  }
}
