package io.jobwheel.execution.process;

import io.jobwheel.execution.attempt.AttemptEnvironment;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.execution.attempt.ThreadJobContext;
import io.jobwheel.job.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The context, in the service, of a handler that runs in a worker process: forwards its output, and
 * slows it down if the store is slow. The worker process has a context of its own for waits and
 * cancellation.
 */
final class ProcessJobContext extends ThreadJobContext implements WorkerSession.Listener {

  private final RunningAttempt running;
  private final ProcessPool pool;
  private final WorkerSession session = new WorkerSession(this);

  ProcessJobContext(RunningAttempt running, AttemptEnvironment environment, ProcessPool pool) {
    super(running, environment);
    this.running = running;
    this.pool = pool;
  }

  WorkerSession session() {
    return session;
  }

  @Override
  public void interrupt() {
    CancelReason reason = running.cancelReason();
    if (reason != null) {
      pool.cancel(session, reason.name());
    }
  }

  @Override
  public void printed(Instant at, String text) {
    print(at, text);
  }

  @Override
  public void reported(Progress progress) {
    progress(progress);
  }

  @Override
  public void paused(Duration duration) {
    pauseLimits(duration);
  }

  /** Waits for a print, even if the attempt is cancelled. Prints do not fail. */
  @Override
  @SuppressWarnings("NullAway") // the value of a print is unused
  public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the service shuts down, and this thread with it
      return null;
    } catch (ExecutionException e) {
      throw new IllegalStateException("A print cannot fail", e);
    }
  }
}
