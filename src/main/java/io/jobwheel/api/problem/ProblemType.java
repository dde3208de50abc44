package io.jobwheel.api.problem;

import java.util.Arrays;
import java.util.Locale;

/** The kinds of errors that a client can tell apart, each with a name that never changes. */
public enum ProblemType {
  MALFORMED_JSON(400, "The body is not well-formed JSON"),
  INVALID_REQUEST(400, "The request asks for something that cannot be"),
  INVALID_PARAMETER(400, "A parameter or header cannot be understood"),
  MALFORMED_REQUEST(400, "The request is not well-formed HTTP"),
  UNAUTHORIZED(401, "It is not known who asks"),
  FORBIDDEN(403, "Who asks may not do this"),
  NOT_FOUND(404, "There is no such thing"),
  METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
  NOT_ACCEPTABLE(406, "The answer does not come in an accepted media type"),
  REQUEST_TIMEOUT(408, "The request did not arrive in time"),
  CONFLICT(409, "The state of the job forbids it"),
  PRUNED(410, "It has ended long ago and was deleted"),
  PAYLOAD_TOO_LARGE(413, "The body is too large"),
  URI_TOO_LONG(414, "The path or query is too long"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body is not of a supported media type"),
  MISDIRECTED_REQUEST(421, "The service is not known by this name"),
  BACKLOG_FULL(429, "Too many jobs are waiting"),
  KEY_BACKLOG_FULL(429, "Too many jobs of the key are waiting"),
  TOO_MANY_REQUESTS(429, "The key has asked too often"),
  HEADERS_TOO_LARGE(431, "The headers are too large"),
  INTERNAL_ERROR(500, "The service failed"),
  NOT_IMPLEMENTED(501, "The service does not know this"),
  NOT_ACCEPTING(503, "The service takes no jobs now"),
  STORE_UNAVAILABLE(503, "The registry is not available"),
  BODY_BUDGET_EXHAUSTED(503, "Too many long bodies are being read at the moment"),
  ANSWER_BUDGET_EXHAUSTED(503, "Too much is being answered at the moment"),
  VERSION_NOT_SUPPORTED(505, "The service does not speak this version of HTTP");

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

  /** The name for machines, such as {@code urn:jobwheel:problem:not-found}. */
  public String urn() {
    return "urn:jobwheel:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What the server itself means by a status, outside any handler. */
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
