package io.jobwheel.schedule;

import io.jobwheel.job.JobState;
import io.jobwheel.schedule.FireDecision.Decided;
import io.jobwheel.store.schedule.FireKind;
import io.jobwheel.store.schedule.FireOutcome;
import io.jobwheel.store.schedule.FirePlan;
import io.jobwheel.store.schedule.FirePlan.PlannedFire;
import io.jobwheel.store.schedule.FirePlanner;
import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.ScheduleProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans schedules that are due. A schedule that cannot be planned at all, such as one of a later
 * version, stops no other. Thread-safe.
 */
final class DuePlanner implements FirePlanner {

  private static final Logger log = LoggerFactory.getLogger(DuePlanner.class);

  /** The pause after a due time of a schedule that this node cannot read. */
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  /** Postpones every schedule: for one that the store refuses. */
  static final FirePlanner POSTPONING =
      new FirePlanner() {
        @Override
        public int endsNeeded(Schedule schedule) {
          return 0;
        }

        @Override
        public FirePlan plan(DueSchedule due) {
          return postponed(due);
        }
      };

  private final Definitions definitions;
  private final FireJobs jobs;

  DuePlanner(Definitions definitions, FireJobs jobs) {
    this.definitions = definitions;
    this.jobs = jobs;
  }

  @Override
  public int endsNeeded(Schedule schedule) {
    try {
      Integer failures = definitions.of(schedule).pauseOnFailures();
      return failures == null ? 0 : failures;
    } catch (RuntimeException e) {
      return 0; // the plan says so
    }
  }

  @Override
  public FirePlan plan(DueSchedule due) {
    try {
      return plan(due, definitions.of(due.schedule()));
    } catch (RuntimeException e) {
      log.error("schedule {} - cannot be planned", due.schedule().name(), e);
      return postponed(due);
    }
  }

  private FirePlan plan(DueSchedule due, ScheduleDefinition definition) {
    Schedule schedule = due.schedule();
    ScheduleProgress progress = schedule.progress();
    String pause = pauseReason(definition, due.lastEnds());
    if (pause != null) {
      return new FirePlan(
          List.of(), 0, false, progress.nextDue(), progress.nextFire(), progress.waiting(), pause);
    }
    DueTimes times = new DueTimes(schedule.name(), definition);
    Map<Instant, PlannedFire> made = new HashMap<>();
    FireDecision decision =
        new FireDecision(
            definition,
            times,
            due.now(),
            progress.nextDue(),
            progress.waiting(),
            due.unfinished(),
            progress.fired(),
            time -> {
              PlannedFire fire = jobs.fire(schedule, definition, time, FireKind.DUE, due.now());
              made.put(time, fire);
              return fire.outcome() == FireOutcome.FIRED;
            });
    decision.decide();
    List<PlannedFire> fires = new ArrayList<>();
    for (Decided decided : decision.decided()) {
      PlannedFire fire = made.get(decided.dueAt());
      fires.add(
          fire == null
              ? PlannedFire.without(
                  decided.dueAt(),
                  FireKind.DUE,
                  decided.outcome(),
                  String.valueOf(decided.reason()))
              : fire);
    }
    Instant next = decision.next();
    return new FirePlan(
        fires,
        decision.unlisted(),
        decision.cancelsOthers(),
        next,
        next == null ? null : times.fireAt(next),
        decision.waiting(),
        null);
  }

  private static @Nullable String pauseReason(
      ScheduleDefinition definition, List<JobState> lastEnds) {
    Integer limit = definition.pauseOnFailures();
    return limit != null
            && lastEnds.size() >= limit
            && lastEnds.stream().allMatch(JobState.FAILED::equals)
        ? "The last %d jobs have failed.".formatted(limit)
        : null;
  }

  /** Leaves the due time to another node, or to a later time. */
  private static FirePlan postponed(DueSchedule due) {
    ScheduleProgress progress = due.schedule().progress();
    return new FirePlan(
        List.of(),
        0,
        false,
        progress.nextDue(),
        progress.nextDue() == null ? null : due.now().plus(AFTER_FAILURE),
        progress.waiting(),
        null);
  }
}
