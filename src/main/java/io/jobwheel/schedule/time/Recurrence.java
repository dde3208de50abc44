package io.jobwheel.schedule.time;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An endless sequence of times, each a whole microsecond. Depends on nothing but its own values, so
 * every node calculates the same times. All times are from {@link #EARLIEST} to {@link #LATEST}.
 */
public sealed interface Recurrence permits Cron, Every {

  /** The time before which there is none. */
  Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  /** The time after which there is none. */
  Instant LATEST = Instant.parse("9999-12-30T00:00:00Z");

  /** Returns the first time that is later than {@code after}; empty if there is none. */
  Optional<Instant> next(Instant after);

  /**
   * Returns the first times that are later than {@code after}, in ascending order.
   *
   * @param count the greatest number of times; there are fewer only if there is no other
   */
  default List<Instant> next(Instant after, int count) {
    List<Instant> times = new ArrayList<>();
    Optional<Instant> next = count > 0 ? next(after) : Optional.empty();
    while (next.isPresent()) {
      times.add(next.get());
      next = times.size() < count ? next(next.get()) : Optional.empty();
    }
    return times;
  }

  /**
   * Returns the first times of an interval, in ascending order.
   *
   * @param from the begin of the interval, inclusive
   * @param to the end of the interval, exclusive; no time is returned unless it is later
   * @param limit the greatest number of times. To find out whether the interval has more than
   *     {@code n}, request {@code n + 1}.
   */
  default List<Instant> between(Instant from, Instant to, int limit) {
    List<Instant> times = new ArrayList<>();
    Instant after = from.isBefore(EARLIEST) ? EARLIEST.minusNanos(1) : from.minusNanos(1);
    while (times.size() < limit) {
      Optional<Instant> next = next(after).filter(time -> time.isBefore(to));
      if (next.isEmpty()) {
        break;
      }
      times.add(next.get());
      after = next.get();
    }
    return times;
  }
}
