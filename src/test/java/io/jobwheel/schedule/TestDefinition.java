package io.jobwheel.schedule;

import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.ScheduleProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Makes definitions for tests: {@code TestDefinition.every("1m").overlap(ALLOW).build()}. */
final class TestDefinition {

  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final @Nullable String cron;
  private final @Nullable Duration every;
  private Overlap overlap = Overlap.ALLOW;
  private CatchUp catchUp = CatchUp.LATEST;
  private Duration window = Duration.ofDays(365);
  private Duration jitter = Duration.ZERO;
  private @Nullable Instant startAt;
  private @Nullable Instant endAt;
  private @Nullable Long maxFires;
  private @Nullable Integer pauseOnFailures;

  private TestDefinition(@Nullable String cron, @Nullable Duration every) {
    this.cron = cron;
    this.every = every;
  }

  static TestDefinition cron(String cron) {
    return new TestDefinition(cron, null);
  }

  static TestDefinition every(Duration period) {
    return new TestDefinition(null, period);
  }

  TestDefinition overlap(Overlap value) {
    overlap = value;
    return this;
  }

  TestDefinition catchUp(CatchUp value) {
    catchUp = value;
    return this;
  }

  TestDefinition window(Duration value) {
    window = value;
    return this;
  }

  TestDefinition jitter(Duration value) {
    jitter = value;
    return this;
  }

  TestDefinition startAt(Instant value) {
    startAt = value;
    return this;
  }

  TestDefinition endAt(Instant value) {
    endAt = value;
    return this;
  }

  TestDefinition maxFires(long value) {
    maxFires = value;
    return this;
  }

  TestDefinition pauseOnFailures(int value) {
    pauseOnFailures = value;
    return this;
  }

  ScheduleDefinition build() {
    return new ScheduleDefinition(
        cron,
        every,
        "UTC",
        "{\"type\":\"countdown\"}",
        null,
        overlap,
        catchUp,
        window,
        jitter,
        startAt,
        endAt,
        maxFires,
        pauseOnFailures);
  }

  static Definitions definitions() {
    return new Definitions(JSON);
  }

  /** Returns a schedule of the definition, whose next time is the first one after noon. */
  Schedule schedule(String name) {
    ScheduleDefinition definition = build();
    DueTimes times = new DueTimes(name, definition);
    Instant due = times.next(NOON).orElse(null);
    return stored(
        name,
        definitions().write(definition),
        ScheduleProgress.first(due, due == null ? null : times.fireAt(due)));
  }

  /** Returns an active schedule. */
  static Schedule stored(String name, String definition, ScheduleProgress progress) {
    return new Schedule(name, definition, false, "ann", NOON, NOON, 1, null, progress);
  }

  /** Returns the progress with other waiting times and another number of jobs. */
  static ScheduleProgress with(ScheduleProgress progress, List<Instant> waiting, long fired) {
    return new ScheduleProgress(
        progress.nextDue(), progress.nextFire(), waiting, fired, 0, 0, 0, null);
  }
}
