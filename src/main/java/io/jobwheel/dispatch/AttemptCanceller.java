package io.jobwheel.dispatch;

import io.jobwheel.dispatch.JobEvent.CancellationRequested;
import io.jobwheel.execution.RunningJobs;

/**
 * Cancels running attempts of this node once the cancellation request of their job is committed.
 */
final class AttemptCanceller implements JobEventListener {

  private final RunningJobs running;

  AttemptCanceller(RunningJobs running) {
    this.running = running;
  }

  @Override
  public void onEvent(JobEvent event) {
    if (event instanceof CancellationRequested(var job, var reason)) {
      var _ = running.cancel(job.id(), reason);
    }
  }
}
