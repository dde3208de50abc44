package io.jobwheel.dispatch.request.pause;

import io.jobwheel.job.InvalidJobException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.pause.PauseTarget;
import org.jspecify.annotations.Nullable;

/**
 * Pauses job types and submitters on all nodes, and resumes them. Running jobs go on; others wait
 * until the pause ends. Safe for use by any thread.
 */
public interface JobPauser {

  /**
   * Pauses a target, or replaces its pause. When it returns, this node starts no job of the target
   * that is submitted later. A submission that was under way, or a claim that the store has not
   * answered within {@code jobwheel.dispatch.write-timeout}, may still start its jobs. Other nodes
   * follow within {@code jobwheel.dispatch.poll-interval}.
   *
   * @param pausedBy name of the submitter of the request; null if authentication is disabled
   * @throws InvalidJobException if the request is invalid, the end has passed, or too many targets
   *     are paused
   * @throws StoreUnavailableException if the store does not commit in time
   */
  StoredPause pause(PauseTarget target, PauseRequest request, @Nullable String pausedBy);

  /**
   * Ends a pause, so that its waiting jobs start, and returns whether there was one.
   *
   * @throws StoreUnavailableException if the store does not commit in time
   */
  boolean resume(PauseTarget target);
}
