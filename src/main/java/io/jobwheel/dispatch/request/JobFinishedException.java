package io.jobwheel.dispatch.request;

import io.jobwheel.job.JobState;
import java.util.UUID;

/** Thrown if a job cannot be cancelled because it has finished. */
public final class JobFinishedException extends RuntimeException {

  public JobFinishedException(UUID id, JobState state) {
    super("Job %s cannot be cancelled: its state is %s.".formatted(id, state));
  }
}
