package io.jobwheel.store.jdbc.query;

import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.query.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A range of ids. An id is a UUIDv7 and begins with the time of its creation in milliseconds, which
 * limits the ids of a range of times.
 *
 * @param from the smallest id; {@code null} for no limit
 * @param before the first id after the range; {@code null} for no limit
 */
record IdRange(@Nullable UUID from, @Nullable UUID before) {

  // an id is created after the submission that it belongs to was accepted; the node may have paused
  // in between, or its clock may have been set
  private static final Duration EARLIER = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(10);

  private static final long MAX_MILLIS = (1L << 48) - 1;

  /** Returns the range of ids before an id; {@code null} for all ids. */
  static IdRange before(@Nullable UUID id) {
    return new IdRange(null, id);
  }

  /** Limits the range to submissions that can be in the range of times. */
  IdRange created(TimeRange times) {
    return new IdRange(
        times.from() == null ? from : greatest(from, smallestId(times.from().minus(EARLIER))),
        times.to() == null ? before : least(before, smallestId(times.to().plus(LATER))));
  }

  /** Limits the range to submissions that can have ended in the range of times. */
  IdRange finished(TimeRange times) {
    return created(new TimeRange(null, times.to()));
  }

  /** Returns the conditions on the column {@code id}. */
  Conditions conditions() {
    Conditions conditions = new Conditions();
    if (from != null) {
      conditions.and("id >= ?", statement -> statement.id(from));
    }
    if (before != null) {
      conditions.and("id < ?", statement -> statement.id(before));
    }
    return conditions;
  }

  private static UUID smallestId(Instant time) {
    long millis = Math.clamp(time.toEpochMilli(), 0, MAX_MILLIS);
    return new UUID(millis << 16, 0);
  }

  private static UUID greatest(@Nullable UUID one, UUID other) {
    return one == null || JobRow.ID_ORDER.compare(one, other) < 0 ? other : one;
  }

  private static UUID least(@Nullable UUID one, UUID other) {
    return one == null || JobRow.ID_ORDER.compare(one, other) > 0 ? other : one;
  }
}
