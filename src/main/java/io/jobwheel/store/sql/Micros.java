package io.jobwheel.store.sql;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/** Times and durations as the store keeps them: whole microseconds. What does not fit saturates. */
public final class Micros {

  // keeps any lease that is added to any current time within a long
  private static final long LONGEST = Long.MAX_VALUE / 2;

  private Micros() {}

  public static long of(Instant instant) {
    Instant exact = instant.truncatedTo(ChronoUnit.MICROS);
    return TimeUnit.MICROSECONDS.convert(Duration.between(Instant.EPOCH, exact));
  }

  public static long of(Duration duration) {
    return Math.min(LONGEST, TimeUnit.MICROSECONDS.convert(duration));
  }

  public static Duration toDuration(long micros) {
    return Duration.of(micros, ChronoUnit.MICROS);
  }

  public static Instant toInstant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
