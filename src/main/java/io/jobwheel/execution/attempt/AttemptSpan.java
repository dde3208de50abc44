package io.jobwheel.execution.attempt;

import io.jobwheel.job.Outcome;
import io.jobwheel.job.TraceParent;
import java.util.Optional;

/** The span of one attempt. Safe for use by any thread. */
public interface AttemptSpan {

  /** No span, outside of any trace. */
  AttemptSpan NONE = new PropagatedSpan(null);

  /** A span that is current on a thread until the scope is closed there. */
  interface SpanScope extends AutoCloseable {

    /** A scope that changes nothing. */
    SpanScope NOTHING = () -> {};

    @Override
    void close();
  }

  /**
   * Returns the trace context to propagate in outgoing calls; empty if the attempt belongs to no
   * trace.
   */
  Optional<TraceParent> traceparent();

  /** Makes the span current on the calling thread, also for its log lines. */
  SpanScope open();

  /** Ends the span with the outcome of the attempt. Must be called once. */
  void end(Outcome outcome);
}
