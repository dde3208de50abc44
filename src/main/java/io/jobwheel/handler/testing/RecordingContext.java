package io.jobwheel.handler.testing;

import io.jobwheel.handler.JobContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A context for unit tests of handlers. It records output and progress, and its sleeps return at
 * once but count as elapsed. It stands for the first attempt of a job without a time limit. Any
 * thread may print, report or cancel.
 */
public final class RecordingContext implements JobContext {

  /**
   * A recorded call of {@link JobContext#progress}.
   *
   * @param fraction the fraction as given
   * @param message the message as given; {@code null} for none
   */
  public record RecordedProgress(double fraction, @Nullable String message) {}

  private static final Duration MAX_WAIT = Duration.ofSeconds(30);

  private final UUID jobId = UUID.randomUUID();
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final List<RecordedProgress> progressReports = new CopyOnWriteArrayList<>();
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private volatile Duration slept = Duration.ZERO;
  private volatile boolean cancelled;
  private volatile @Nullable String traceparent;

  /**
   * Cancels the job: every later wait or print and {@link #checkCancelled()} throws {@link
   * CancellationException}. A second call has no effect.
   */
  public void cancel() {
    cancelled = true;
  }

  /** Sets the value of {@link #traceparent()}; it is empty by default. */
  public void setTraceparent(String header) {
    traceparent = header;
  }

  /** Returns the printed texts so far, one element for each call of {@link #print}. */
  public List<String> output() {
    return List.copyOf(output);
  }

  /** Returns all progress reports so far. */
  public List<RecordedProgress> progressReports() {
    return List.copyOf(progressReports);
  }

  /** Returns the arguments of all calls of {@link #pauseLimits} so far. */
  public List<Duration> limitPauses() {
    return List.copyOf(pauses);
  }

  @Override
  public UUID jobId() {
    return jobId;
  }

  @Override
  public int attempt() {
    return 1;
  }

  /** Returns the sum of the sleeps. */
  @Override
  public Duration elapsed() {
    return slept;
  }

  /** Returns at once, and adds the duration to {@link #elapsed()}. */
  @Override
  public void sleep(Duration duration) {
    checkCancelled();
    if (duration.isPositive()) {
      slept = slept.plus(duration);
    }
  }

  /** Blocks for at most 30 seconds, then throws an {@link AssertionError}. */
  @Override
  public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    checkCancelled();
    try {
      return stage.toCompletableFuture().get(MAX_WAIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the stage did not complete within 30 seconds", e);
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    }
  }

  /** Runs the work on the caller's thread. */
  @Override
  public <T extends @Nullable Object> T executeBlocking(Callable<T> work) {
    checkCancelled();
    try {
      return work.call();
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (Exception e) {
      throw unchecked(e);
    }
  }

  @Override
  public void print(String text) {
    checkCancelled();
    output.add(text);
  }

  @Override
  public void progress(double fraction, @Nullable String message) {
    progressReports.add(new RecordedProgress(fraction, message));
  }

  @Override
  public void pauseLimits(Duration duration) {
    checkCancelled();
    pauses.add(duration);
  }

  @Override
  public Optional<Duration> timeLeft() {
    return Optional.empty();
  }

  @Override
  public Optional<String> traceparent() {
    return Optional.ofNullable(traceparent);
  }

  @Override
  public void checkCancelled() {
    if (cancelled) {
      throw new CancellationException("cancelled by the test");
    }
  }

  private static CancellationException interrupted() {
    Thread.currentThread().interrupt();
    return new CancellationException("interrupted");
  }

  private static RuntimeException unchecked(@Nullable Throwable error) {
    return switch (error) {
      case RuntimeException runtime -> runtime;
      case Error fatal -> throw fatal;
      case null, default -> new CompletionException(error);
    };
  }
}
