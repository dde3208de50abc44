package io.jobwheel.execution.attempt;

import io.jobwheel.job.Job;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a job.
 *
 * @param job the job as claimed: {@code RUNNING}, with its attempt number and fence
 * @param commonStart when its group started, or this attempt if there is no group; times of output
 *     are relative to it
 * @param node the name of the node that runs it; null for attempts of the warm-up
 * @param span the span of the attempt
 */
public record Attempt(Job job, Instant commonStart, @Nullable String node, AttemptSpan span) {

  /** Creates an attempt without node and span. */
  public Attempt(Job job, Instant commonStart) {
    this(job, commonStart, null, AttemptSpan.NONE);
  }

  /** Returns whether this is attempt number {@code attempt} of the job {@code id}. */
  public boolean is(UUID id, int attempt) {
    return job.id().equals(id) && job.attempt() == attempt;
  }

  /**
   * Returns the key that selects an event loop: the id of the group, or of the job if it has none.
   */
  public Object affinity() {
    return job.groupId() == null ? job.id() : job.groupId();
  }
}
