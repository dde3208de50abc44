package io.jobwheel.execution.process;

import java.time.Duration;

/** Hears what happens in a pool; called by the pool's threads, must not block. */
public interface ProcessPoolStats {

  /** A child is ready after that time. */
  void started(Duration took);

  /** A child did not become ready. */
  void startFailed();

  /** A child is gone. */
  void ended(ExitReason why);
}
