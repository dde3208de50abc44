package io.jobwheel.execution.attempt;

import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * Time since a common start that may lie on another node: steady, and the same for a whole group.
 */
final class AttemptClock {

  private final Instant start;
  private final Ticker ticker;
  private final long origin;

  AttemptClock(Instant start, InstantSource clock, Ticker ticker) {
    this.start = start;
    this.ticker = ticker;
    // saturates: a clock that has jumped by centuries ends no attempt
    long passed = TimeUnit.NANOSECONDS.convert(Duration.between(start, clock.instant()));
    this.origin = ticker.read() - passed;
  }

  Duration elapsed() {
    return Duration.ofNanos(Math.max(ticker.read() - origin, 0));
  }

  Instant now() {
    return start.plus(elapsed());
  }
}
