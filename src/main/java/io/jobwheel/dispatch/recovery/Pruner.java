package io.jobwheel.dispatch.recovery;

import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.dispatch.RetentionProperties;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.store.IdempotencyKeys;
import io.jobwheel.store.JobRetention;
import io.jobwheel.store.JobRetention.Position;
import io.jobwheel.store.JobRetention.PruneStep;
import io.jobwheel.store.fairness.FairQueues;
import io.jobwheel.store.operation.Operations;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Deletes expired jobs, groups, tombstones, idempotency keys, bulk operations, and fairness keys
 * without effect, in transactions of up to {@code jobwheel.retention.batch} jobs. An interrupted
 * pass restarts from the beginning. Several nodes may prune at the same time.
 */
public final class Pruner {

  private final JobRetention retention;
  private final IdempotencyKeys keys;
  private final Operations operations;
  private final FairQueues fairQueues;
  private final RetentionProperties properties;
  private final Duration writeTimeout;
  private final InstantSource clock;
  private final BackgroundTask task;

  // confined to the task's thread
  private Position position = Position.START;

  public Pruner(
      JobRetention retention,
      IdempotencyKeys keys,
      Operations operations,
      FairQueues fairQueues,
      RetentionProperties properties,
      Duration writeTimeout,
      InstantSource clock,
      Ticker ticker) {
    this.retention = retention;
    this.keys = keys;
    this.operations = operations;
    this.fairQueues = fairQueues;
    this.properties = properties;
    this.writeTimeout = writeTimeout;
    this.clock = clock;
    this.task = new BackgroundTask("jobwheel-pruner", ticker, this::runOnce);
  }

  public void start() {
    task.start();
  }

  public void stop() {
    task.stop(writeTimeout);
  }

  private Duration runOnce() throws InterruptedException {
    Instant now = clock.instant();
    PruneStep step =
        StoreFutures.get(
            retention.prune(position, now.minus(properties.jobs()), now, properties.batch()),
            writeTimeout);
    Position next = step.next();
    position = next == null ? Position.START : next;
    if (next != null) {
      return Duration.ZERO;
    }
    int forgotten =
        StoreFutures.get(
            retention.purgeTombstones(now.minus(properties.tombstones()), properties.batch()),
            writeTimeout);
    int expired = StoreFutures.get(keys.purge(now, properties.batch()), writeTimeout);
    int ended =
        StoreFutures.get(
            operations.purge(now.minus(properties.operations()), properties.batch()), writeTimeout);
    int unused = StoreFutures.get(fairQueues.prune(properties.batch()), writeTimeout);
    int most = Math.max(Math.max(forgotten, unused), Math.max(expired, ended));
    return most == properties.batch() ? Duration.ZERO : properties.every();
  }
}
