package io.jobwheel.execution.process;

import java.time.Duration;

/** Receives the events of a pool. Called by threads of the pool; must not block. */
public interface ProcessPoolStats {

  /** Called when a worker process is ready, with the time that its start took. */
  void started(Duration took);

  /** Called when a worker process did not become ready. */
  void startFailed();

  /** Called when a worker process has ended or is being replaced. */
  void ended(ExitReason why);
}
