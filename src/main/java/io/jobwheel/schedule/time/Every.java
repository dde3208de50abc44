package io.jobwheel.schedule.time;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A time in each period: all whole multiples of the period before and after the anchor, and the
 * anchor itself. Elapsed time, without a time zone: a period of 24 hours is not a day where clocks
 * change.
 *
 * @param period from {@link #SHORTEST} to {@link #LONGEST}, in whole microseconds
 * @param anchor the time to which the periods are aligned; truncated to microseconds. Not a start:
 *     there are times before it, too.
 */
public record Every(Duration period, Instant anchor) implements Recurrence {

  private static final String VALID =
      "must be a duration from 1s to 365d in whole microseconds, such as 15m or PT15M";

  /** The shortest period. */
  public static final Duration SHORTEST = Duration.ofSeconds(1);

  /** The longest period. */
  public static final Duration LONGEST = Duration.ofDays(365);

  /**
   * Validates the period.
   *
   * @throws InvalidRecurrenceException if the period is too short, too long or not in whole
   *     microseconds
   * @throws IllegalArgumentException if the anchor is not from {@link #EARLIEST} to {@link #LATEST}
   */
  public Every {
    if (period.compareTo(SHORTEST) < 0
        || period.compareTo(LONGEST) > 0
        || !period.equals(period.truncatedTo(ChronoUnit.MICROS))) {
      throw new InvalidRecurrenceException(VALID);
    }
    anchor = anchor.truncatedTo(ChronoUnit.MICROS);
    if (anchor.isBefore(EARLIEST) || anchor.isAfter(LATEST)) {
      throw new IllegalArgumentException(
          "The anchor %s is not from %s to %s.".formatted(anchor, EARLIEST, LATEST));
    }
  }

  @Override
  public Optional<Instant> next(Instant after) {
    if (!after.isBefore(LATEST)) {
      return Optional.empty();
    }
    Instant from = after.isBefore(EARLIEST) ? EARLIEST.minusNanos(1) : after;
    long micros = anchor.until(from.truncatedTo(ChronoUnit.MICROS), ChronoUnit.MICROS);
    long length = period.dividedBy(ChronoUnit.MICROS.getDuration());
    long next = (Math.floorDiv(micros, length) + 1) * length;
    return Optional.of(anchor.plus(next, ChronoUnit.MICROS)).filter(time -> !time.isAfter(LATEST));
  }
}
