package io.jobwheel.job;

import java.time.Duration;

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
}
