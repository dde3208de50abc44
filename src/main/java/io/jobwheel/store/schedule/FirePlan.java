package io.jobwheel.store.schedule;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a schedule is to do now.
 *
 * @param fires what becomes of due times, in order
 * @param unlisted the number of further times that were missed
 * @param cancelOthers whether the unfinished jobs of the schedule are cancelled first
 * @param nextDue the next time of the recurrence; null if there is none
 * @param nextFire when the job of that time is stored; null if there is none
 * @param waiting the due times whose jobs wait for the end of another
 * @param pauseReason why the schedule is paused now; null if it is not
 */
public record FirePlan(
    List<PlannedFire> fires,
    long unlisted,
    boolean cancelOthers,
    @Nullable Instant nextDue,
    @Nullable Instant nextFire,
    List<Instant> waiting,
    @Nullable String pauseReason) {

  public FirePlan {
    fires = List.copyOf(fires);
    waiting = List.copyOf(waiting);
  }

  /**
   * What becomes of one due time.
   *
   * @param group the group of the jobs; null for a single job
   * @param jobs the new jobs; none unless the outcome is {@code FIRED}
   * @param reason why there are none
   */
  public record PlannedFire(
      Instant dueAt,
      FireKind kind,
      FireOutcome outcome,
      @Nullable JobGroup group,
      List<Job> jobs,
      @Nullable String reason) {

    public PlannedFire {
      jobs = List.copyOf(jobs);
      if (jobs.isEmpty() == (outcome == FireOutcome.FIRED)) {
        throw new IllegalArgumentException("A due time has jobs if and only if it has fired.");
      }
    }

    /** Returns a due time without a job. */
    public static PlannedFire without(
        Instant dueAt, FireKind kind, FireOutcome outcome, String reason) {
      return new PlannedFire(dueAt, kind, outcome, null, List.of(), reason);
    }

    /** Returns the id of the group or job; null if there is none. */
    public @Nullable UUID subject() {
      if (group != null) {
        return group.id();
      }
      return jobs.isEmpty() ? null : jobs.getFirst().id();
    }
  }
}
