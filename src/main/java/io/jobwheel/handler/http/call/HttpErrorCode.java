package io.jobwheel.handler.http.call;

import java.util.Locale;

/** The error codes of the job type {@code http}. {@code docs/errors.md} describes them. */
public enum HttpErrorCode {
  UNEXPECTED_STATUS,
  CALL_TIMED_OUT,
  UNKNOWN_HOST,
  TOO_MANY_LOOKUPS,
  CONNECT_FAILED,
  CONNECTION_LOST,
  BAD_RESPONSE,
  TLS_FAILED,
  RESPONSE_TOO_LARGE,
  BODY_BUDGET_EXHAUSTED,
  EGRESS_DENIED,
  TOO_MANY_REDIRECTS,
  BAD_REDIRECT,
  SECRET_REFUSED,
  INVALID_CALL;

  private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Returns the code as clients see it, such as {@code connect-failed}. */
  public String code() {
    return code;
  }
}
