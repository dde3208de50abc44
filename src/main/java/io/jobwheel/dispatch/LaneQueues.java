package io.jobwheel.dispatch;

import io.jobwheel.dispatch.JobEvent.AttemptCrashed;
import io.jobwheel.dispatch.JobEvent.AttemptReleased;
import io.jobwheel.dispatch.JobEvent.AttemptTimedOut;
import io.jobwheel.dispatch.JobEvent.CancellationRequested;
import io.jobwheel.dispatch.JobEvent.FinishReason;
import io.jobwheel.dispatch.JobEvent.GroupFinished;
import io.jobwheel.dispatch.JobEvent.JobFinished;
import io.jobwheel.dispatch.JobEvent.JobQueued;
import io.jobwheel.dispatch.JobEvent.JobRetried;
import io.jobwheel.dispatch.JobEvent.JobsClaimed;
import io.jobwheel.dispatch.JobEvent.JobsSubmitted;
import io.jobwheel.execution.Lanes;
import io.jobwheel.job.ExecutionMode;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The waiting lines of all lanes. */
final class LaneQueues implements JobEventListener {

  private final Map<ExecutionMode, LaneQueue> byMode = new EnumMap<>(ExecutionMode.class);

  LaneQueues(Lanes lanes) {
    lanes.all().forEach(lane -> byMode.put(lane.mode(), new LaneQueue(lane)));
  }

  @Override
  public void onEvent(JobEvent event) {
    switch (event) {
      case JobsClaimed(var mode, var jobs) -> of(mode).left(jobs.size());
      case JobFinished(var job, var reason) -> {
        if (reason == FinishReason.CANCELLED_WAITING) {
          of(job.mode()).left(1);
        }
      }
      case JobQueued(var job) -> of(job.mode()).returned();
      case JobRetried(var job, _, _) -> of(job.mode()).returned();
      case JobsSubmitted _ -> {
        // those that wait count since they were admitted
      }
      case AttemptCrashed _,
          AttemptTimedOut _,
          AttemptReleased _,
          CancellationRequested _,
          GroupFinished _ -> {
        // the number of waiting jobs is the same
      }
    }
  }

  LaneQueue of(ExecutionMode mode) {
    return Objects.requireNonNull(byMode.get(mode));
  }

  Collection<LaneQueue> all() {
    return Collections.unmodifiableCollection(byMode.values());
  }

  /** The registry is to be asked for each of them. */
  void anyMayHaveMore() {
    byMode.values().forEach(LaneQueue::arrived);
  }
}
