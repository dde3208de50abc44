package io.jobwheel.execution;

import io.jobwheel.job.Job;
import java.time.Instant;

/**
 * One execution of a job, as it was claimed.
 *
 * @param job as it was after the claim: {@code RUNNING}, with its attempt and fence
 * @param commonStart when its group began, or this attempt without one; outputs count from here
 */
public record Attempt(Job job, Instant commonStart) {

  /** Attempts with equal affinity share an event loop: those of one group. */
  Object affinity() {
    return job.groupId() == null ? job.id() : job.groupId();
  }
}
