package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.event.ChangeFollowers;
import io.jobwheel.dispatch.event.CompletionWaiters;
import io.jobwheel.dispatch.fleet.CapabilityMonitor;
import io.jobwheel.dispatch.recovery.NodeAdmission;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.execution.attempt.RunningJobs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Opens the node for jobs after start-up. At shutdown, before the web server closes, it rejects new
 * jobs, waits up to {@code jobwheel.dispatch.drain-budget} for running jobs, then interrupts them.
 * Interrupted attempts are released and count as no failure.
 */
final class GracefulShutdown implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(GracefulShutdown.class);

  private final NodeAdmission admission;
  private final Dispatcher dispatcher;
  private final RunningJobs jobs;
  private final CompletionWaiters waiters;
  private final ChangeFollowers followers;
  private final CapabilityMonitor capabilities;
  private final DispatchProperties properties;

  // written by the container's thread, read by any thread
  private volatile boolean running;

  GracefulShutdown(
      NodeAdmission admission,
      Dispatcher dispatcher,
      RunningJobs jobs,
      CompletionWaiters waiters,
      ChangeFollowers followers,
      CapabilityMonitor capabilities,
      DispatchProperties properties) {
    this.admission = admission;
    this.dispatcher = dispatcher;
    this.jobs = jobs;
    this.waiters = waiters;
    this.followers = followers;
    this.capabilities = capabilities;
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
    capabilities.withdraw();
    int atStart = jobs.count();
    if (atStart > 0) {
      log.info(
          "drain - waiting for running jobs (running={}, budget={})",
          atStart,
          properties.drainBudget());
    }
    try {
      if (!jobs.awaitNone(properties.drainBudget())) {
        int interrupted = jobs.cancelAll(CancelReason.SHUTDOWN);
        boolean ended = jobs.awaitNone(properties.drainGrace());
        log.info(
            "drain - interrupted the remaining jobs (interrupted={}, stillRunning={})",
            interrupted,
            ended ? 0 : jobs.count());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      jobs.close(); // submissions in flight start no more jobs
      waiters.close();
      followers.close();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Starts after the web server and stops before it. */
  @Override
  public int getPhase() {
    return DEFAULT_PHASE;
  }
}
