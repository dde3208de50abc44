package io.jobwheel.execution.process;

import io.jobwheel.execution.process.WorkerSession.Died;
import io.jobwheel.execution.process.WorkerSession.Ended;
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
 * Warm child processes, each of which runs one attempt at a time. One that died, has done its share
 * or holds too much memory is replaced while the others go on. Safe from any thread.
 *
 * <p>A child that dies before it has taken an attempt up has not run it: another child gets it.
 * Afterwards nobody knows what it has done, and the attempt has crashed.
 */
public final class ProcessPool implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ProcessPool.class);
  private static final int MOST_CHILDREN_A_RUN = 5;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final ProcessPoolSettings settings;
  private final ProcessPoolStats stats;
  private final Ticker ticker;
  private final List<WorkerSupervisor> keepers = new ArrayList<>();
  private final BlockingDeque<WorkerProcess> idle = new LinkedBlockingDeque<>();
  private volatile Runnable ready = () -> {};
  private final Set<WorkerProcess> busy = ConcurrentHashMap.newKeySet();
  // asks for signs of life, and kills: nothing that waits
  private final ScheduledThreadPoolExecutor minder;

  /** Makes a pool that is empty until it is started. */
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
    for (int i = 1; i <= settings.children(); i++) {
      keepers.add(
          new WorkerSupervisor(
              "process-" + i, starter::start, this::join, this::leave, stats, ticker));
    }
    minder =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("jobwheel-processes").factory());
    minder.setRemoveOnCancelPolicy(true);
  }

  /** Starts the children; does not wait for them. Once only. */
  public void start() {
    keepers.forEach(WorkerSupervisor::start);
    long every = Math.max(settings.unresponsiveAfter().toMillis() / 4, 10);
    var _ = minder.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
  }

  /** Calls that, on a thread of the pool, whenever a new child is ready; it must not block. */
  public void onReady(Runnable listener) {
    ready = listener;
  }

  /** How many children can carry an attempt, or do: those that start or end cannot. */
  public int usable() {
    return busy.size() + (int) idle.stream().filter(WorkerProcess::isAlive).count();
  }

  private void join(WorkerProcess child) {
    idle.addLast(child);
    ready.run();
  }

  /** A child is gone; one that was idle is no longer offered. */
  private void leave(WorkerProcess child) {
    if (idle.remove(child)) {
      stats.ended(child.end());
    }
    if (!busy.contains(child)) {
      child.close(); // what a busy one has said is still to be received
    }
  }

  /** The children, by place. */
  public List<WorkerStatus> children() {
    return keepers.stream()
        .map(keeper -> {
          WorkerProcess child = keeper.child();
          return keeper.status(child != null && busy.contains(child));
        })
        .toList();
  }

  /**
   * Runs an attempt in a child and blocks until it has ended. The caller's own interrupts are for
   * the end of the service: they close the child's connection.
   */
  public Ending run(Frame.Run run, WorkerSession conversation) {
    WorkerExit last = null;
    for (int tries = 0; tries < MOST_CHILDREN_A_RUN; tries++) {
      WorkerProcess child = take(conversation);
      if (child == null) {
        return new NotBegun(last);
      }
      Ending ending = null;
      try {
        ending = conversation.hold(child, run);
      } finally {
        release(child, ending);
      }
      if (!(ending instanceof NotBegun(WorkerExit death)) || conversation.isCancelled()) {
        return ending;
      }
      last = death;
    }
    return last == null ? new NotBegun(null) : new Died(last);
  }

  /** The attempt is to end: its child is told, and killed when the grace is over. Never waits. */
  public void cancel(WorkerSession conversation, String reason) {
    conversation.cancel(reason);
    afterGrace(() -> conversation.kill(settings.cancelGrace()));
  }

  private void afterGrace(Runnable kill) {
    try {
      var _ = minder.schedule(kill, settings.cancelGrace().toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      kill.run(); // the pool is closed, and all its children are to end
    }
  }

  private @Nullable WorkerProcess take(WorkerSession conversation) {
    long deadline = ticker.after(settings.startTimeout());
    try {
      while (!conversation.isCancelled() && !ticker.hasReached(deadline)) {
        WorkerProcess child = idle.pollFirst(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        if (child == null) {
          continue;
        }
        if (child.isAlive()) {
          busy.add(child);
          return child;
        }
        stats.ended(ExitReason.CRASHED); // while it was idle
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }

  private void release(WorkerProcess child, @Nullable Ending ending) {
    child.atRest();
    busy.remove(child);
    if (ending instanceof Ended && child.canGoOn()) {
      keepOrReplace(child);
    } else {
      child.close();
      stats.ended(child.end());
    }
  }

  private void keepOrReplace(WorkerProcess child) {
    long memory = settings.memoryPerChild() > 0 ? child.memory() : -1;
    if (child.jobs() >= settings.jobsPerChild()) {
      retire(child, ExitReason.RETIRED);
    } else if (memory > settings.memoryPerChild()) {
      log.info("{} - is replaced (memory={}, limit={})", child, memory, settings.memoryPerChild());
      retire(child, ExitReason.TOO_LARGE);
    } else {
      idle.addLast(child);
    }
  }

  private void retire(WorkerProcess child, ExitReason why) {
    stats.ended(why);
    child.tell(new Frame.Stop());
    afterGrace(() -> child.kill(why, "it did not stop"));
  }

  /** Asks the silent ones whether they are there, and kills those that have not answered. */
  private void look() {
    for (WorkerProcess child : busy) {
      try {
        look(child);
      } catch (Throwable e) { // one that cannot be looked at must not end the looking for good
        log.warn("{} - could not be looked at", child, e);
      }
    }
  }

  private void look(WorkerProcess child) {
    Duration silence = child.silence();
    if (silence.compareTo(settings.unresponsiveAfter()) > 0) {
      log.warn("{} - does not answer (silence={}ms)", child, silence.toMillis());
      child.kill(ExitReason.UNRESPONSIVE, "it did not answer for " + settings.unresponsiveAfter());
    } else if (silence.isPositive()) {
      child.ping();
    }
  }

  /** Ends all children; waits some seconds for that. */
  @Override
  public void close() {
    minder.shutdownNow();
    keepers.forEach(WorkerSupervisor::close);
    try {
      long deadline = ticker.after(CLOSE);
      for (WorkerSupervisor keeper : keepers) {
        if (!keeper.awaitClosed(ticker.until(deadline))) {
          log.warn("a keeper of the process pool did not end");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
