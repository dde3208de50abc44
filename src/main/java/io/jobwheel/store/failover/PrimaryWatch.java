package io.jobwheel.store.failover;

import io.jobwheel.threads.PerpetualThread;
import io.jobwheel.time.CloseSignal;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Looks for the primary while a transaction does not end: its server may be cut off, or may have
 * been replaced and wait for a standby that has left it. Asks no server otherwise.
 */
public final class PrimaryWatch implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final PrimaryConnections connections;
  private final BooleanSupplier stalled;
  private final CloseSignal closed;

  private PrimaryWatch(
      PrimaryConnections connections, BooleanSupplier stalled, CloseSignal closed) {
    this.connections = connections;
    this.stalled = stalled;
    this.closed = closed;
  }

  /**
   * Starts a thread that ends when the watch is closed.
   *
   * @param stalled returns whether a transaction takes longer than usual
   */
  public static PrimaryWatch start(
      PrimaryConnections connections, BooleanSupplier stalled, Ticker ticker) {
    PrimaryWatch watch = new PrimaryWatch(connections, stalled, new CloseSignal(ticker));
    var _ = PerpetualThread.start("jobwheel-store-primary", watch::run);
    return watch;
  }

  private void run() throws InterruptedException {
    while (!closed.await(INTERVAL)) {
      if (stalled.getAsBoolean()) {
        connections.check();
      }
    }
  }

  @Override
  public void close() {
    closed.close();
  }
}
