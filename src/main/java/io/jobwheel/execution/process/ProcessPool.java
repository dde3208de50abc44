package io.jobwheel.execution.process;

import io.jobwheel.execution.process.WorkerSession.Completed;
import io.jobwheel.execution.process.WorkerSession.Died;
import io.jobwheel.execution.process.WorkerSession.Ending;
import io.jobwheel.execution.process.WorkerSession.NotBegun;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of warm worker processes, each of which runs one attempt at a time. A process that died,
 * reached its number of attempts or exceeded the memory limit is replaced while the others go on.
 * Safe for use by any thread.
 *
 * <p>If a process dies before it has begun an attempt, another process runs the attempt. If it dies
 * later, the attempt has crashed, since its effects are unknown.
 */
public final class ProcessPool implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ProcessPool.class);
  private static final int MAX_WORKERS_PER_ATTEMPT = 5;
  private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final ProcessPoolSettings settings;
  private final ProcessPoolStats stats;
  private final Ticker ticker;
  private final List<WorkerSupervisor> supervisors = new ArrayList<>();
  private final BlockingDeque<WorkerProcess> idle = new LinkedBlockingDeque<>();
  private volatile Runnable readyListener = () -> {};
  private final Set<WorkerProcess> busy = ConcurrentHashMap.newKeySet();
  // sends pings and kills; its tasks must not block
  private final ScheduledThreadPoolExecutor monitor;

  /** Creates a pool that has no processes until it is started. */
  public ProcessPool(
      ProcessPoolSettings settings,
      WorkerCommand command,
      Frame.Serve serve,
      ProcessPoolStats stats,
      Ticker ticker) {
    this.settings = settings;
    this.stats = stats;
    this.ticker = ticker;
    WorkerStarter starter = new WorkerStarter(command, serve, settings.startTimeout(), ticker);
    for (int i = 1; i <= settings.workers(); i++) {
      supervisors.add(
          new WorkerSupervisor(
              "process-" + i, starter::start, this::offer, this::remove, stats, ticker));
    }
    monitor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("jobwheel-processes").factory());
    monitor.setRemoveOnCancelPolicy(true);
  }

  /** Starts the worker processes without waiting for them. Must be called once. */
  public void start() {
    supervisors.forEach(WorkerSupervisor::start);
    long every = Math.max(settings.unresponsiveAfter().toMillis() / 4, 10);
    var _ =
        monitor.scheduleWithFixedDelay(this::checkResponses, every, every, TimeUnit.MILLISECONDS);
  }

  /**
   * Sets the listener that is called, on a thread of the pool, when a new worker process is ready.
   * It must not block.
   */
  public void onReady(Runnable listener) {
    readyListener = listener;
  }

  /**
   * Returns the number of worker processes that are idle or busy, without those that start or end.
   */
  public int usable() {
    return busy.size() + (int) idle.stream().filter(WorkerProcess::isAlive).count();
  }

  private void offer(WorkerProcess worker) {
    idle.addLast(worker);
    readyListener.run();
  }

  /** Removes a worker process that has ended. */
  private void remove(WorkerProcess worker) {
    if (idle.remove(worker)) {
      stats.ended(worker.exitReason());
    }
    if (!busy.contains(worker)) {
      worker.close(); // the frames that a busy one has sent are still to be received
    }
  }

  /** Returns the status of each position of the pool, in order. */
  public List<WorkerStatus> workers() {
    return supervisors.stream()
        .map(supervisor -> {
          WorkerProcess worker = supervisor.worker();
          return supervisor.status(worker != null && busy.contains(worker));
        })
        .toList();
  }

  /**
   * Runs an attempt in a worker process and blocks until it has ended. Waits up to the start
   * timeout for a free process. An interrupt of the calling thread closes the connection to the
   * process; it is meant for the shutdown of the service.
   */
  public Ending run(Frame.Run run, WorkerSession session) {
    WorkerExit lastExit = null;
    for (int tries = 0; tries < MAX_WORKERS_PER_ATTEMPT; tries++) {
      WorkerProcess worker = take(session);
      if (worker == null) {
        return new NotBegun(lastExit);
      }
      Ending ending = null;
      try {
        ending = session.run(worker, run);
      } finally {
        release(worker, ending);
      }
      if (!(ending instanceof NotBegun(WorkerExit exit)) || session.isCancelled()) {
        return ending;
      }
      lastExit = exit;
    }
    return lastExit == null ? new NotBegun(null) : new Died(lastExit);
  }

  /**
   * Cancels the attempt, and kills its worker process if the attempt has not ended after the grace
   * time. Does not block.
   */
  public void cancel(WorkerSession session, String reason) {
    session.cancel(reason);
    afterGrace(() -> session.kill(settings.cancelGrace()));
  }

  private void afterGrace(Runnable kill) {
    try {
      var _ = monitor.schedule(kill, settings.cancelGrace().toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      kill.run(); // the pool is closed and ends all its processes
    }
  }

  private @Nullable WorkerProcess take(WorkerSession session) {
    long deadline = ticker.after(settings.startTimeout());
    try {
      while (!session.isCancelled() && !ticker.hasReached(deadline)) {
        WorkerProcess worker = idle.pollFirst(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        if (worker == null) {
          continue;
        }
        if (worker.isAlive()) {
          busy.add(worker);
          return worker;
        }
        stats.ended(ExitReason.CRASHED); // while it was idle
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }

  private void release(WorkerProcess worker, @Nullable Ending ending) {
    worker.attemptEnded();
    busy.remove(worker);
    if (ending instanceof Completed && worker.isUsable()) {
      keepOrReplace(worker);
    } else {
      worker.close();
      stats.ended(worker.exitReason());
    }
  }

  private void keepOrReplace(WorkerProcess worker) {
    long memory = settings.memoryPerWorker() > 0 ? worker.memory() : -1;
    if (worker.jobs() >= settings.attemptsPerWorker()) {
      retire(worker, ExitReason.RETIRED);
    } else if (memory > settings.memoryPerWorker()) {
      log.info(
          "{} - replaced for its memory (memory={}, limit={})",
          worker,
          memory,
          settings.memoryPerWorker());
      retire(worker, ExitReason.TOO_LARGE);
    } else {
      idle.addLast(worker);
    }
  }

  private void retire(WorkerProcess worker, ExitReason why) {
    stats.ended(why);
    worker.sendAsync(new Frame.Stop());
    afterGrace(() -> worker.kill(why, "it did not stop"));
  }

  /** Pings the busy processes that are silent, and kills those that have not responded in time. */
  private void checkResponses() {
    for (WorkerProcess worker : busy) {
      try {
        checkResponse(worker);
      } catch (Throwable e) { // one failed check must not end the schedule
        log.warn("{} - health check failed", worker, e);
      }
    }
  }

  private void checkResponse(WorkerProcess worker) {
    Duration silence = worker.silence();
    if (silence.compareTo(settings.unresponsiveAfter()) > 0) {
      log.warn("{} - does not respond (silence={}ms)", worker, silence.toMillis());
      worker.kill(ExitReason.UNRESPONSIVE, "it did not answer for " + settings.unresponsiveAfter());
    } else if (silence.isPositive()) {
      worker.ping();
    }
  }

  /** Kills all worker processes and waits up to 10 seconds until they have ended. */
  @Override
  public void close() {
    monitor.shutdownNow();
    supervisors.forEach(WorkerSupervisor::close);
    try {
      long deadline = ticker.after(CLOSE_LIMIT);
      for (WorkerSupervisor supervisor : supervisors) {
        if (!supervisor.awaitClosed(ticker.until(deadline))) {
          log.warn("process pool - a supervisor did not end (limit={})", CLOSE_LIMIT);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
