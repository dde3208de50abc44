package io.jobwheel.dispatch.event;

import io.jobwheel.dispatch.event.JobEvent.AttemptCrashed;
import io.jobwheel.dispatch.event.JobEvent.AttemptReleased;
import io.jobwheel.dispatch.event.JobEvent.AttemptTimedOut;
import io.jobwheel.dispatch.event.JobEvent.CancellationRequested;
import io.jobwheel.dispatch.event.JobEvent.GroupFinished;
import io.jobwheel.dispatch.event.JobEvent.JobDuplicated;
import io.jobwheel.dispatch.event.JobEvent.JobFinished;
import io.jobwheel.dispatch.event.JobEvent.JobQueued;
import io.jobwheel.dispatch.event.JobEvent.JobRedriven;
import io.jobwheel.dispatch.event.JobEvent.JobRetried;
import io.jobwheel.dispatch.event.JobEvent.JobsAdded;
import io.jobwheel.dispatch.event.JobEvent.JobsClaimed;
import io.jobwheel.dispatch.event.JobEvent.JobsReleased;
import io.jobwheel.dispatch.event.JobEvent.JobsSubmitted;
import io.jobwheel.dispatch.event.JobEvent.LimitEnforced;
import io.jobwheel.job.JobState;
import io.jobwheel.store.query.NodeStatus.NodeCounts;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what this node has committed since its process started, over all types and modes; {@link
 * JobMetrics} counts the same events by type and mode. Safe for use by any thread.
 */
public final class NodeCounters implements JobEventListener {

  private final LongAdder started = new LongAdder();
  private final LongAdder succeeded = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder cancelled = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final LongAdder crashed = new LongAdder();

  @Override
  public void onEvent(JobEvent event) {
    switch (event) {
      case JobsClaimed(_, var jobs) -> started.add(jobs.size());
      case JobsSubmitted(var jobs) ->
          started.add(jobs.stream().filter(job -> job.state() == JobState.RUNNING).count());
      case AttemptCrashed _ -> crashed.increment();
      case JobRetried _ -> retried.increment();
      case JobFinished(_, var reason) -> finished(reason.state());
      case JobsAdded _,
          JobsReleased _,
          AttemptTimedOut _,
          AttemptReleased _,
          JobQueued _,
          JobRedriven _,
          JobDuplicated _,
          CancellationRequested _,
          LimitEnforced _,
          GroupFinished _ -> {
        // not counted by node
      }
    }
  }

  private void finished(JobState state) {
    switch (state) {
      case SUCCEEDED -> succeeded.increment();
      case FAILED -> failed.increment();
      case CANCELLED -> cancelled.increment();
      case SCHEDULED, BLOCKED, QUEUED, RUNNING ->
          throw new IllegalArgumentException("Not final: " + state);
    }
  }

  /** Returns the current counts, which may be of slightly different moments. */
  public NodeCounts counts() {
    return new NodeCounts(
        started.sum(),
        succeeded.sum(),
        failed.sum(),
        cancelled.sum(),
        retried.sum(),
        crashed.sum());
  }
}
