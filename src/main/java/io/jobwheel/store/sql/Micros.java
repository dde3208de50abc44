package io.jobwheel.store.sql;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * Converts times and durations to the whole microseconds of the store. Values that do not fit
 * saturate.
 */
public final class Micros {

  // the sum of any lease and the current time fits in a long
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
