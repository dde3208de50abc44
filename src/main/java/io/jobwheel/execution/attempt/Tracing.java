package io.jobwheel.execution.attempt;

import io.jobwheel.job.Job;
import io.jobwheel.job.TraceParent;
import java.util.Optional;

/** How this node traces. Safe from any thread. */
public interface Tracing {

  /** Makes no span; what a submit said about its trace is passed on as it came. */
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

  /** The span of this node that the calling thread is in, such as that of a request. */
  Optional<TraceParent> current();

  /**
   * Begins the span of the job's attempt: the root of a trace of its own, linked to where the job
   * was submitted. It is current nowhere yet.
   *
   * @param node the name of the node that runs it
   */
  AttemptSpan begin(Job job, String node);
}
