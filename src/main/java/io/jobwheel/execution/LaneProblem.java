package io.jobwheel.execution;

import io.jobwheel.job.ExecutionMode;
import java.time.Duration;

/**
 * A reason why a lane of this node does not do its work, other than a pause.
 *
 * @param subject the name of the event loop, or {@code processes}
 * @param detail a sentence for an operator
 * @param lasted time since it began
 */
public record LaneProblem(
    ExecutionMode mode, ProblemKind kind, String subject, String detail, Duration lasted) {

  /** What is wrong. */
  public enum ProblemKind {
    /** Worker processes cannot be started. */
    WORKERS_FAILING,
    /** One step occupies an event loop. */
    LOOP_STALLED
  }
}
