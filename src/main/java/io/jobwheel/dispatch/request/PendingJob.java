package io.jobwheel.dispatch.request;

import io.jobwheel.store.StoreUnavailableException;
import java.time.Duration;

/** A valid job on its way to the store. Safe for use by any thread. */
public interface PendingJob {

  /**
   * Runs an action once: when the store has decided about the job, on the thread of the commit,
   * which the action must not block; or at once if it has decided already.
   */
  void whenDecided(Runnable action);

  /**
   * Returns whether the job is stored. Then {@link #await} returns it at once, without access to
   * the store.
   */
  boolean isStored();

  /** Returns for how long a submit waits: {@code jobwheel.dispatch.write-timeout}. */
  Duration limit();

  /**
   * Waits for the decision, at most for the limit, and returns or throws what {@link
   * JobSubmitter#submit(JobRequest, SubmissionContext)} does. When the limit is over, the write is
   * withdrawn if it has not begun; if it has, the call waits up to a second longer.
   *
   * @throws StoreUnavailableException if the store does not commit in time
   */
  SubmittedJob await();

  /** Does what {@link #await} does when the limit is over. */
  SubmittedJob expire();
}
