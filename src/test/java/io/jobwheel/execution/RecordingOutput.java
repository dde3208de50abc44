package io.jobwheel.execution;

import io.jobwheel.execution.attempt.Attempt;
import io.jobwheel.execution.attempt.AttemptOutput;
import io.jobwheel.job.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * Records prints. If delayed, acknowledges them on another thread, as the store does; if slow, each
 * after a pause.
 */
public final class RecordingOutput implements AttemptOutput, AutoCloseable {

  public final List<String> prints = Collections.synchronizedList(new ArrayList<>());
  public final List<Progress> progress = Collections.synchronizedList(new ArrayList<>());
  public final Map<UUID, List<Duration>> pauses = new ConcurrentHashMap<>();
  public volatile boolean delayed;
  public volatile boolean slow;
  public volatile int mostUnwritten;

  private final Executor slowly =
      CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS, Runnable::run);
  private final AtomicInteger unwritten = new AtomicInteger();
  private final ExecutorService writer = Executors.newSingleThreadExecutor();

  @Override
  public boolean isBusy() {
    return slow;
  }

  @Override
  public void progress(Attempt attempt, Progress reported) {
    progress.add(reported);
  }

  @Override
  public CompletionStage<?> pauseLimits(Attempt attempt, Duration duration) {
    return append(attempt, Instant.EPOCH, "pauses")
        .thenRun(() ->
            pauses
                .computeIfAbsent(attempt.job().id(), _ -> new CopyOnWriteArrayList<>())
                .add(duration));
  }

  @Override
  public CompletionStage<?> append(Attempt attempt, Instant at, String text) {
    prints.add(text);
    if (slow) {
      return CompletableFuture.runAsync(() -> {}, slowly);
    }
    if (!delayed) {
      return CompletableFuture.completedFuture(null);
    }
    mostUnwritten = Math.max(mostUnwritten, unwritten.incrementAndGet());
    return CompletableFuture.runAsync(unwritten::decrementAndGet, writer);
  }

  /** Forgets what was recorded, after all prints of earlier attempts were acknowledged. */
  public void reset() {
    delayed = false;
    slow = false;
    Awaitility.await("acknowledged prints").until(() -> unwritten.get() == 0);
    mostUnwritten = 0;
    prints.clear();
    progress.clear();
    pauses.clear();
  }

  @Override
  public void close() {
    writer.shutdownNow();
  }
}
