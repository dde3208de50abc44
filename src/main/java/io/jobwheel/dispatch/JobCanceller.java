package io.jobwheel.dispatch;

import io.jobwheel.job.Job;
import java.util.UUID;

/** Cancels jobs. Safe from any thread. */
public interface JobCanceller {

  /**
   * Cancels a job that has not begun, or tells a running one to end; a second wish changes nothing.
   *
   * @return the job after the wish, without its texts ({@link Job#brief()}); still {@code RUNNING}
   *     when it has to end by itself
   * @throws JobNotFoundException when there is no such job
   * @throws JobFinishedException when it had ended before
   */
  Job cancel(UUID jobId);
}
