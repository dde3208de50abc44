package io.jobwheel.dispatch.recovery;

import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.event.JobEvent;
import io.jobwheel.dispatch.event.JobEventMapper;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.job.JobGroup;
import io.jobwheel.store.OpenGroups;
import io.jobwheel.store.OpenGroups.Portion;
import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends groups that did not end with the last of their jobs, at the start of a node and every 5
 * seconds. Each run examines up to 500 groups. Several nodes may do so at the same time.
 */
public final class GroupReconciler {

  private static final Logger log = LoggerFactory.getLogger(GroupReconciler.class);

  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration BETWEEN_PORTIONS = Duration.ofSeconds(1);
  private static final int PORTION = 500;

  private final OpenGroups groups;
  private final JobEventPublisher events;
  private final Duration writeTimeout;
  private final InstantSource clock;
  private final BackgroundTask task;

  // confined to the task's thread
  private UUID position = OpenGroups.START;

  public GroupReconciler(
      OpenGroups groups,
      JobEventPublisher events,
      Duration writeTimeout,
      InstantSource clock,
      Ticker ticker) {
    this.groups = groups;
    this.events = events;
    this.writeTimeout = writeTimeout;
    this.clock = clock;
    this.task = new BackgroundTask("jobwheel-group-reconciler", ticker, this::runOnce);
  }

  public void start() {
    task.start();
  }

  /** Requests a run without a pause. */
  void wake() {
    task.wake();
  }

  public void stop() {
    task.stop(writeTimeout);
  }

  private Duration runOnce() throws InterruptedException {
    Portion portion = groups.find(position, PORTION);
    end(portion.overdue());
    UUID next = portion.next();
    position = next == null ? OpenGroups.START : next;
    return next == null ? EVERY : BETWEEN_PORTIONS;
  }

  /**
   * Enqueues all writes before it waits for them. A write that fails, or waits for the lock of
   * another transaction, does not hold up the others; it is withdrawn and repeated later.
   */
  private void end(List<UUID> overdue) throws InterruptedException {
    List<CompletableFuture<?>> writes = new ArrayList<>(overdue.size());
    for (UUID group : overdue) {
      CompletableFuture<Optional<JobGroup>> write = groups.end(group, clock.instant());
      var _ =
          events
              .publishAfter(write, GroupReconciler::eventsOf)
              .thenAccept(ended -> ended.ifPresent(GroupReconciler::log));
      writes.add(write);
    }
    try {
      var _ =
          StoreFutures.get(
              CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)), writeTimeout);
    } catch (StoreUnavailableException | StoreRefusedException e) {
      log.warn(
          "groups - could not end some groups whose jobs have ended, will retry ({})",
          e.toString());
    } finally {
      writes.forEach(write -> write.cancel(false));
    }
  }

  private static List<JobEvent> eventsOf(Optional<JobGroup> ended) {
    return ended.map(JobEventMapper::ofGroup).orElse(List.of());
  }

  private static void log(JobGroup ended) {
    log.warn(
        "group {} - ended after its jobs had ended without it ({})", ended.id(), ended.state());
  }
}
