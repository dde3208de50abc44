package io.jobwheel.eventloop;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Contains the periods in which a loop made no progress for longer than its threshold, as of one
 * moment.
 *
 * @param steps number of slow steps since the loop was created; the watchdog sampled most of them
 * @param starvations number of times a task waited too long for a carrier thread
 * @param places number of sampled steps per place: the innermost frame of user code, as {@code
 *     Class.method(File:line)}; the first hundred places
 * @param recent the latest of both kinds, oldest first, at most thirty-two, and the one in progress
 */
public record SlowSteps(
    long steps, long starvations, Map<String, Long> places, List<SlowStep> recent) {

  /** Copies the collections. */
  public SlowSteps {
    places = Collections.unmodifiableMap(new LinkedHashMap<>(places));
    recent = List.copyOf(recent);
  }
}
