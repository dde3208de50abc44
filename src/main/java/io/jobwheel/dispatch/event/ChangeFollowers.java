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
import io.jobwheel.dispatch.request.JobFollower;
import io.jobwheel.job.Job;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Signals changes of jobs and groups to those who follow them. Safe for use by any thread. */
public final class ChangeFollowers implements JobEventListener, JobFollower {

  private final Map<UUID, Set<FollowListener>> followers = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private volatile Runnable onFollow = () -> {};

  /** Sets a listener that is called when something new is followed, by the thread that follows. */
  void onFollow(Runnable listener) {
    onFollow = listener;
  }

  /** Returns the ids of the followed jobs and groups. */
  List<UUID> followed() {
    return List.copyOf(followers.keySet());
  }

  @Override
  public Following follow(UUID id, FollowListener listener) {
    followers.compute(
        id,
        (_, others) -> {
          Set<FollowListener> all = others == null ? ConcurrentHashMap.newKeySet() : others;
          all.add(listener);
          return all;
        });
    if (closed) {
      listener.closed();
    }
    onFollow.run();
    return () ->
        followers.computeIfPresent(
            id,
            (_, all) -> {
              all.remove(listener);
              return all.isEmpty() ? null : all;
            });
  }

  @Override
  public void onEvent(JobEvent event) {
    if (followers.isEmpty()) {
      return;
    }
    switch (event) {
      case JobsClaimed(_, var jobs) -> jobs.forEach(this::changed);
      case JobsReleased(var jobs) -> jobs.forEach(this::changed);
      case JobQueued(var job) -> changed(job);
      case JobRetried(var job, _, _) -> changed(job);
      case JobRedriven(var job) -> changed(job);
      case JobDuplicated(var holder, var decision) -> {
        if (decision == DuplicateOutcome.REPLACED) {
          changed(holder);
        }
      }
      case CancellationRequested(var job, _) -> changed(job);
      case JobFinished(var job, _) -> changed(job);
      case GroupFinished(var group) -> changed(group.id());
      case JobsSubmitted _,
          JobsAdded _,
          AttemptCrashed _,
          AttemptTimedOut _,
          AttemptReleased _,
          LimitEnforced _ -> {
        // new jobs are not followed yet; an attempt is followed by an event of its job
      }
    }
  }

  private void changed(Job job) {
    changed(job.id());
    if (job.groupId() != null) {
      changed(job.groupId());
    }
  }

  /** Signals that the job or group, or the output of the job, has changed in the store. */
  public void changed(UUID id) {
    Set<FollowListener> listeners = followers.get(id);
    if (listeners != null) {
      listeners.forEach(FollowListener::changed);
    }
  }

  /** Closes all current and future followers, because the node stops. */
  public void close() {
    closed = true;
    followers.values().forEach(listeners -> listeners.forEach(FollowListener::closed));
  }
}
