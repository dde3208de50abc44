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
 * A context for the test of a handler: it keeps what the handler says, and its sleeps take no time
 * but count as if they had. The first attempt of a job without a time limit. What the handler says
 * and a cancellation may come from any thread.
 */
public final class RecordingContext implements JobContext {

  /** One report of progress, as the handler gave it. */
  public record Report(double fraction, @Nullable String message) {}

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final UUID jobId = UUID.randomUUID();
  private final List<String> prints = new CopyOnWriteArrayList<>();
  private final List<Report> reports = new CopyOnWriteArrayList<>();
  private volatile Duration slept = Duration.ZERO;
  private volatile boolean cancelled;
  private volatile @Nullable String traceparent;

  /** Makes every later wait and {@link #checkCancelled()} throw. A second call does nothing. */
  public void cancel() {
    cancelled = true;
  }

  /** Puts the job into a trace; it is in none before. */
  public void traceparent(String header) {
    traceparent = header;
  }

  /** What was printed until now, each text as it was given. */
  public List<String> prints() {
    return List.copyOf(prints);
  }

  /** What was reported until now; none is left out. */
  public List<Report> reports() {
    return List.copyOf(reports);
  }

  @Override
  public UUID jobId() {
    return jobId;
  }

  @Override
  public int attempt() {
    return 1;
  }

  /** The sum of the sleeps. */
  @Override
  public Duration elapsed() {
    return slept;
  }

  /** Returns at once, and moves {@link #elapsed()} on. */
  @Override
  public void sleep(Duration duration) {
    checkCancelled();
    if (duration.isPositive()) {
      slept = slept.plus(duration);
    }
  }

  /** Waits for real, at most 30 seconds; then throws an {@link AssertionError}. */
  @Override
  public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    checkCancelled();
    try {
      return stage.toCompletableFuture().get(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the handler waits for what does not come", e);
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    }
  }

  /** Does the work on the caller's thread. */
  @Override
  public <T extends @Nullable Object> T blocking(Callable<T> work) {
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
    prints.add(text);
  }

  @Override
  public void progress(double fraction, @Nullable String message) {
    reports.add(new Report(fraction, message));
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
      case RuntimeException already -> already;
      case Error fatal -> throw fatal;
      case null, default -> new CompletionException(error);
    };
  }
}
