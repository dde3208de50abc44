package io.jobwheel.execution.attempt;

import io.jobwheel.job.Job;
import io.jobwheel.job.TraceParent;
import java.util.Optional;

/** Creates the spans of attempts. Safe for use by any thread. */
public interface Tracing {

  /** Creates no spans; propagates the trace context of the submit request unchanged. */
  Tracing OFF =
      new Tracing() {
        @Override
        public Optional<TraceParent> current() {
          return Optional.empty();
        }

        @Override
        public AttemptSpan begin(Job job, String node) {
          return job.traceparent() == null
              ? AttemptSpan.NONE
              : new PropagatedSpan(job.traceparent());
        }
      };

  /**
   * Returns the current span of the calling thread, such as that of a request; empty if there is
   * none.
   */
  Optional<TraceParent> current();

  /**
   * Starts the span of the current attempt of a job: the root of a new trace, linked to the span of
   * the submit request. The span is not yet current on any thread.
   *
   * @param node the name of the node that runs the attempt
   */
  AttemptSpan begin(Job job, String node);
}
