package io.jobwheel.execution.attempt;

import io.jobwheel.handler.JobContext;
import io.jobwheel.job.Progress;
import io.jobwheel.job.TraceParent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the contexts of all lanes share. Confined to the thread or task that runs the body. */
public abstract sealed class AttemptContext implements JobContext
    permits LoopJobContext, ThreadJobContext {

  /** How many prints of one job may wait for the registry before the job waits for them. */
  private static final int MAX_UNWRITTEN = 256;

  /** The one timer of the JDK for all attempts; what runs on it here does not wait. */
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(
          ProgressThrottle.APART.toMillis(), TimeUnit.MILLISECONDS, Runnable::run);

  private final RunningAttempt running;
  private final LimitedOutput output;
  private final ProgressThrottle progress;
  private final AttemptClock time;
  private final Deque<CompletableFuture<?>> unwritten = new ArrayDeque<>();

  AttemptContext(RunningAttempt running, AttemptEnvironment environment) {
    this.running = running;
    this.output = new LimitedOutput(environment.output(), running.attempt(), environment.limit());
    this.progress = new ProgressThrottle(environment.output(), running.attempt(), LATER);
    this.time =
        new AttemptClock(
            running.attempt().commonStart(), environment.clock(), environment.ticker());
  }

  /** Makes the body's current wait, or its next one, throw. Called by any thread. */
  public abstract void interrupt();

  @Override
  public UUID jobId() {
    return running.attempt().job().id();
  }

  @Override
  public int attempt() {
    return running.attempt().job().attempt();
  }

  @Override
  public Duration elapsed() {
    return time.elapsed();
  }

  @Override
  public void print(String text) {
    print(time.now(), text);
  }

  /** Prints what was printed at that time. */
  public final void print(Instant at, String text) {
    unwritten.add(output.append(at, text));
    while (!unwritten.isEmpty() && unwritten.element().isDone()) {
      unwritten.remove();
    }
    int bound = output.isBusy() ? 0 : MAX_UNWRITTEN - 1;
    while (unwritten.size() > bound) {
      await(unwritten.remove());
    }
  }

  @Override
  public void progress(double fraction, @Nullable String message) {
    progress.report(time.now(), fraction, message);
  }

  @Override
  public Optional<Duration> timeLeft() {
    return running.timeLeft();
  }

  /** Passes on what another process says of the body that it runs. */
  public final void progress(Progress reported) {
    progress.report(reported.at(), reported.fraction(), reported.message());
  }

  /** The body has ended: what it held back is passed on. */
  public final void ended() {
    progress.flush();
  }

  @Override
  public Optional<String> traceparent() {
    return running.attempt().span().traceparent().map(TraceParent::header);
  }

  @Override
  public void checkCancelled() {
    CancelReason reason = running.cancelReason();
    if (reason != null) {
      throw new CancellationException(reason.toString());
    }
  }

  /**
   * The body's thread was interrupted: because the attempt is to end, or else by the body or by
   * something that it started, which is a failure of its own and no reason to run it again at once.
   */
  final RuntimeException interrupted() {
    CancelReason reason = running.cancelReason();
    return reason == null
        ? new IllegalStateException("Its thread was interrupted by something else than its lane")
        : new CancellationException(reason.toString());
  }
}
