package io.jobwheel.schedule;

import io.jobwheel.store.schedule.FirePlanner;
import io.jobwheel.store.schedule.FireRecord;
import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.ScheduleChange;
import io.jobwheel.store.schedule.ScheduleChange.ChangeDecision;
import io.jobwheel.store.schedule.Schedules;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Schedules in memory, with a clock that the test sets. Nothing fires. */
class MemorySchedules implements Schedules {

  final Map<String, Schedule> byName = new TreeMap<>();
  Instant now = TestDefinition.NOON;

  @Override
  public CompletableFuture<Changed> change(String name, ScheduleChange change) {
    Schedule before = byName.get(name);
    return switch (change.decide(before, now)) {
      case ChangeDecision.Put(Schedule after) -> {
        byName.put(name, after);
        yield changed(before, after);
      }
      case ChangeDecision.Delete() -> {
        byName.remove(name);
        yield changed(before, null);
      }
      case ChangeDecision.Keep() -> changed(before, before);
    };
  }

  private static CompletableFuture<Changed> changed(
      @Nullable Schedule before, @Nullable Schedule after) {
    return CompletableFuture.completedFuture(new Changed(before, after));
  }

  @Override
  public CompletableFuture<Fired> fireDue(FirePlanner planner, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Optional<Fired>> fire(String name, FirePlanner planner) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Schedule> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  @Override
  public List<Schedule> list(@Nullable String after, int limit) {
    return List.copyOf(byName.values());
  }

  @Override
  public List<FireRecord> fires(String name, int limit) {
    return List.of();
  }

  @Override
  public NextFire next() {
    return new NextFire(byName.size(), 0, null);
  }
}
