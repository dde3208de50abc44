package io.jobwheel.execution.attempt;

import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Steady time since the common start of a group, which may have been on another node. */
final class AttemptClock {

  private final Instant start;
  private final Ticker ticker;
  private final long origin;

  AttemptClock(Instant start, InstantSource clock, Ticker ticker) {
    this.start = start;
    this.ticker = ticker;
    // saturates instead of throwing if the clock has jumped by centuries
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
