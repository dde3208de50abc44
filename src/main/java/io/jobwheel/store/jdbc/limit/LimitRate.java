package io.jobwheel.store.jdbc.limit;

/**
 * The rate of a limit, by the generic cell rate algorithm (GCRA; ITU-T I.371): a row has the
 * theoretical arrival time of the next start, and a start is allowed while that time is ahead of
 * the clock by no more than the burst. So any stretch of time has at most the burst, and the rate
 * times the stretch, of starts.
 *
 * @param permits permits in a period, 1 or more
 * @param per the period, in microseconds
 * @param burst permits that can be taken at once, 1 or more
 */
record LimitRate(int permits, long per, int burst) {

  /** Returns whether permits can be taken at a time. */
  boolean allows(long units, long arrival, long now) {
    return dueAt(units, arrival) <= now;
  }

  /** Returns the earliest time at which permits can be taken. */
  long dueAt(long units, long arrival) {
    return arrival + cost(units) - cost(burst);
  }

  /** Returns the number of permits that can be taken at a time. */
  long room(long arrival, long now) {
    long least = 0;
    long most = burst;
    while (least < most) {
      long middle = (least + most + 1) / 2;
      if (allows(middle, Math.max(arrival, now), now)) {
        least = middle;
      } else {
        most = middle - 1;
      }
    }
    return least;
  }

  /** Returns the theoretical arrival time after permits were taken. */
  long take(long units, long arrival, long now) {
    return Math.max(arrival, now) + cost(units);
  }

  /**
   * Returns the time in which these permits become free. Products fit: see the ranges of limits.
   */
  private long cost(long units) {
    return Math.ceilDiv(units * per, permits);
  }
}
