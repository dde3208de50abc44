package io.jobwheel.dispatch.node;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The next time at which the dispatcher has something to do, besides its polls. It has come at
 * first. Safe for use by any thread.
 */
final class NextTime {

  // lowered by listeners, set by the dispatcher
  private final AtomicReference<Instant> next = new AtomicReference<>(Instant.MIN);

  /** Sets the time if it is earlier than the known one. */
  void lowerTo(Instant time) {
    next.accumulateAndGet(time, (known, added) -> added.isBefore(known) ? added : known);
  }

  /** Forgets the time; those that are set from now on count. */
  void clear() {
    next.set(Instant.MAX);
  }

  /** Sets the time to now, because the next one is not known. */
  void hasCome() {
    next.set(Instant.MIN);
  }

  /** Returns the time until then; zero if it has come. */
  Duration until(Instant now) {
    Instant time = next.get();
    return time.isAfter(now) ? Duration.between(now, time) : Duration.ZERO;
  }
}
