package io.jobwheel.schedule;

import static java.util.Objects.requireNonNull;

import io.jobwheel.store.schedule.FireKind;
import io.jobwheel.store.schedule.FireOutcome;
import io.jobwheel.store.schedule.FireRecord;
import io.jobwheel.store.schedule.Schedules.NextFire;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The meters of schedules. Names of schedules are no tags, since there can be very many. */
final class ScheduleMetrics {

  static final String FIRES = "jobwheel.schedule.fires";
  static final String LAG = "jobwheel.schedule.lag";
  static final String ACTIVE = "jobwheel.schedules.active";
  static final String OVERDUE = "jobwheel.schedules.overdue";

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1),
    Duration.ofHours(1)
  };

  private final Map<FireOutcome, Counter> fires = new EnumMap<>(FireOutcome.class);
  private final Timer lag;

  // written by the runner, read by any thread; NaN while they are unknown
  private volatile double active = Double.NaN;
  private volatile double overdueSeconds = Double.NaN;

  ScheduleMetrics(MeterRegistry registry) {
    for (FireOutcome outcome : FireOutcome.values()) {
      fires.put(
          outcome,
          Counter.builder(FIRES)
              .description("Due times of schedules, triggers and backfills, by outcome")
              .tags("outcome", outcome.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    lag =
        Timer.builder(LAG)
            .description("Time from a due time of a schedule to its job, jitter included")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    Gauge.builder(ACTIVE, this, it -> it.active)
        .description("Schedules that are not paused and have a next time")
        .register(registry);
    Gauge.builder(OVERDUE, this, it -> it.overdueSeconds)
        .description("Time for which the most overdue schedule should have fired; 0 if none is")
        .baseUnit("seconds")
        .register(registry);
  }

  /** Counts what became of a due time; missed ones are counted by {@link #missed}. */
  void decided(FireRecord fire) {
    if (fire.outcome() != FireOutcome.MISSED) {
      requireNonNull(fires.get(fire.outcome())).increment();
    }
    if (fire.outcome() == FireOutcome.FIRED && fire.kind() == FireKind.DUE) {
      Duration late = Duration.between(fire.dueAt(), fire.at());
      lag.record(late.isNegative() ? Duration.ZERO : late);
    }
  }

  void missed(long times) {
    requireNonNull(fires.get(FireOutcome.MISSED)).increment((double) times);
  }

  /** Forgets the state of the store, which cannot be read. */
  void failed() {
    active = Double.NaN;
    overdueSeconds = Double.NaN;
  }

  void looked(NextFire next) {
    active = next.active();
    Duration until = next.untilNext();
    overdueSeconds = until == null || !until.isNegative() ? 0 : until.negated().toNanos() / 1e9;
  }
}
