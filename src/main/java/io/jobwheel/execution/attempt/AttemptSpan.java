package io.jobwheel.execution.attempt;

import io.jobwheel.job.Outcome;
import io.jobwheel.job.TraceParent;
import java.util.Optional;

/** The span of one run, as far as lanes and dispatch know it. Safe from any thread. */
public interface AttemptSpan {

  /** No span, and no trace either. */
  AttemptSpan NONE = new PropagatedSpan(null);

  /** What is current on a thread until it is closed there. */
  interface Scope extends AutoCloseable {

    /** A scope that changes nothing. */
    Scope NOTHING = () -> {};

    @Override
    void close();
  }

  /** What the run tells those whom it calls; empty when it belongs to no trace. */
  Optional<TraceParent> traceparent();

  /** Makes the span current on the calling thread, also for its log lines. */
  Scope open();

  /** The run has ended like that, and the span with it. Once. */
  void end(Outcome outcome);
}
