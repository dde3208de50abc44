package io.jobwheel.execution.attempt;

import io.jobwheel.job.Outcome;
import io.jobwheel.job.TraceParent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * A span that another process created and that this process only propagates: the span of the
 * attempt in a worker process, the span of the submit request on a node without tracing. Log lines
 * carry its ids.
 *
 * @param parent the trace context; null if there is none
 */
public record PropagatedSpan(@Nullable TraceParent parent) implements AttemptSpan {

  @Override
  public Optional<TraceParent> traceparent() {
    return Optional.ofNullable(parent);
  }

  @Override
  public SpanScope open() {
    if (parent == null) {
      return SpanScope.NOTHING;
    }
    String outerTrace = MDC.get(LogKeys.TRACE_ID);
    String outerSpan = MDC.get(LogKeys.SPAN_ID);
    MDC.put(LogKeys.TRACE_ID, parent.traceId());
    MDC.put(LogKeys.SPAN_ID, parent.spanId());
    return () -> {
      LogKeys.put(LogKeys.TRACE_ID, outerTrace);
      LogKeys.put(LogKeys.SPAN_ID, outerSpan);
    };
  }

  @Override
  public void end(Outcome outcome) {
    // the process that created the span ends it
  }
}
