package io.jobwheel.webhook;

import io.jobwheel.handler.CallTimedOutException;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.http.call.HttpErrorCode;
import io.jobwheel.job.Retry;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Converts failures of calls to failures of deliveries. These keep the error code, but neither the
 * message nor the cause, which may contain the URL of an endpoint or a part of the answer.
 */
final class CallFailures {

  private static final Map<String, HttpErrorCode> BY_CODE =
      Arrays.stream(HttpErrorCode.values())
          .collect(Collectors.toUnmodifiableMap(HttpErrorCode::code, code -> code));

  private CallFailures() {}

  /** Returns the failure of a delivery with the code of the failed call. */
  static JobFailedException of(JobFailedException failure, Retry retry) {
    String code = failure.error().code();
    return failure instanceof CallTimedOutException
        ? new CallTimedOutException(code, message(code), retry)
        : new JobFailedException(code, message(code), retry);
  }

  private static String message(String code) {
    HttpErrorCode known = BY_CODE.get(code);
    return known == null ? "The call to the receiver failed." : message(known);
  }

  private static String message(HttpErrorCode code) {
    return switch (code) {
      case CALL_TIMED_OUT -> "The receiver did not answer in time.";
      case UNKNOWN_HOST -> "The host of the receiver cannot be resolved.";
      case TOO_MANY_LOOKUPS -> "Too many DNS look-ups are waiting.";
      case CONNECT_FAILED -> "The receiver cannot be connected to.";
      case CONNECTION_LOST -> "The connection was lost before the answer was complete.";
      case BAD_RESPONSE -> "The receiver sent an invalid answer.";
      case TLS_FAILED -> "The TLS connection to the receiver failed.";
      case RESPONSE_TOO_LARGE -> "The answer of the receiver is too large.";
      case EGRESS_DENIED -> "The egress policy of the node denies the receiver.";
      case BODY_BUDGET_EXHAUSTED,
          INVALID_CALL,
          SECRET_REFUSED,
          UNEXPECTED_STATUS,
          TOO_MANY_REDIRECTS,
          BAD_REDIRECT ->
          "The call to the receiver cannot be made.";
    };
  }
}
