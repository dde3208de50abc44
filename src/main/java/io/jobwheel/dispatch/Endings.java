package io.jobwheel.dispatch;

import io.jobwheel.execution.CancelReason;
import io.jobwheel.execution.RunningJobs;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.ReturnWhen;
import io.jobwheel.store.JobCancels;
import io.jobwheel.store.JobCancels.Cancellation;
import io.jobwheel.store.JobQueries;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows when jobs end: those who wait are told, and a fail-fast group is called off. */
final class Endings {

  private static final Logger log = LoggerFactory.getLogger(Endings.class);

  private final Signals signals;
  private final JobQueries queries;
  private final JobCancels cancels;
  private final RunningJobs running;
  private final Executor followUps;
  private final InstantSource clock;

  Endings(
      Signals signals,
      JobQueries queries,
      JobCancels cancels,
      RunningJobs running,
      Executor followUps,
      InstantSource clock) {
    this.signals = signals;
    this.queries = queries;
    this.cancels = cancels;
    this.running = running;
    this.followUps = followUps;
    this.clock = clock;
  }

  /** A job has reached a final state, and perhaps its group with it. */
  void jobEnded(UUID jobId, @Nullable JobGroup endedGroup) {
    signals.signal(jobId);
    if (endedGroup != null) {
      groupEnded(endedGroup);
    }
  }

  /** The condition of a group is met. */
  void groupEnded(JobGroup group) {
    signals.signal(group.id());
  }

  /** A job of that group has failed; if the group is fail-fast, its other jobs are cancelled. */
  void jobOfGroupFailed(UUID groupId) {
    followUps.execute(() -> {
      boolean failFast =
          queries
              .findGroup(groupId)
              .filter(group -> group.returnWhen() == ReturnWhen.FAIL_FAST)
              .isPresent();
      if (failFast) {
        callOff(groupId);
      }
    });
  }

  private void callOff(UUID groupId) {
    var _ =
        cancels
            .cancelGroup(groupId, clock.instant())
            .whenComplete((cancellations, error) -> {
              if (error == null) {
                cancellations.forEach(each -> cancelled(each, CancelReason.GROUP_FAILED));
              } else {
                log.warn("group {} - could not be called off", groupId, error);
              }
            });
  }

  /** A wish to cancel was written: the body is told, or those who wait are. */
  void cancelled(Cancellation cancellation, CancelReason reason) {
    switch (cancellation.decision()) {
      case CANCELLED -> jobEnded(cancellation.job().id(), cancellation.endedGroup());
      case REQUESTED -> {
        var _ = running.cancel(cancellation.job().id(), reason);
      }
      case ALREADY_FINAL -> {
        // nothing follows
      }
    }
  }
}
