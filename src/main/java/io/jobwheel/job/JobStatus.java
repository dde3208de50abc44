package io.jobwheel.job;

import org.jspecify.annotations.Nullable;

/**
 * The state of a job, and what holds it.
 *
 * @param blockedBy what holds it; null unless it is {@link JobState#BLOCKED}
 */
public record JobStatus(JobState state, @Nullable Blocker blockedBy) {

  public JobStatus {
    if ((state == JobState.BLOCKED) != (blockedBy != null)) {
      throw new IllegalArgumentException(
          "A job that is %s is held by %s".formatted(state, blockedBy));
    }
  }

  /** Creates the status of a job that is not held. */
  public JobStatus(JobState state) {
    this(state, null);
  }
}
