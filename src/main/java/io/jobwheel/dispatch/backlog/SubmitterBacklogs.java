package io.jobwheel.dispatch.backlog;

import io.jobwheel.dispatch.NotAdmittedException;
import io.jobwheel.dispatch.NotAdmittedException.Reason;
import io.jobwheel.dispatch.Submitter;
import io.jobwheel.dispatch.event.JobEvent;
import io.jobwheel.dispatch.event.JobEvent.AttemptCrashed;
import io.jobwheel.dispatch.event.JobEvent.AttemptReleased;
import io.jobwheel.dispatch.event.JobEvent.AttemptTimedOut;
import io.jobwheel.dispatch.event.JobEvent.CancellationRequested;
import io.jobwheel.dispatch.event.JobEvent.FinishReason;
import io.jobwheel.dispatch.event.JobEvent.GroupFinished;
import io.jobwheel.dispatch.event.JobEvent.JobFinished;
import io.jobwheel.dispatch.event.JobEvent.JobQueued;
import io.jobwheel.dispatch.event.JobEvent.JobRetried;
import io.jobwheel.dispatch.event.JobEvent.JobsClaimed;
import io.jobwheel.dispatch.event.JobEvent.JobsSubmitted;
import io.jobwheel.dispatch.event.JobEventListener;
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
 * Holds submitters to the limits of their waiting jobs. Knows of those only that have a limit and
 * have met it here; what runs at once meets none. Safe from any thread.
 */
public final class SubmitterBacklogs implements JobEventListener {

  /** More are not kept in mind: whoever comes then is counted with every submit. */
  static final int MOST = 10_000;

  private static final Duration RETRY_WHEN_FULL = Duration.ofSeconds(2);

  private final ToLongFunction<String> registry;
  private final SubmitterBacklog.Terms terms;
  private final ConcurrentMap<String, SubmitterBacklog> lines = new ConcurrentHashMap<>();

  /** Makes lines that {@code registry} counts by the name of their submitter. */
  SubmitterBacklogs(ToLongFunction<String> registry, SubmitterBacklog.Terms terms) {
    this.registry = registry;
    this.terms = terms;
  }

  /**
   * Makes room for jobs that will wait; does nothing without a limit. Has to be followed by {@link
   * JobsSubmitted} or {@link #notStored}.
   *
   * @throws NotAdmittedException when there is no room for all of them
   * @throws StoreUnavailableException when the line had to be counted and could not be
   */
  public void admit(@Nullable Submitter submitter, int jobs) {
    if (jobs == 0 || submitter == null || submitter.maxBacklog() == null) {
      return;
    }
    SubmitterBacklog line = lineOf(submitter.name());
    if (!line.admit(jobs, submitter.maxBacklog())) {
      throw new NotAdmittedException(
          Reason.SUBMITTER_BACKLOG_FULL,
          RETRY_WHEN_FULL,
          "%d jobs of %s wait; %d more would exceed its limit of %d. Retry when jobs have started, or"
                  .formatted(line.waiting(), submitter.name(), jobs, submitter.maxBacklog())
              + " cancel some.");
    }
  }

  private SubmitterBacklog lineOf(String name) {
    SubmitterBacklog known = lines.get(name);
    if (known != null) {
      return known;
    }
    SubmitterBacklog line = new SubmitterBacklog(() -> registry.applyAsLong(name), terms);
    if (lines.size() >= MOST) {
      return line;
    }
    SubmitterBacklog other = lines.putIfAbsent(name, line);
    return other == null ? line : other;
  }

  /** Jobs that were admitted did not get there. */
  public void notStored(@Nullable Submitter submitter, int jobs) {
    tell(nameOf(submitter, jobs), line -> line.notStored(jobs));
  }

  @Override
  public void onEvent(JobEvent event) {
    switch (event) {
      case JobsSubmitted(var jobs) -> stored(jobs);
      case JobsClaimed(_, var jobs) -> jobs.forEach(this::left);
      case JobFinished(var job, var reason) -> {
        if (reason == FinishReason.CANCELLED_WAITING) {
          left(job);
        }
      }
      // a job that waits again counts and is never refused
      case JobQueued(var job) -> tell(job.submitter(), SubmitterBacklog::cameBack);
      case JobRetried(var job, _, _) -> tell(job.submitter(), SubmitterBacklog::cameBack);
      case AttemptCrashed _,
          AttemptTimedOut _,
          AttemptReleased _,
          CancellationRequested _,
          GroupFinished _ -> {
        // the number of waiting jobs is the same
      }
    }
  }

  private void stored(List<Job> jobs) {
    int waiting = (int) jobs.stream().filter(job -> job.state() != JobState.RUNNING).count();
    if (waiting > 0) {
      tell(jobs.getFirst().submitter(), line -> line.stored(waiting));
    }
  }

  private void left(Job job) {
    tell(job.submitter(), line -> line.left(1));
  }

  /** How many more jobs may wait, as far as this node knows; empty where it does not. */
  public OptionalLong room(Submitter submitter) {
    SubmitterBacklog line = lines.get(submitter.name());
    return line == null || submitter.maxBacklog() == null
        ? OptionalLong.empty()
        : line.room(submitter.maxBacklog());
  }

  private static @Nullable String nameOf(@Nullable Submitter submitter, int jobs) {
    return submitter == null || jobs == 0 ? null : submitter.name();
  }

  private void tell(@Nullable String name, Consumer<SubmitterBacklog> news) {
    SubmitterBacklog line = name == null ? null : lines.get(name);
    if (line != null) {
      news.accept(line);
    }
  }
}
