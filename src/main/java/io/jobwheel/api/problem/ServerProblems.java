package io.jobwheel.api.problem;

import org.jspecify.annotations.Nullable;

/** The problems that are known by their status only. */
public final class ServerProblems {

  private ServerProblems() {}

  public static Problem of(int status, @Nullable String path) {
    ProblemType type = ProblemType.ofServerStatus(status);
    return Problem.of(type, detail(type), path).withStatus(status);
  }

  private static String detail(ProblemType type) {
    return switch (type) {
      case MALFORMED_REQUEST ->
          "The server cannot read the request. Check the request line, the escapes in the path and"
              + " query, and the headers.";
      case NOT_FOUND -> "There is nothing at this path. The interface is under /api/v1.";
      case METHOD_NOT_ALLOWED -> "This method is not served. See the header Allow.";
      case PAYLOAD_TOO_LARGE -> "The body is too large. Send less at once.";
      case REQUEST_TIMEOUT -> "The request did not arrive in time. Send it again.";
      case URI_TOO_LONG, HEADERS_TOO_LARGE ->
          "The head of the request is larger than the server reads. Send a shorter one.";
      case NOT_IMPLEMENTED, VERSION_NOT_SUPPORTED ->
          "The server does not know this. Send plain HTTP/1.1.";
      case INTERNAL_ERROR -> INTERNAL;
      case MALFORMED_JSON,
          INVALID_REQUEST,
          INVALID_PARAMETER,
          UNAUTHORIZED,
          FORBIDDEN,
          NOT_ACCEPTABLE,
          CONFLICT,
          PRUNED,
          UNSUPPORTED_MEDIA_TYPE,
          MISDIRECTED_REQUEST,
          BACKLOG_FULL,
          KEY_BACKLOG_FULL,
          TOO_MANY_REQUESTS,
          NOT_ACCEPTING,
          STORE_UNAVAILABLE,
          BODY_BUDGET_EXHAUSTED,
          ANSWER_BUDGET_EXHAUSTED ->
          type.title() + ".";
    };
  }

  /** What is told about a failure of our own: nothing of its inside. */
  static final String INTERNAL =
      "The service failed on this request; its log says why. Trying again may help.";
}
