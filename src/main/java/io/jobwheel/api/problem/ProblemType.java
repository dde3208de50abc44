package io.jobwheel.api.problem;

import java.util.Arrays;
import java.util.Locale;

/** The problem types of responses. Clients depend on the names, which never change. */
public enum ProblemType {
  MALFORMED_JSON(400, "Malformed JSON"),
  INVALID_REQUEST(400, "Validation failed"),
  INVALID_PARAMETER(400, "Invalid parameter"),
  MALFORMED_REQUEST(400, "Malformed request"),
  UNAUTHORIZED(401, "Authentication required"),
  FORBIDDEN(403, "Insufficient scope"),
  NOT_FOUND(404, "Not found"),
  METHOD_NOT_ALLOWED(405, "Method not allowed"),
  NOT_ACCEPTABLE(406, "Not acceptable"),
  REQUEST_TIMEOUT(408, "Request timeout"),
  CONFLICT(409, "Conflict with the current state"),
  OPERATION_NOT_CONFIRMED(409, "Number of jobs not confirmed"),
  OTHER_NODE(409, "Answered by another node"),
  COMPARISON_RUNNING(409, "Another comparison running"),
  NODE_BUSY(409, "Node busy"),
  UNIQUE_CONFLICT(409, "Unique key held by another job"),
  IDEMPOTENCY_KEY_IN_USE(409, "Idempotency key in use"),
  PRUNED(410, "Job or group deleted"),
  VERSION_MISMATCH(412, "Another version"),
  PAYLOAD_TOO_LARGE(413, "Request body too large"),
  URI_TOO_LONG(414, "URI too long"),
  UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
  MISDIRECTED_REQUEST(421, "Misdirected request"),
  IDEMPOTENCY_KEY_REUSED(422, "Idempotency key used for another request"),
  BACKLOG_FULL(429, "Backlog full"),
  KEY_BACKLOG_FULL(429, "Backlog of the key full"),
  LIMIT_REACHED(429, "Limit reached"),
  TOO_MANY_REQUESTS(429, "Too many requests"),
  HEADERS_TOO_LARGE(431, "Request headers too large"),
  INTERNAL_ERROR(500, "Internal error"),
  NOT_IMPLEMENTED(501, "Not implemented"),
  NOT_ACCEPTING(503, "Not accepting jobs"),
  STORE_UNAVAILABLE(503, "Store unavailable"),
  BODY_BUDGET_EXHAUSTED(503, "Memory for request bodies exhausted"),
  TOO_MANY_STREAMS(503, "Too many streams"),
  ANSWER_BUDGET_EXHAUSTED(503, "Memory for responses exhausted"),
  VERSION_NOT_SUPPORTED(505, "HTTP version not supported");

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** Returns the stable name, such as {@code urn:jobwheel:problem:not-found}. */
  public String urn() {
    return "urn:jobwheel:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the type of a status that the server sets outside of any controller. */
  static ProblemType ofServerStatus(int status) {
    if (status == MALFORMED_REQUEST.status) {
      return MALFORMED_REQUEST;
    }
    return Arrays.stream(values())
        .filter(type -> type.status == status)
        .findFirst()
        .orElse(status < 500 ? MALFORMED_REQUEST : INTERNAL_ERROR);
  }
}
