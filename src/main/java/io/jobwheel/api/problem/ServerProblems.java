package io.jobwheel.api.problem;

import org.jspecify.annotations.Nullable;

/** Maps a status without further information to a problem. */
public final class ServerProblems {

  private ServerProblems() {}

  public static Problem of(int status, @Nullable String path) {
    ProblemType type = ProblemType.ofServerStatus(status);
    return Problem.of(type, detail(type), path).withStatus(status);
  }

  private static String detail(ProblemType type) {
    return switch (type) {
      case MALFORMED_REQUEST ->
          "The request is not well-formed HTTP. Check the request line, the escapes in the path and"
              + " query, and the headers.";
      case NOT_FOUND -> "No resource has this path. The API is under /api/v1.";
      case METHOD_NOT_ALLOWED ->
          "This path does not support the method. Use one of the header Allow.";
      case PAYLOAD_TOO_LARGE -> "The request body is too large. Send less at once.";
      case REQUEST_TIMEOUT -> "The request was not received in time. Send it again.";
      case URI_TOO_LONG, HEADERS_TOO_LARGE ->
          "The request line or the headers exceed the limit of the server. Send shorter ones.";
      case NOT_IMPLEMENTED, VERSION_NOT_SUPPORTED ->
          "The server does not implement what the request uses. Send plain HTTP/1.1.";
      case INTERNAL_ERROR -> INTERNAL;
      case MALFORMED_JSON,
          INVALID_REQUEST,
          INVALID_PARAMETER,
          UNAUTHORIZED,
          FORBIDDEN,
          NOT_ACCEPTABLE,
          CONFLICT,
          OPERATION_NOT_CONFIRMED,
          OTHER_NODE,
          COMPARISON_RUNNING,
          NODE_BUSY,
          PRUNED,
          UNIQUE_CONFLICT,
          VERSION_MISMATCH,
          IDEMPOTENCY_KEY_IN_USE,
          IDEMPOTENCY_KEY_REUSED,
          UNSUPPORTED_MEDIA_TYPE,
          MISDIRECTED_REQUEST,
          BACKLOG_FULL,
          KEY_BACKLOG_FULL,
          LIMIT_REACHED,
          TOO_MANY_REQUESTS,
          NOT_ACCEPTING,
          STORE_UNAVAILABLE,
          BODY_BUDGET_EXHAUSTED,
          TOO_MANY_STREAMS,
          ANSWER_BUDGET_EXHAUSTED ->
          type.title() + ".";
    };
  }

  /** The detail of an internal error; the cause is logged, not sent. */
  static final String INTERNAL =
      "The service failed to process the request; the log of the service has the cause. A retry"
          + " may succeed.";
}
