package io.jobwheel.handler.http;

import io.jobwheel.handler.JobContext;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A context that waits by blocking, at most 20 seconds. */
public class BlockingContext implements JobContext {

  private final String traceparent;
  private final int attempt;

  public BlockingContext() {
    this(1);
  }

  public BlockingContext(int attempt) {
    this(null, attempt);
  }

  /** Creates a context with this trace context; null for none. */
  BlockingContext(String traceparent) {
    this(traceparent, 1);
  }

  private BlockingContext(String traceparent, int attempt) {
    this.traceparent = traceparent;
    this.attempt = attempt;
  }

  @Override
  public Optional<String> traceparent() {
    return Optional.ofNullable(traceparent);
  }

  @Override
  public <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException already
          ? already
          : new CompletionException(e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }

  @Override
  public UUID jobId() {
    return new UUID(0, 0);
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public Duration elapsed() {
    return Duration.ZERO;
  }

  @Override
  public void sleep(Duration duration) {
    throw new AssertionError("a call does not sleep");
  }

  @Override
  public <T> T executeBlocking(Callable<T> work) {
    throw new AssertionError("a call does not block");
  }

  @Override
  public void print(String text) {}

  @Override
  public void progress(double fraction, String message) {}

  @Override
  public Optional<Duration> timeLeft() {
    return Optional.empty();
  }

  @Override
  public void checkCancelled() {}
}
