package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.backlog.BacklogMonitor;
import io.jobwheel.dispatch.backlog.QueueNotifier;
import io.jobwheel.dispatch.event.JobEventMapper;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.dispatch.event.RemotePollers;
import io.jobwheel.dispatch.fleet.CapabilityMonitor;
import io.jobwheel.dispatch.operation.OperationRunner;
import io.jobwheel.dispatch.outcome.OutcomeRecorder;
import io.jobwheel.dispatch.pause.ActivePauses;
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
 * Acquires the lease and starts the background tasks before the web server opens; stops them and
 * releases the lease, with all jobs that the node still holds, after the web server has closed.
 */
public final class NodeLifecycle implements SmartLifecycle {

  /** Starts before, and stops after, all other phases. */
  static final int PHASE = 0;

  private static final Logger log = LoggerFactory.getLogger(NodeLifecycle.class);

  /** The background tasks of a node besides lease and rescue. */
  record NodeTasks(
      BacklogMonitor backlogMonitor,
      OwnershipReconciler ownershipReconciler,
      RemotePollers pollers,
      Pruner pruner,
      GroupReconciler groups,
      ActivePauses pauses,
      OperationRunner operations,
      CapabilityMonitor capabilities,
      QueueNotifier notifier) {

    void start() {
      pauses.refresh(); // before the first job can start
      capabilities.start();
      backlogMonitor.start();
      ownershipReconciler.start();
      pruner.start();
      groups.start();
      operations.start();
      if (notifier.isShared()) {
        notifier.start();
        pollers.start();
      }
    }

    void stop() {
      pollers.stop();
      operations.stop();
      groups.stop();
      pruner.stop();
      ownershipReconciler.stop();
      backlogMonitor.stop();
      capabilities.stop();
    }
  }

  private final NodeLeases leases;
  private final LeaseKeeper keeper;
  private final LeaseRescuer rescuer;
  private final OutcomeRecorder recorder;
  private final JobEventPublisher events;
  private final NodeTasks tasks;
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
      NodeTasks tasks,
      DispatchProperties properties,
      InstantSource clock) {
    this.leases = leases;
    this.keeper = keeper;
    this.rescuer = rescuer;
    this.recorder = recorder;
    this.events = events;
    this.tasks = tasks;
    this.properties = properties;
    this.clock = clock;
  }

  @Override
  public void start() {
    try {
      keeper.start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while acquiring the first lease", e);
    }
    rescuer.start();
    tasks.start();
    running = true;
    log.info("{} - lease acquired (incarnation={})", keeper.node().name(), keeper.node().id());
  }

  @Override
  public void stop() {
    running = false;
    recorder.close();
    tasks.stop();
    rescuer.stop();
    keeper.stop();
    try {
      LeaseRescuer.log(
          "released the jobs that were still running",
          StoreFutures.get(
              events.publishAfter(
                  leases.release(keeper.node().id(), clock.instant()), JobEventMapper::ofRelease),
              properties.writeTimeout()));
    } catch (StoreUnavailableException e) {
      log.warn("{} - could not release its lease, which will expire", keeper.node().name(), e);
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
