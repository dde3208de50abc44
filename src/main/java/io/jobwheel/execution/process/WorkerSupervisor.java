package io.jobwheel.execution.process;

import io.jobwheel.execution.process.WorkerStatus.State;
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
 * Keeps one place of the pool filled, on a thread of its own: starts a child, offers it, waits for
 * its end, starts the next. After a start that failed it waits, twice as long each time; after one
 * that somebody killed only for a moment.
 */
final class WorkerSupervisor {

  private static final Logger log = LoggerFactory.getLogger(WorkerSupervisor.class);
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  /** Starts a child by that name. */
  @FunctionalInterface
  interface Starter {
    WorkerProcess start(String name) throws InterruptedException;
  }

  private final String name;
  private final Starter starter;
  private final Consumer<WorkerProcess> offer;
  private final Consumer<WorkerProcess> gone;
  private final ProcessPoolStats stats;
  private final Ticker ticker;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  // written by the keeper's thread, read by any thread
  private volatile State state = State.STARTING;
  private volatile @Nullable WorkerProcess child;
  private volatile Duration startTime = Duration.ZERO;
  private volatile @Nullable Long failingSince; // the moment of the first of a row

  WorkerSupervisor(
      String name,
      Starter starter,
      Consumer<WorkerProcess> offer,
      Consumer<WorkerProcess> gone,
      ProcessPoolStats stats,
      Ticker ticker) {
    this.name = name;
    this.starter = starter;
    this.offer = offer;
    this.gone = gone;
    this.stats = stats;
    this.ticker = ticker;
    this.thread = PerpetualThread.unstarted(name + "-keeper", this::keep);
  }

  void start() {
    thread.start();
  }

  /** The child in this place; null while there is none. */
  @Nullable WorkerProcess child() {
    return child;
  }

  WorkerStatus status(boolean busy) {
    WorkerProcess now = child;
    if (now == null || !now.isAlive()) {
      return new WorkerStatus(
          name,
          now == null ? state : State.STARTING,
          0,
          Duration.ZERO,
          Duration.ZERO,
          0,
          -1,
          failing());
    }
    return new WorkerStatus(
        name,
        busy ? State.BUSY : State.IDLE,
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

  private void keep() {
    Duration pause = PAUSES.first();
    try {
      while (closing.getCount() > 0) {
        long begin = ticker.read();
        try {
          WorkerProcess started = starter.start(name);
          startTime = ticker.since(begin);
          pause = PAUSES.first();
          serve(started);
        } catch (RuntimeException | Error e) { // also a lack of threads or memory passes
          endChild();
          failingSince = failingSince == null ? Long.valueOf(begin) : failingSince;
          state = State.FAILING;
          report(e, pause);
          var _ = closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
          pause = isKilled(e) ? PAUSES.first() : PAUSES.next(pause);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the pool is closed
    } finally {
      endChild();
    }
  }

  private static boolean isKilled(Throwable error) {
    return error instanceof WorkerStartException start && start.isKilled();
  }

  private void report(Throwable error, Duration pause) {
    try {
      stats.startFailed();
      if (error instanceof WorkerStartException) {
        log.error("{} (tries again in {})", error.getMessage(), pause);
      } else {
        log.error("{} - could not be started (tries again in {})", name, pause, error);
      }
    } catch (Throwable e) {
      // what is lacking is lacking here as well; the state shows it
    }
  }

  /** Ends what is here, if anything, and waits until it has left no trace. */
  private void endChild() {
    WorkerProcess left = child;
    if (left != null) {
      left.kill(ExitReason.CLOSED, "the service goes down");
      left.gone()
          .completeOnTimeout(null, WorkerProcess.EXIT.toMillis(), TimeUnit.MILLISECONDS)
          .join();
      gone.accept(left);
      child = null;
    }
  }

  private void serve(WorkerProcess started) throws InterruptedException {
    stats.started(startTime);
    failingSince = null;
    state = State.IDLE;
    child = started;
    log.debug("{} - is ready (pid={}, took={}ms)", name, started.pid(), startTime.toMillis());
    offer.accept(started);
    try {
      var _ = started.gone().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The end of a process cannot fail", e);
    }
    gone.accept(started);
    state = State.STARTING;
    child = null;
  }

  /** Starts no other child, and ends the one that is here. */
  void close() {
    closing.countDown();
    thread.interrupt();
  }

  boolean awaitClosed(Duration limit) throws InterruptedException {
    return thread.join(limit);
  }
}
