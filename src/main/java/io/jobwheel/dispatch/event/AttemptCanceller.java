package io.jobwheel.dispatch.event;

import io.jobwheel.dispatch.event.JobEvent.CancellationRequested;
import io.jobwheel.execution.attempt.RunningJobs;

/**
 * Cancels running attempts of this node once the cancellation request of their job is committed.
 */
public final class AttemptCanceller implements JobEventListener {

  private final RunningJobs running;

  public AttemptCanceller(RunningJobs running) {
    this.running = running;
  }

  @Override
  public void onEvent(JobEvent event) {
    if (event instanceof CancellationRequested(var job, var reason)) {
      var _ = running.cancel(job.id(), reason);
    }
  }
}
