package io.jobwheel.api.submit;

import io.jobwheel.execution.attempt.Tracing;
import io.jobwheel.job.TraceParent;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** Determines the trace context of a request. */
public final class RequestTrace {

  private static final String HEADER = "traceparent";

  private final Tracing tracing;

  public RequestTrace(Tracing tracing) {
    this.tracing = tracing;
  }

  /**
   * Returns the span of the request if tracing is enabled, else the context that the client sent.
   */
  @Nullable TraceParent of(HttpServletRequest request) {
    return tracing.current().orElseGet(() -> ofClient(request));
  }

  /** Returns the header {@code traceparent}; {@code null} if it is absent, invalid or repeated. */
  private static @Nullable TraceParent ofClient(HttpServletRequest request) {
    Enumeration<String> headers = request.getHeaders(HEADER);
    if (!headers.hasMoreElements()) {
      return null;
    }
    String header = headers.nextElement();
    return headers.hasMoreElements() ? null : TraceParent.parse(header).orElse(null);
  }
}
