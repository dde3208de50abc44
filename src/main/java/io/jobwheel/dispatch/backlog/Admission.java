package io.jobwheel.dispatch.backlog;

import io.jobwheel.dispatch.WakeUp;
import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The slots and the places in the backlogs that one submission has taken for its jobs. Followed by
 * {@link #written}, and then by the event of the submission, or by {@link #notStored} if the jobs
 * were not stored.
 */
public final class Admission {

  /**
   * What the jobs of one mode have taken.
   *
   * @param claimed number of slots, for due jobs that start at once
   * @param waiting number of places in the backlog, for all other jobs
   */
  record ModeShare(LaneBacklog backlog, int claimed, int waiting) {}

  private final List<ModeShare> shares;
  private final SubmitterBacklogs submitters;
  private final @Nullable Submitter submitter;

  private final WakeUp dispatcher;

  Admission(
      List<ModeShare> shares,
      SubmitterBacklogs submitters,
      @Nullable Submitter submitter,
      WakeUp dispatcher) {
    this.shares = shares;
    this.submitters = submitters;
    this.submitter = submitter;
    this.dispatcher = dispatcher;
  }

  /** Returns the number of jobs of a mode that start at once. */
  public int claimed(ExecutionMode mode) {
    for (ModeShare share : shares) {
      if (share.backlog().lane().mode() == mode) {
        return share.claimed();
      }
    }
    return 0;
  }

  /** Returns the number of jobs that wait. */
  int waiting() {
    int waiting = 0;
    for (ModeShare share : shares) {
      waiting += share.waiting();
    }
    return waiting;
  }

  /**
   * Enters the waiting jobs into the backlogs of their modes. If one is full, gives back all that
   * was taken, and returns that backlog.
   */
  Optional<LaneBacklog> enter(long maxBacklog) {
    shares.forEach(share -> share.backlog().writing(share.waiting()));
    for (int i = 0; i < shares.size(); i++) {
      ModeShare share = shares.get(i);
      if (!share.backlog().admit(share.waiting(), maxBacklog)) {
        shares.subList(0, i).forEach(entered -> entered.backlog().left(entered.waiting()));
        written();
        submitters.notStored(submitter, waiting());
        releaseSlots();
        return Optional.of(share.backlog());
      }
    }
    return Optional.empty();
  }

  /**
   * Records that the write of the jobs has ended, so that counts of the store that begin now
   * include them. Called once, before what was not stored is given back.
   */
  public void written() {
    shares.forEach(share -> share.backlog().written(share.waiting()));
  }

  /** Gives back all that was taken. */
  public void notStored() {
    shares.forEach(share -> share.backlog().left(share.waiting()));
    submitters.notStored(submitter, waiting());
    releaseSlots();
  }

  /** Gives back what was taken for those of the jobs that were not stored. */
  public void notStored(List<Job> jobs) {
    int waiting = 0;
    for (Job job : jobs) {
      LaneBacklog backlog = backlog(job.mode());
      if (job.state() == JobState.RUNNING) {
        backlog.lane().release(1);
      } else {
        backlog.left(1);
        waiting++;
      }
    }
    submitters.notStored(submitter, waiting);
    dispatcher.request();
  }

  /** Gives back the slots of jobs that were to start at once, but are held. */
  public void held(List<Job> jobs) {
    for (Job job : jobs) {
      LaneBacklog backlog = backlog(job.mode());
      backlog.lane().release(1);
      backlog.requeued();
    }
    submitters.held(submitter, jobs.size());
    dispatcher.request();
  }

  private LaneBacklog backlog(ExecutionMode mode) {
    return shares.stream()
        .map(ModeShare::backlog)
        .filter(backlog -> backlog.lane().mode() == mode)
        .findFirst()
        .orElseThrow();
  }

  /** Frees the slots, and wakes the dispatcher, which may have jobs for them. */
  void releaseSlots() {
    shares.forEach(share -> share.backlog().lane().release(share.claimed()));
    dispatcher.request();
  }
}
