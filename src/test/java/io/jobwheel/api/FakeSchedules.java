package io.jobwheel.api;

import io.jobwheel.store.schedule.FirePlan;
import io.jobwheel.store.schedule.FirePlanner;
import io.jobwheel.store.schedule.FireRecord;
import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.ScheduleChange;
import io.jobwheel.store.schedule.ScheduleChange.ChangeDecision;
import io.jobwheel.store.schedule.Schedules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Schedules in memory, which never become due. */
public final class FakeSchedules implements Schedules {

  static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  private final ConcurrentMap<String, Schedule> all = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, List<FireRecord>> fires = new ConcurrentHashMap<>();

  @Override
  public synchronized CompletableFuture<Changed> change(String name, ScheduleChange change) {
    Schedule before = all.get(name);
    switch (change.decide(before, NOW)) {
      case ChangeDecision.Put(Schedule after) -> all.put(name, after);
      case ChangeDecision.Delete() -> all.remove(name);
      case ChangeDecision.Keep() -> {
        // nothing changes
      }
    }
    return CompletableFuture.completedFuture(new Changed(before, all.get(name)));
  }

  @Override
  public CompletableFuture<Fired> fireDue(FirePlanner planner, int limit) {
    return CompletableFuture.completedFuture(
        new Fired(List.of(), List.of(), 0, List.of(), List.of(), List.of()));
  }

  @Override
  public CompletableFuture<Optional<Fired>> fire(String name, FirePlanner planner) {
    Schedule schedule = all.get(name);
    if (schedule == null) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    FirePlan plan = planner.plan(new FirePlanner.DueSchedule(schedule, NOW, false, List.of()));
    List<FireRecord> records =
        plan.fires().stream()
            .map(fire ->
                new FireRecord(
                    fire.dueAt(), fire.kind(), fire.outcome(), NOW, fire.subject(), fire.reason()))
            .toList();
    fires.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(records);
    return CompletableFuture.completedFuture(
        Optional.of(new Fired(List.of(schedule), records, 0, List.of(), List.of(), List.of())));
  }

  @Override
  public Optional<Schedule> find(String name) {
    return Optional.ofNullable(all.get(name));
  }

  @Override
  public List<Schedule> list(@Nullable String after, int limit) {
    return all.values().stream()
        .filter(schedule -> after == null || schedule.name().compareTo(after) > 0)
        .sorted(Comparator.comparing(Schedule::name))
        .limit(limit)
        .toList();
  }

  @Override
  public List<FireRecord> fires(String name, int limit) {
    return fires.getOrDefault(name, List.of()).stream().limit(limit).toList();
  }

  @Override
  public NextFire next() {
    return new NextFire(all.size(), 0, null);
  }
}
