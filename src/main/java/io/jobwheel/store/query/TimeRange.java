package io.jobwheel.store.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A range of times.
 *
 * @param from the earliest time of the range; {@code null} for no limit
 * @param to the first time after the range; {@code null} for no limit
 */
public record TimeRange(@Nullable Instant from, @Nullable Instant to) {

  /** The range of all times. */
  public static final TimeRange ALL = new TimeRange(null, null);

  /** Returns whether the range has no limit. */
  public boolean isAll() {
    return from == null && to == null;
  }
}
