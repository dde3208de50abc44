package io.jobwheel.dispatch.backlog;

import io.jobwheel.dispatch.NotAdmittedException;
import io.jobwheel.dispatch.NotAdmittedException.Reason;
import io.jobwheel.dispatch.Submitter;
import io.jobwheel.dispatch.backlog.Admission.ModeShare;
import io.jobwheel.dispatch.submission.JobFactory;
import io.jobwheel.execution.Lane;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobSpec;
import io.jobwheel.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
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
  private final long maxBacklog;

  BacklogLimits(
      LaneBacklogs backlogs,
      SubmitterBacklogs submitters,
      PayloadBudget payloads,
      long maxBacklog) {
    this.backlogs = backlogs;
    this.submitters = submitters;
    this.payloads = payloads;
    this.maxBacklog = maxBacklog;
  }

  /**
   * Takes slots for due jobs that may start at once, and places in the backlogs for all others.
   * Takes nothing if it fails.
   *
   * @throws NotAdmittedException if one of the backlogs is full
   * @throws StoreUnavailableException if the backlog of the submitter cannot be counted
   */
  public Admission admit(List<JobSpec> specs, Instant now, @Nullable Submitter submitter) {
    Admission admission = new Admission(reserve(specs, now), submitters, submitter);
    try {
      submitters.admit(submitter, admission.waiting());
    } catch (RuntimeException e) {
      admission.releaseSlots();
      throw e;
    }
    admission
        .enter(maxBacklog)
        .ifPresent(full -> {
          throw new NotAdmittedException(
              Reason.BACKLOG_FULL,
              RETRY_WHEN_FULL,
              "The backlog of mode %s is full: %d jobs wait, and the limit is %d; try again later."
                  .formatted(full.lane().mode(), full.waiting(), maxBacklog));
        });
    return admission;
  }

  private List<ModeShare> reserve(List<JobSpec> specs, Instant now) {
    if (specs.size() == 1) {
      JobSpec spec = specs.getFirst();
      return List.of(share(spec.mode(), 1, JobFactory.isDue(spec, now) ? 1 : 0));
    }
    Map<ExecutionMode, Integer> all = new EnumMap<>(ExecutionMode.class);
    Map<ExecutionMode, Integer> due = new EnumMap<>(ExecutionMode.class);
    for (JobSpec spec : specs) {
      all.merge(spec.mode(), 1, Integer::sum);
      due.merge(spec.mode(), JobFactory.isDue(spec, now) ? 1 : 0, Integer::sum);
    }
    List<ModeShare> shares = new ArrayList<>();
    all.forEach((mode, jobs) -> shares.add(share(mode, jobs, due.getOrDefault(mode, 0))));
    return shares;
  }

  private ModeShare share(ExecutionMode mode, int jobs, int due) {
    LaneBacklog backlog = backlogs.of(mode);
    boolean atOnce = payloads.free() > 0 && backlog.canStartAtOnce(due);
    int claimed = atOnce ? backlog.lane().reserve(due) : 0;
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
