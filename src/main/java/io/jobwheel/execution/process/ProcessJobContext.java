package io.jobwheel.execution.process;

import io.jobwheel.execution.attempt.AttemptEnvironment;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.execution.attempt.ThreadJobContext;
import io.jobwheel.job.Progress;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The near end of a body that runs in another process: passes on what it prints, and slows it down
 * when the registry is slow. The far end does the waiting and hears of cancels.
 */
final class ProcessJobContext extends ThreadJobContext implements WorkerSession.Listener {

  private final RunningAttempt running;
  private final ProcessPool pool;
  private final WorkerSession conversation = new WorkerSession(this);

  ProcessJobContext(RunningAttempt running, AttemptEnvironment environment, ProcessPool pool) {
    super(running, environment);
    this.running = running;
    this.pool = pool;
  }

  WorkerSession conversation() {
    return conversation;
  }

  @Override
  public void interrupt() {
    CancelReason reason = running.cancelReason();
    if (reason != null) {
      pool.cancel(conversation, reason.name());
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

  /** Waits for a print, also of a body that is to end. Prints do not fail. */
  @Override
  @SuppressWarnings("NullAway") // the value of a print that nobody reads
  public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the service goes down, and this thread with it
      return null;
    } catch (ExecutionException e) {
      throw new IllegalStateException("A print that fails says so to nobody", e);
    }
  }
}
