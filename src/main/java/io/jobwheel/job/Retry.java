package io.jobwheel.job;

import java.time.Duration;
import java.util.List;

/**
 * Whether and when another attempt is useful after a failure. The policy of the job decides whether
 * there is one.
 */
public sealed interface Retry {

  /** A retry according to the policy. */
  Retry AS_PLANNED = new AsPlanned();

  /** No retry. */
  Retry NEVER = new Never();

  /** A retry according to the policy. */
  record AsPlanned() implements Retry {}

  /** No retry: another attempt would fail in the same way. */
  record Never() implements Retry {}

  /**
   * A retry according to the policy, but not before a pause is over.
   *
   * @param pause the minimum pause from now on; at most one day counts
   */
  record NotBefore(Duration pause) implements Retry {}

  /**
   * A retry after the pause of a schedule, with the jitter of all retries.
   *
   * @param pauses the pauses after the first failure, the second and so on; the last one is used
   *     for all further failures
   * @param atLeast the minimum pause from now on; at most one day counts
   */
  record OnSchedule(List<Duration> pauses, Duration atLeast) implements Retry {

    public OnSchedule {
      pauses = List.copyOf(pauses);
      if (pauses.isEmpty()) {
        throw new IllegalArgumentException("A schedule of retries has at least one pause.");
      }
    }
  }

  /**
   * The attempt has done nothing, and another one with the same number is due after a pause. So a
   * handler may put a job off any number of times.
   *
   * @param pause the pause from now on; at most one day counts
   */
  record Deferred(Duration pause) implements Retry {}
}
