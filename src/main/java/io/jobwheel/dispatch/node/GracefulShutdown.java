package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.event.CompletionWaiters;
import io.jobwheel.dispatch.recovery.Admission;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.execution.attempt.RunningJobs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Opens the node for jobs once everything runs; at shutdown, before the web server closes, takes no
 * more, lets running jobs go on for a budget, then interrupts them. Interrupted jobs go back to the
 * queue; they have not failed.
 */
final class GracefulShutdown implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(GracefulShutdown.class);

  private final Admission admission;
  private final Dispatcher dispatcher;
  private final RunningJobs jobs;
  private final CompletionWaiters waiters;
  private final DispatchProperties properties;

  // written by the container's thread, read by any thread
  private volatile boolean running;

  GracefulShutdown(
      Admission admission,
      Dispatcher dispatcher,
      RunningJobs jobs,
      CompletionWaiters waiters,
      DispatchProperties properties) {
    this.admission = admission;
    this.dispatcher = dispatcher;
    this.jobs = jobs;
    this.waiters = waiters;
    this.properties = properties;
  }

  @Override
  public void start() {
    dispatcher.start();
    admission.open();
    dispatcher.wake();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    admission.close();
    dispatcher.stop();
    int atFirst = jobs.count();
    if (atFirst > 0) {
      log.info(
          "drain - waits for jobs to end (running={}, budget={})",
          atFirst,
          properties.drainBudget());
    }
    try {
      if (!jobs.awaitNone(properties.drainBudget())) {
        int interrupted = jobs.cancelAll(CancelReason.SHUTDOWN);
        boolean ended = jobs.awaitNone(properties.drainGrace());
        log.info(
            "drain - interrupted jobs go back to the queue (interrupted={}, ignored={})",
            interrupted,
            ended ? 0 : jobs.count());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      jobs.close(); // what was on its way in all the time does not begin any more
      waiters.close();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** After the web server has started, before it stops. */
  @Override
  public int getPhase() {
    return DEFAULT_PHASE;
  }
}
