package io.jobwheel.api;

import io.jobwheel.job.TraceParent;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** Where in a trace a request stands. */
final class RequestTrace {

  private static final String HEADER = "traceparent";

  /**
   * What the client says in its header {@code traceparent}; null when it says nothing, or nothing
   * valid, or two things.
   */
  @Nullable TraceParent of(HttpServletRequest request) {
    Enumeration<String> headers = request.getHeaders(HEADER);
    if (!headers.hasMoreElements()) {
      return null;
    }
    String header = headers.nextElement();
    return headers.hasMoreElements() ? null : TraceParent.parse(header).orElse(null);
  }
}
