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
import org.jspecify.annotations.Nullable;

/**
 * The common part of the job contexts of all lanes. Confined to the thread or task that runs the
 * handler.
 */
public abstract sealed class AttemptContext implements JobContext
    permits LoopJobContext, ThreadJobContext {

  /** Maximum number of unwritten prints of one attempt; a further print waits. */
  private static final int MAX_UNWRITTEN = 256;

  private final RunningAttempt running;
  private final AttemptOutput requests;
  private final LimitedOutput output;
  private final ProgressThrottle progress;
  private final AttemptClock time;
  private final Deque<CompletableFuture<?>> unwritten = new ArrayDeque<>();

  AttemptContext(RunningAttempt running, AttemptEnvironment environment) {
    this.running = running;
    this.requests = environment.output();
    this.output = new LimitedOutput(environment.output(), running.attempt(), environment.limit());
    this.progress =
        new ProgressThrottle(environment.output(), running.attempt(), environment.ticker());
    this.time =
        new AttemptClock(
            running.attempt().commonStart(), environment.clock(), environment.ticker());
  }

  /** Makes the current or next wait of the handler throw. May be called by any thread. */
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

  /** Appends a print that was made at the given time. */
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
  public void pauseLimits(Duration duration) {
    if (duration.compareTo(SHORTEST_PAUSE) < 0 || duration.compareTo(LONGEST_PAUSE) > 0) {
      throw new IllegalArgumentException(
          "A pause is %s to %s long, not %s".formatted(SHORTEST_PAUSE, LONGEST_PAUSE, duration));
    }
    if (!running.attempt().job().spec().limits().isEmpty()) {
      var _ = await(requests.pauseLimits(running.attempt(), duration));
    }
  }

  @Override
  public Optional<Duration> timeLeft() {
    return running.timeLeft();
  }

  /** Forwards progress that a worker process reported. */
  public final void progress(Progress reported) {
    progress.report(reported.at(), reported.fraction(), reported.message());
  }

  /** Flushes the last progress after the handler has ended. */
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
   * Returns the exception for an interrupted wait: a cancellation if the attempt was cancelled,
   * else a failure, since the handler or its code interrupted the thread.
   */
  final RuntimeException interrupted() {
    CancelReason reason = running.cancelReason();
    return reason == null
        ? new IllegalStateException("Its thread was interrupted by something else than its lane")
        : new CancellationException(reason.toString());
  }
}
