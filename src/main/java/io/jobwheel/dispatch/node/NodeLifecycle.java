package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.backlog.BacklogMonitor;
import io.jobwheel.dispatch.backlog.QueueNotifier;
import io.jobwheel.dispatch.event.JobEventMapper;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.dispatch.event.RemoteCompletionPoller;
import io.jobwheel.dispatch.outcome.OutcomeRecorder;
import io.jobwheel.dispatch.recovery.GroupReconciler;
import io.jobwheel.dispatch.recovery.LeaseKeeper;
import io.jobwheel.dispatch.recovery.LeaseRescuer;
import io.jobwheel.dispatch.recovery.OwnershipReconciler;
import io.jobwheel.dispatch.recovery.Pruner;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.StoreUnavailableException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Makes this process a node before the web server opens, and takes it out after the web server has
 * closed. What it still holds then is given back.
 */
public final class NodeLifecycle implements SmartLifecycle {

  /** Before everything else starts, after everything else has stopped. */
  static final int PHASE = 0;

  private static final Logger log = LoggerFactory.getLogger(NodeLifecycle.class);

  /** What a node looks after besides its lease. */
  record Duties(
      BacklogMonitor activeJobs,
      OwnershipReconciler heldJobs,
      RemoteCompletionPoller awaited,
      Pruner pruner,
      GroupReconciler groups,
      QueueNotifier notifier) {

    void start() {
      activeJobs.start();
      heldJobs.start();
      pruner.start();
      groups.start();
      if (notifier.isShared()) {
        notifier.start();
        awaited.start();
      }
    }

    void stop() {
      awaited.stop();
      groups.stop();
      pruner.stop();
      heldJobs.stop();
      activeJobs.stop();
    }
  }

  private final NodeLeases leases;
  private final LeaseKeeper keeper;
  private final LeaseRescuer rescuer;
  private final OutcomeRecorder recorder;
  private final JobEventPublisher events;
  private final Duties duties;
  private final DispatchProperties properties;
  private final InstantSource clock;

  // written by the container's thread, read by any thread
  private volatile boolean running;

  NodeLifecycle(
      NodeLeases leases,
      LeaseKeeper keeper,
      LeaseRescuer rescuer,
      OutcomeRecorder recorder,
      JobEventPublisher events,
      Duties duties,
      DispatchProperties properties,
      InstantSource clock) {
    this.leases = leases;
    this.keeper = keeper;
    this.rescuer = rescuer;
    this.recorder = recorder;
    this.events = events;
    this.duties = duties;
    this.properties = properties;
    this.clock = clock;
  }

  @Override
  public void start() {
    try {
      keeper.start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while taking the first lease", e);
    }
    rescuer.start();
    duties.start();
    running = true;
    log.info("{} - holds its lease (incarnation={})", keeper.node().name(), keeper.node().id());
  }

  @Override
  public void stop() {
    running = false;
    recorder.close();
    duties.stop();
    rescuer.stop();
    keeper.stop();
    try {
      LeaseRescuer.log(
          "gave back what was still running",
          StoreFutures.get(
              events.publishAfter(
                  leases.release(keeper.node().id(), clock.instant()), JobEventMapper::ofRelease),
              properties.writeTimeout()));
    } catch (StoreUnavailableException e) {
      log.warn("{} - could not give its lease back, it will expire", keeper.node().name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
