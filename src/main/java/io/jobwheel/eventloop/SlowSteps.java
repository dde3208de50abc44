package io.jobwheel.eventloop;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The times for which a loop stood still longer than its threshold, as of one moment.
 *
 * @param steps how many steps were too long since the loop was made; the watchdog saw most of them
 * @param starvations how many times a task waited too long for a thread to run on
 * @param places how many of the steps were seen where: the innermost frame of the user's code, as
 *     {@code Class.method(File:line)}; the first hundred places
 * @param recent the latest of both kinds, the oldest first, at most thirty-two, and the one under
 *     way
 */
public record SlowSteps(
    long steps, long starvations, Map<String, Long> places, List<SlowStep> recent) {

  /** Copies the collections. */
  public SlowSteps {
    places = Collections.unmodifiableMap(new LinkedHashMap<>(places));
    recent = List.copyOf(recent);
  }
}
