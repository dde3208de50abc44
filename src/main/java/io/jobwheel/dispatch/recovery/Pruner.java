package io.jobwheel.dispatch.recovery;

import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.dispatch.RetentionProperties;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.store.JobRetention;
import io.jobwheel.store.JobRetention.Position;
import io.jobwheel.store.JobRetention.PruneStep;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Deletes what has ended long ago, in small transactions that others pass between. A walk that is
 * cut short begins anew; nodes that walk at once do no harm.
 */
public final class Pruner {

  private final JobRetention retention;
  private final RetentionProperties properties;
  private final Duration writeTimeout;
  private final InstantSource clock;
  private final BackgroundTask duty;

  // confined to the duty's thread
  private Position position = Position.START;

  public Pruner(
      JobRetention retention,
      RetentionProperties properties,
      Duration writeTimeout,
      InstantSource clock,
      Ticker ticker) {
    this.retention = retention;
    this.properties = properties;
    this.writeTimeout = writeTimeout;
    this.clock = clock;
    this.duty = new BackgroundTask("jobwheel-pruner", ticker, this::round);
  }

  public void start() {
    duty.start();
  }

  public void stop() {
    duty.stop(writeTimeout);
  }

  private Duration round() throws InterruptedException {
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
    return forgotten == properties.batch() ? Duration.ZERO : properties.every();
  }
}
