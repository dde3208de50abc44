package io.jobwheel.api.submit;

import io.jobwheel.execution.attempt.Tracing;
import io.jobwheel.job.TraceParent;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** Where in a trace a request stands. */
public final class RequestTrace {

  private static final String HEADER = "traceparent";

  private final Tracing tracing;

  public RequestTrace(Tracing tracing) {
    this.tracing = tracing;
  }

  /** The span of the request where this node traces; else where its client says that it is. */
  @Nullable TraceParent of(HttpServletRequest request) {
    return tracing.current().orElseGet(() -> told(request));
  }

  /** Null when the client says nothing, or nothing valid, or two things. */
  private static @Nullable TraceParent told(HttpServletRequest request) {
    Enumeration<String> headers = request.getHeaders(HEADER);
    if (!headers.hasMoreElements()) {
      return null;
    }
    String header = headers.nextElement();
    return headers.hasMoreElements() ? null : TraceParent.parse(header).orElse(null);
  }
}
