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
import io.jobwheel.dispatch.request.NotAdmittedException;
import io.jobwheel.dispatch.request.NotAdmittedException.Reason;
import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Enforces the limits on the backlogs of submitters. Keeps a count for each submitter that has a
 * limit and has submitted waiting jobs to this node; jobs that start at once do not count. Safe for
 * use by any thread.
 */
public final class SubmitterBacklogs implements JobEventListener {

  /** Maximum number of counts that are kept; for further submitters, each submission counts. */
  static final int MAX_TRACKED = 10_000;

  private static final Duration RETRY_WHEN_FULL = Duration.ofSeconds(2);

  private final ToLongFunction<String> counter;
  private final SubmitterBacklog.CountOptions options;
  private final ConcurrentMap<String, SubmitterBacklog> backlogs = new ConcurrentHashMap<>();

  /** Creates backlogs that {@code counter} counts by the name of their submitter. */
  SubmitterBacklogs(ToLongFunction<String> counter, SubmitterBacklog.CountOptions options) {
    this.counter = counter;
    this.options = options;
  }

  /**
   * Admits jobs that will wait; has no effect without a limit. Must be followed by {@link
   * JobsSubmitted} or {@link #notStored}.
   *
   * @throws NotAdmittedException if the jobs would exceed the limit
   * @throws StoreUnavailableException if a count is due and fails
   */
  public void admit(@Nullable Submitter submitter, int jobs) {
    if (jobs == 0 || submitter == null || submitter.maxBacklog() == null) {
      return;
    }
    SubmitterBacklog backlog = backlogOf(submitter.name());
    if (!backlog.admit(jobs, submitter.maxBacklog())) {
      throw new NotAdmittedException(
          Reason.SUBMITTER_BACKLOG_FULL,
          RETRY_WHEN_FULL,
          "%d jobs of %s wait; %d more would exceed its limit of %d. Retry when jobs have started, or"
                  .formatted(backlog.waiting(), submitter.name(), jobs, submitter.maxBacklog())
              + " cancel some.");
    }
  }

  private SubmitterBacklog backlogOf(String name) {
    SubmitterBacklog known = backlogs.get(name);
    if (known != null) {
      return known;
    }
    SubmitterBacklog backlog = new SubmitterBacklog(() -> counter.applyAsLong(name), options);
    if (backlogs.size() >= MAX_TRACKED) {
      return backlog;
    }
    SubmitterBacklog other = backlogs.putIfAbsent(name, backlog);
    return other == null ? backlog : other;
  }

  /** Removes admitted jobs that were not stored. */
  public void notStored(@Nullable Submitter submitter, int jobs) {
    update(nameOf(submitter, jobs), backlog -> backlog.notStored(jobs));
  }

  /**
   * Adds jobs that were to start at once, but are held. Followed by the event of their submission.
   */
  void held(@Nullable Submitter submitter, int jobs) {
    update(nameOf(submitter, jobs), backlog -> backlog.held(jobs));
  }

  @Override
  public void onEvent(JobEvent event) {
    switch (event) {
      case JobsSubmitted(var jobs) -> stored(jobs);
      case JobsClaimed(_, var jobs) -> jobs.forEach(this::left);
      case JobFinished(var job, var reason) -> {
        if (reason.isOfWaiting()) {
          left(job);
        }
      }
      // a job that waits again counts, regardless of the limit
      case JobQueued(var job) -> update(job.submitter(), SubmitterBacklog::requeued);
      case JobRedriven(var job) -> update(job.submitter(), SubmitterBacklog::requeued);
      case JobRetried(var job, _, _) -> update(job.submitter(), SubmitterBacklog::requeued);
      case JobsAdded(var jobs) ->
          jobs.forEach(job -> update(job.submitter(), SubmitterBacklog::requeued));
      case JobsReleased _,
          JobDuplicated _,
          AttemptCrashed _,
          AttemptTimedOut _,
          AttemptReleased _,
          CancellationRequested _,
          LimitEnforced _,
          GroupFinished _ -> {
        // the number of waiting jobs does not change
      }
    }
  }

  private void stored(List<Job> jobs) {
    int waiting = (int) jobs.stream().filter(job -> job.state() != JobState.RUNNING).count();
    if (waiting > 0) {
      update(jobs.getFirst().submitter(), backlog -> backlog.stored(waiting));
    }
  }

  private void left(Job job) {
    update(job.submitter(), backlog -> backlog.left(1));
  }

  /** Returns the number of further jobs that may wait; empty if unlimited or not counted. */
  public OptionalLong room(Submitter submitter) {
    SubmitterBacklog backlog = backlogs.get(submitter.name());
    return backlog == null || submitter.maxBacklog() == null
        ? OptionalLong.empty()
        : backlog.room(submitter.maxBacklog());
  }

  private static @Nullable String nameOf(@Nullable Submitter submitter, int jobs) {
    return submitter == null || jobs == 0 ? null : submitter.name();
  }

  private void update(@Nullable String name, Consumer<SubmitterBacklog> change) {
    SubmitterBacklog backlog = name == null ? null : backlogs.get(name);
    if (backlog != null) {
      change.accept(backlog);
    }
  }
}
