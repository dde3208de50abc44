package io.jobwheel.dispatch.backlog;

import io.jobwheel.dispatch.WakeUp;
import io.jobwheel.dispatch.backlog.Admission.ModeShare;
import io.jobwheel.dispatch.event.JobEvent.JobRedriven;
import io.jobwheel.dispatch.request.NotAdmittedException;
import io.jobwheel.dispatch.request.NotAdmittedException.Reason;
import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.execution.Lane;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobSpec;
import io.jobwheel.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The limits on submissions: the backlog of their mode, the backlog of their submitter, and the
 * memory for payloads. Safe for use by any thread.
 */
public final class BacklogLimits {

  private static final Duration RETRY_WHEN_FULL = Duration.ofSeconds(2);

  private final LaneBacklogs backlogs;
  private final SubmitterBacklogs submitters;
  private final PayloadBudget payloads;
  private final WakeUp dispatcher;
  private final long maxBacklog;

  BacklogLimits(
      LaneBacklogs backlogs,
      SubmitterBacklogs submitters,
      PayloadBudget payloads,
      WakeUp dispatcher,
      long maxBacklog) {
    this.backlogs = backlogs;
    this.submitters = submitters;
    this.payloads = payloads;
    this.dispatcher = dispatcher;
    this.maxBacklog = maxBacklog;
  }

  /**
   * Takes slots for jobs that may start at once, and places in the backlogs for all others. Takes
   * nothing if it fails.
   *
   * @param startable whether a job is due and not paused
   * @throws NotAdmittedException if one of the backlogs is full
   * @throws StoreUnavailableException if the backlog of the submitter cannot be counted
   */
  public Admission admit(
      List<JobSpec> specs, Predicate<JobSpec> startable, @Nullable Submitter submitter) {
    Admission admission =
        new Admission(reserve(specs, startable), submitters, submitter, dispatcher);
    try {
      submitters.admit(submitter, admission.waiting());
    } catch (RuntimeException e) {
      admission.releaseSlots();
      throw e;
    }
    admission
        .enter(maxBacklog)
        .ifPresent(full -> {
          throw full(full.lane().mode());
        });
    return admission;
  }

  /**
   * Takes places in the backlogs for jobs that are queued again, in their order, until one of the
   * backlogs is full. Jobs of a limited submitter are admitted in any case, since they were before.
   *
   * @return the number of admitted jobs; each is followed by {@link JobRedriven} or {@link #leave}
   */
  public int enter(List<ExecutionMode> jobs) {
    int entered = 0;
    while (entered < jobs.size() && backlogs.of(jobs.get(entered)).admit(1, maxBacklog)) {
      entered++;
    }
    return entered;
  }

  /**
   * Checks that a job may wait, without taking a place: for jobs that are counted once they are
   * stored.
   *
   * @throws NotAdmittedException if the backlog of the mode is full
   */
  public void requireRoom(ExecutionMode mode) {
    if (backlogs.of(mode).waiting() >= maxBacklog) {
      throw full(mode);
    }
  }

  /** Gives back the places of jobs that were not queued. */
  public void leave(ExecutionMode mode, int jobs) {
    backlogs.of(mode).left(jobs);
  }

  /** Returns the exception for a job that a full backlog refuses. */
  public NotAdmittedException full(ExecutionMode mode) {
    return new NotAdmittedException(
        Reason.BACKLOG_FULL,
        RETRY_WHEN_FULL,
        "The backlog of mode %s is full: %d jobs wait, and the limit is %d; try again later."
            .formatted(mode, backlogs.of(mode).waiting(), maxBacklog));
  }

  private List<ModeShare> reserve(List<JobSpec> specs, Predicate<JobSpec> startable) {
    if (specs.size() == 1) {
      JobSpec spec = specs.getFirst();
      return List.of(share(spec.mode(), 1, startable.test(spec) ? 1 : 0));
    }
    Map<ExecutionMode, Integer> all = new EnumMap<>(ExecutionMode.class);
    Map<ExecutionMode, Integer> starting = new EnumMap<>(ExecutionMode.class);
    for (JobSpec spec : specs) {
      all.merge(spec.mode(), 1, Integer::sum);
      starting.merge(spec.mode(), startable.test(spec) ? 1 : 0, Integer::sum);
    }
    List<ModeShare> shares = new ArrayList<>();
    all.forEach((mode, jobs) -> shares.add(share(mode, jobs, starting.getOrDefault(mode, 0))));
    return shares;
  }

  private ModeShare share(ExecutionMode mode, int jobs, int starting) {
    LaneBacklog backlog = backlogs.of(mode);
    boolean atOnce = payloads.free() > 0 && backlog.canStartAtOnce(starting);
    int claimed = atOnce ? backlog.lane().reserve(starting) : 0;
    return new ModeShare(backlog, claimed, jobs - claimed);
  }

  /** Returns the lane of a mode. */
  public Lane lane(ExecutionMode mode) {
    return backlogs.of(mode).lane();
  }

  /** Returns the number of further jobs of the submitter that may wait; empty if unknown. */
  public OptionalLong room(Submitter submitter) {
    return submitters.room(submitter);
  }
}
