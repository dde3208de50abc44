package io.jobwheel.dispatch;

import io.jobwheel.store.JobRetention;
import io.jobwheel.store.JobRetention.Position;
import io.jobwheel.store.JobRetention.Stretch;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Deletes what has ended long ago, in small transactions that others pass between. A walk that is
 * cut short begins anew; nodes that walk at once do no harm.
 */
final class Pruner {

  private final JobRetention retention;
  private final RetentionProperties properties;
  private final Duration writeTimeout;
  private final InstantSource clock;
  private final Duty duty;

  // confined to the duty's thread
  private Position position = Position.START;

  Pruner(
      JobRetention retention,
      RetentionProperties properties,
      Duration writeTimeout,
      InstantSource clock,
      Ticker ticker) {
    this.retention = retention;
    this.properties = properties;
    this.writeTimeout = writeTimeout;
    this.clock = clock;
    this.duty = new Duty("jobwheel-pruner", ticker, this::round);
  }

  void start() {
    duty.start();
  }

  void stop() {
    duty.stop(writeTimeout);
  }

  private Duration round() throws InterruptedException {
    Instant now = clock.instant();
    Stretch stretch =
        Waits.get(
            retention.prune(position, now.minus(properties.jobs()), now, properties.batch()),
            writeTimeout);
    Position next = stretch.next();
    position = next == null ? Position.START : next;
    if (next != null) {
      return Duration.ZERO;
    }
    int forgotten =
        Waits.get(
            retention.forget(now.minus(properties.tombstones()), properties.batch()), writeTimeout);
    return forgotten == properties.batch() ? Duration.ZERO : properties.every();
  }
}
