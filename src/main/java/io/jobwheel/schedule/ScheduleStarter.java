package io.jobwheel.schedule;

import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.store.schedule.FireKind;
import io.jobwheel.store.schedule.FirePlan;
import io.jobwheel.store.schedule.FirePlan.PlannedFire;
import io.jobwheel.store.schedule.FirePlanner;
import io.jobwheel.store.schedule.FireRecord;
import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.ScheduleProgress;
import io.jobwheel.store.schedule.Schedules;
import io.jobwheel.store.schedule.Schedules.Fired;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * Fires schedules at the request of a client, whatever their overlap, also paused ones. Safe for
 * use by any thread.
 */
public final class ScheduleStarter {

  /** Maximum number of jobs or groups of a backfill. */
  public static final int MAX_BACKFILL = 1_000;

  private final Schedules schedules;
  private final Definitions definitions;
  private final FireJobs jobs;
  private final FiredSchedules fired;
  private final Duration writeTimeout;
  private final InstantSource clock;

  ScheduleStarter(
      Schedules schedules,
      Definitions definitions,
      FireJobs jobs,
      FiredSchedules fired,
      Duration writeTimeout,
      InstantSource clock) {
    this.schedules = schedules;
    this.definitions = definitions;
    this.jobs = jobs;
    this.fired = fired;
    this.writeTimeout = writeTimeout;
    this.clock = clock;
  }

  /**
   * Fires once, now.
   *
   * @throws ScheduleNotFoundException if there is no schedule of the name
   * @throws InvalidJobException if its job or group cannot be submitted
   */
  public FireRecord trigger(String name) {
    Schedule schedule = schedules.find(name).orElseThrow(() -> new ScheduleNotFoundException(name));
    var _ = jobs.jobs(schedule, definitions.of(schedule), schedule.createdAt(), Instant.EPOCH);
    return fire(
            name,
            (known, now) ->
                List.of(jobs.fire(known, definitions.of(known), now, FireKind.TRIGGER, now)))
        .getFirst();
  }

  /**
   * Fires for each due time of an interval, oldest first. A time that a backfill has fired before
   * is left out.
   *
   * @param from inclusive
   * @param to exclusive
   * @throws ScheduleNotFoundException if there is no schedule of the name
   * @throws InvalidJobException if the interval is not in the past or has too many times, or the
   *     job or group cannot be submitted
   */
  public List<FireRecord> backfill(String name, Instant from, Instant to) {
    Schedule schedule = schedules.find(name).orElseThrow(() -> new ScheduleNotFoundException(name));
    ScheduleDefinition definition = definitions.of(schedule);
    if (from.isBefore(Instant.EPOCH)) {
      throw new InvalidJobException(
          List.of(new FieldError("from", "must be in year 1970 or later")));
    }
    if (to.isAfter(clock.instant())) {
      throw new InvalidJobException(List.of(new FieldError("to", "must be in the past")));
    }
    List<Instant> times = new DueTimes(name, definition).between(from, to, MAX_BACKFILL + 1);
    if (times.size() > MAX_BACKFILL) {
      throw new InvalidJobException(
          List.of(
              new FieldError(
                  "to",
                  "must be earlier: a backfill has at most %d due times".formatted(MAX_BACKFILL))));
    }
    if (times.isEmpty()) {
      return List.of();
    }
    var _ = jobs.jobs(schedule, definition, schedule.createdAt(), Instant.EPOCH);
    return fire(
        name,
        (known, now) ->
            times.stream()
                .map(due -> jobs.fire(known, definition, due, FireKind.BACKFILL, now))
                .toList());
  }

  private List<FireRecord> fire(
      String name, BiFunction<Schedule, Instant, List<PlannedFire>> fires) {
    FirePlanner planner =
        new FirePlanner() {
          @Override
          public int endsNeeded(Schedule schedule) {
            return 0;
          }

          @Override
          public FirePlan plan(DueSchedule due) {
            ScheduleProgress progress = due.schedule().progress();
            return new FirePlan(
                fires.apply(due.schedule(), due.now()),
                0,
                false,
                progress.nextDue(),
                progress.nextFire(),
                progress.waiting(),
                null);
          }
        };
    CompletableFuture<Optional<Fired>> write = schedules.fire(name, planner);
    CompletableFuture<Optional<Fired>> written =
        write.whenComplete((result, error) -> {
          if (error == null) {
            result.ifPresent(fired::publish);
          }
        });
    return StoreFutures.getOrWithdraw(write, written, writeTimeout)
        .orElseThrow(() -> new ScheduleNotFoundException(name))
        .fires();
  }
}
