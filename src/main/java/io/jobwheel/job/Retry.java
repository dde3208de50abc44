package io.jobwheel.job;

import java.time.Duration;

/** What a failure says about another attempt. The job's policy decides whether there is one. */
public sealed interface Retry {

  /** When the policy says so. */
  Retry AS_PLANNED = new AsPlanned();

  /** Another attempt would fail in the same way. */
  Retry POINTLESS = new Never();

  /** When the policy says so. */
  record AsPlanned() implements Retry {}

  /** Another attempt would fail in the same way: the job has failed. */
  record Never() implements Retry {}

  /**
   * Not before that pause is over, even where the policy would have it sooner.
   *
   * @param pause from now on; at most a day counts
   */
  record NotBefore(Duration pause) implements Retry {}
}
