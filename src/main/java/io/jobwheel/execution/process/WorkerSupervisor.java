package io.jobwheel.execution.process;

import io.jobwheel.execution.process.WorkerStatus.WorkerState;
import io.jobwheel.job.Backoff;
import io.jobwheel.threads.PerpetualThread;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one position of the pool filled, on a thread of its own: starts a worker process, offers it
 * to the pool, waits for its end and starts the next. After a failed start it pauses for 500 ms,
 * doubled up to 30 s for each further failure; if the process was killed, the pause starts anew.
 */
final class WorkerSupervisor {

  private static final Logger log = LoggerFactory.getLogger(WorkerSupervisor.class);
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  /** Starts a worker process. */
  @FunctionalInterface
  interface Starter {
    WorkerProcess start(String name) throws InterruptedException;
  }

  private final String name;
  private final Starter starter;
  private final Consumer<WorkerProcess> offer;
  private final Consumer<WorkerProcess> exited;
  private final ProcessPoolStats stats;
  private final Ticker ticker;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  // written by the supervisor's thread, read by any thread
  private volatile WorkerState state = WorkerState.STARTING;
  private volatile @Nullable WorkerProcess worker;
  private volatile Duration startTime = Duration.ZERO;
  private volatile @Nullable Long failingSince; // start of the first of the failed starts in a row

  WorkerSupervisor(
      String name,
      Starter starter,
      Consumer<WorkerProcess> offer,
      Consumer<WorkerProcess> exited,
      ProcessPoolStats stats,
      Ticker ticker) {
    this.name = name;
    this.starter = starter;
    this.offer = offer;
    this.exited = exited;
    this.stats = stats;
    this.ticker = ticker;
    this.thread = PerpetualThread.unstarted(name + "-supervisor", this::supervise);
  }

  void start() {
    thread.start();
  }

  /** Returns the worker process in this position; null while there is none. */
  @Nullable WorkerProcess worker() {
    return worker;
  }

  WorkerStatus status(boolean busy) {
    WorkerProcess now = worker;
    if (now == null || !now.isAlive()) {
      return new WorkerStatus(
          name,
          now == null ? state : WorkerState.STARTING,
          0,
          Duration.ZERO,
          Duration.ZERO,
          0,
          -1,
          failing());
    }
    return new WorkerStatus(
        name,
        busy ? WorkerState.BUSY : WorkerState.IDLE,
        now.pid(),
        now.age(),
        startTime,
        now.jobs(),
        now.memory(),
        Duration.ZERO);
  }

  private Duration failing() {
    Long since = failingSince;
    return since == null ? Duration.ZERO : ticker.since(since);
  }

  private void supervise() {
    Duration pause = PAUSES.first();
    try {
      while (closing.getCount() > 0) {
        long begin = ticker.read();
        try {
          WorkerProcess started = starter.start(name);
          startTime = ticker.since(begin);
          pause = PAUSES.first();
          serve(started);
        } catch (RuntimeException | Error e) { // includes a lack of threads or memory
          endWorker();
          failingSince = failingSince == null ? Long.valueOf(begin) : failingSince;
          state = WorkerState.FAILING;
          report(e, pause);
          var _ = closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
          pause = isKilled(e) ? PAUSES.first() : PAUSES.next(pause);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the pool is closed
    } finally {
      endWorker();
    }
  }

  private static boolean isKilled(Throwable error) {
    return error instanceof WorkerStartException start && start.isKilled();
  }

  private void report(Throwable error, Duration pause) {
    try {
      stats.startFailed();
      if (error instanceof WorkerStartException) {
        log.error("{} (next start in {})", error.getMessage(), pause);
      } else {
        log.error("{} - could not be started (next start in {})", name, pause, error);
      }
    } catch (Throwable e) {
      // such as a lack of memory; the state shows the failure
    }
  }

  /** Kills the worker process, if any, and waits until it has ended. */
  private void endWorker() {
    WorkerProcess left = worker;
    if (left != null) {
      left.kill(ExitReason.CLOSED, "the service is shutting down");
      left.exited()
          .completeOnTimeout(null, WorkerProcess.EXIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          .join();
      exited.accept(left);
      worker = null;
    }
  }

  private void serve(WorkerProcess started) throws InterruptedException {
    stats.started(startTime);
    failingSince = null;
    state = WorkerState.IDLE;
    worker = started;
    log.debug("{} - ready (pid={}, took={}ms)", name, started.pid(), startTime.toMillis());
    offer.accept(started);
    try {
      var _ = started.exited().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The end of a process cannot fail", e);
    }
    exited.accept(started);
    state = WorkerState.STARTING;
    worker = null;
  }

  /** Ends the worker process and starts no other. Does not block. */
  void close() {
    closing.countDown();
    thread.interrupt();
  }

  boolean awaitClosed(Duration limit) throws InterruptedException {
    return thread.join(limit);
  }
}
