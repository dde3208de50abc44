package io.jobwheel.execution.attempt;

import io.jobwheel.job.Outcome;
import io.jobwheel.job.TraceParent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * A span that somebody else has made, and that this process only passes on: in a child that of the
 * run, on a node that does not trace that of the submit. Log lines carry its ids.
 *
 * @param parent null for none
 */
public record PropagatedSpan(@Nullable TraceParent parent) implements AttemptSpan {

  @Override
  public Optional<TraceParent> traceparent() {
    return Optional.ofNullable(parent);
  }

  @Override
  public Scope open() {
    if (parent == null) {
      return Scope.NOTHING;
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
    // whoever has made it ends it
  }
}
