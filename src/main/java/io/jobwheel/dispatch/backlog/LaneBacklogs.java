package io.jobwheel.dispatch.backlog;

import io.jobwheel.dispatch.event.JobEvent;
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
import io.jobwheel.dispatch.event.JobEventListener;
import io.jobwheel.execution.Lanes;
import io.jobwheel.job.ExecutionMode;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The backlogs of all lanes. */
public final class LaneBacklogs implements JobEventListener {

  private final Map<ExecutionMode, LaneBacklog> byMode = new EnumMap<>(ExecutionMode.class);

  public LaneBacklogs(Lanes lanes) {
    lanes.all().forEach(lane -> byMode.put(lane.mode(), new LaneBacklog(lane)));
  }

  /** Returns a mark of each backlog, to be taken before the store is read. */
  Map<ExecutionMode, Long> marks() {
    Map<ExecutionMode, Long> marks = new EnumMap<>(ExecutionMode.class);
    byMode.forEach((mode, backlog) -> marks.put(mode, backlog.mark()));
    return marks;
  }

  @Override
  public void onEvent(JobEvent event) {
    switch (event) {
      case JobsClaimed(var mode, var jobs) -> of(mode).left(jobs.size());
      case JobFinished(var job, var reason) -> {
        if (reason.isOfWaiting()) {
          of(job.mode()).cancelled();
        }
      }
      case JobsAdded(var deliveries) -> deliveries.forEach(job -> of(job.mode()).requeued());
      case JobQueued(var job) -> of(job.mode()).requeued();
      case JobRetried(var job, _, _) -> of(job.mode()).requeued();
      case JobsSubmitted _, JobRedriven _ -> {
        // already counted at their admission
      }
      case JobsReleased _,
          AttemptCrashed _,
          AttemptTimedOut _,
          AttemptReleased _,
          CancellationRequested _,
          JobDuplicated _,
          LimitEnforced _,
          GroupFinished _ -> {
        // the number of waiting jobs does not change
      }
    }
  }

  public LaneBacklog of(ExecutionMode mode) {
    return Objects.requireNonNull(byMode.get(mode));
  }

  public Collection<LaneBacklog> all() {
    return Collections.unmodifiableCollection(byMode.values());
  }

  /** Records for each lane that a claim may find jobs. */
  public void expectJobs() {
    byMode.values().forEach(LaneBacklog::expectJobs);
  }

  /** Records for each lane that a claim may find any of the waiting jobs. */
  public void expectAll() {
    byMode.values().forEach(LaneBacklog::expectAll);
  }
}
