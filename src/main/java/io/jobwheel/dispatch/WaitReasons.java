package io.jobwheel.dispatch;

import io.jobwheel.job.Job;
import org.jspecify.annotations.Nullable;

/** Returns why jobs wait. Reads memory only. Thread-safe. */
@FunctionalInterface
public interface WaitReasons {

  /**
   * Returns why a waiting job cannot start at present; {@code null} if it can, if the job is in
   * another state, or if nothing recent is known about the nodes.
   */
  @Nullable WaitReason of(Job job);
}
