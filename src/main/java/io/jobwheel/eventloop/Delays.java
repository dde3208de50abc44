package io.jobwheel.eventloop;

import java.time.Duration;

/** Converts durations to nanoseconds, limited so that no deadline overflows. */
final class Delays {

  // 73 years: long enough to mean forever, short enough not to overflow a deadline
  private static final long MAX_SECONDS = Long.MAX_VALUE / 4 / 1_000_000_000;
  private static final long MAX_NANOS = MAX_SECONDS * 1_000_000_000;

  private Delays() {}

  /** Returns the duration in nanoseconds, at most 73 years; zero for a negative duration. */
  static long nanos(Duration duration) {
    return Math.max(signedNanos(duration), 0);
  }

  /** Returns the duration in nanoseconds, at most 73 years in either direction. */
  static long signedNanos(Duration duration) {
    long seconds = Math.clamp(duration.toSeconds(), -MAX_SECONDS, MAX_SECONDS);
    return seconds == duration.toSeconds()
        ? duration.toNanos()
        : Duration.ofSeconds(seconds).toNanos();
  }

  /** Returns the nanoseconds, at most 73 years in either direction. */
  static long clamp(long nanos) {
    return Math.clamp(nanos, -MAX_NANOS, MAX_NANOS);
  }
}
