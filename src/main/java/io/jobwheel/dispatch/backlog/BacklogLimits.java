package io.jobwheel.dispatch.backlog;

import io.jobwheel.dispatch.NotAdmittedException;
import io.jobwheel.dispatch.NotAdmittedException.Reason;
import io.jobwheel.dispatch.Submitter;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.StoreUnavailableException;
import java.time.Duration;
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

  /** Returns the backlog of the mode. */
  public LaneBacklog backlogOf(ExecutionMode mode) {
    return backlogs.of(mode);
  }

  /** Reserves slots for up to that number of due jobs that may start at once; returns how many. */
  public int reserve(LaneBacklog backlog, int due) {
    boolean atOnce = payloads.free() > 0 && backlog.canStartAtOnce(due);
    return atOnce ? backlog.lane().reserve(due) : 0;
  }

  /**
   * Admits jobs that will wait to both backlogs. Must be followed by their event or by {@link
   * #notStored}.
   *
   * @throws NotAdmittedException if one of the backlogs is full
   * @throws StoreUnavailableException if the backlog of the submitter cannot be counted
   */
  public void admit(LaneBacklog backlog, @Nullable Submitter submitter, int waiting) {
    submitters.admit(submitter, waiting);
    if (!backlog.admit(waiting, maxBacklog)) {
      submitters.notStored(submitter, waiting);
      throw new NotAdmittedException(
          Reason.BACKLOG_FULL,
          RETRY_WHEN_FULL,
          "The backlog of mode %s is full: %d jobs wait, and the limit is %d; try again later."
              .formatted(backlog.lane().mode(), backlog.waiting(), maxBacklog));
    }
  }

  /** Removes admitted jobs that were not stored from both backlogs. */
  public void notStored(LaneBacklog backlog, @Nullable Submitter submitter, int waiting) {
    backlog.left(waiting);
    submitters.notStored(submitter, waiting);
  }

  /** Returns the number of further jobs of the submitter that may wait; empty if unknown. */
  public OptionalLong room(Submitter submitter) {
    return submitters.room(submitter);
  }
}
