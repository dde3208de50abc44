package io.jobwheel.handler.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.handler.JobContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A context on a thread as in a lane, created on the thread that runs the handler. */
public final class TestContext implements JobContext {

  public final UUID id = UUID.randomUUID();
  public final List<String> prints = Collections.synchronizedList(new ArrayList<>());
  public final List<String> progress = Collections.synchronizedList(new ArrayList<>());
  public final BlockingQueue<String> arrivals = new LinkedBlockingQueue<>();

  public volatile Runnable onPrint = () -> {};
  public volatile String traceparent;

  private final Thread thread = Thread.currentThread();
  private volatile boolean cancelled;

  /** Cancels the job, from any thread. */
  public void cancel() {
    cancelled = true;
    thread.interrupt();
  }

  /** Waits until the line is printed. */
  public void awaitLine(String line) throws InterruptedException {
    for (String arrival = ""; !line.equals(arrival); ) {
      arrival = arrivals.poll(20, TimeUnit.SECONDS);
      assertThat(arrival).as("no line '%s', only %s", line, prints).isNotNull();
    }
  }

  @Override
  public Optional<String> traceparent() {
    return Optional.ofNullable(traceparent);
  }

  @Override
  public UUID jobId() {
    return id;
  }

  @Override
  public int attempt() {
    return 1;
  }

  @Override
  public Duration elapsed() {
    return Duration.ZERO;
  }

  @Override
  public void sleep(Duration duration) {
    executeBlocking(() -> new CountDownLatch(1).await(duration.toNanos(), TimeUnit.NANOSECONDS));
  }

  @Override
  public <T> T await(CompletionStage<T> stage) {
    return executeBlocking(() -> {
      try {
        return stage.toCompletableFuture().get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception error ? error : e;
      }
    });
  }

  @Override
  public <T> T executeBlocking(Callable<T> work) {
    checkCancelled();
    try {
      return work.call();
    } catch (InterruptedException e) {
      thread.interrupt();
      throw new CancellationException("interrupted");
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  @Override
  public void print(String text) {
    prints.add(text);
    arrivals.add(text);
    onPrint.run();
  }

  @Override
  public void progress(double fraction, String message) {
    progress.add(fraction + " " + message);
  }

  @Override
  public Optional<Duration> timeLeft() {
    return Optional.empty();
  }

  @Override
  public void checkCancelled() {
    if (cancelled) {
      throw new CancellationException("cancelled");
    }
  }
}
