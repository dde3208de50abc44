package io.jobwheel.schedule;

import io.jobwheel.dispatch.request.JobPlanner;
import io.jobwheel.dispatch.request.JobPlanner.PlannedJobs;
import io.jobwheel.dispatch.request.NotAdmittedException;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.JobOrigin;
import io.jobwheel.job.Truncation;
import io.jobwheel.store.schedule.FireKind;
import io.jobwheel.store.schedule.FireOutcome;
import io.jobwheel.store.schedule.FirePlan.PlannedFire;
import io.jobwheel.store.schedule.Schedule;
import java.time.Instant;

/** Makes the jobs of due times, or says why there are none. Thread-safe. */
final class FireJobs {

  private static final int MAX_REASON = 1_000;

  private final JobPlanner planner;
  private final RequestReader requests;

  FireJobs(JobPlanner planner, RequestReader requests) {
    this.planner = planner;
    this.requests = requests;
  }

  /** Returns a due time with its jobs, or refused with the reason. */
  PlannedFire fire(
      Schedule schedule, ScheduleDefinition definition, Instant due, FireKind kind, Instant now) {
    try {
      PlannedJobs planned = jobs(schedule, definition, due, now);
      return new PlannedFire(due, kind, FireOutcome.FIRED, planned.group(), planned.jobs(), null);
    } catch (InvalidJobException | NotAdmittedException e) {
      return refused(due, kind, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Makes the jobs of a due time.
   *
   * @throws InvalidJobException if this node cannot submit the job or group
   * @throws NotAdmittedException if a backlog is full
   */
  PlannedJobs jobs(Schedule schedule, ScheduleDefinition definition, Instant due, Instant now) {
    JobOrigin.Fire origin = new JobOrigin.Fire(schedule.name(), due);
    if (definition.job() != null) {
      return planner.plan(requests.job(definition.job()), schedule.createdBy(), origin, now);
    }
    if (definition.group() == null) {
      throw new IllegalStateException("A schedule has a job or a group");
    }
    return planner.plan(requests.group(definition.group()), schedule.createdBy(), origin, now);
  }

  private static PlannedFire refused(Instant due, FireKind kind, String reason) {
    return PlannedFire.without(due, kind, FireOutcome.REFUSED, Truncation.of(reason, MAX_REASON));
  }
}
