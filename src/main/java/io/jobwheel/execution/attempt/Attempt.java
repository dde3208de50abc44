package io.jobwheel.execution.attempt;

import io.jobwheel.job.Job;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a job, as it was claimed.
 *
 * @param job as it was after the claim: {@code RUNNING}, with its attempt and fence
 * @param commonStart when its group began, or this attempt without one; outputs count from here
 * @param node the name of the node that runs it; null when it is nobody's
 * @param span the span of its run
 */
public record Attempt(Job job, Instant commonStart, @Nullable String node, AttemptSpan span) {

  /** An attempt that is not traced. */
  public Attempt(Job job, Instant commonStart) {
    this(job, commonStart, null, AttemptSpan.NONE);
  }

  /** Whether it is that attempt of that job. */
  public boolean is(UUID id, int attempt) {
    return job.id().equals(id) && job.attempt() == attempt;
  }

  /** Attempts with equal affinity share an event loop: those of one group. */
  public Object affinity() {
    return job.groupId() == null ? job.id() : job.groupId();
  }
}
