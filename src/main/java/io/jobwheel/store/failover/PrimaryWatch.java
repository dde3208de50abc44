package io.jobwheel.store.failover;

import io.jobwheel.threads.PerpetualThread;
import io.jobwheel.time.CloseSignal;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Looks for the primary while a transaction does not end: its server may be cut off, or may have
 * been replaced and wait for a standby that has left it. With several hosts, it also looks once in
 * ten seconds: a server that was replaced may go on as a primary, and commit.
 */
public final class PrimaryWatch implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration MAX_INTERVAL = Duration.ofSeconds(2);
  private static final Duration ROUTINE = Duration.ofSeconds(10);

  private final PrimaryConnections connections;
  private final BooleanSupplier stalled;
  private final Ticker ticker;
  private final CloseSignal closed;

  private PrimaryWatch(PrimaryConnections connections, BooleanSupplier stalled, Ticker ticker) {
    this.connections = connections;
    this.stalled = stalled;
    this.ticker = ticker;
    this.closed = new CloseSignal(ticker);
  }

  /**
   * Starts a thread that ends when the watch is closed.
   *
   * @param stalled returns whether a transaction takes longer than usual
   */
  public static PrimaryWatch start(
      PrimaryConnections connections, BooleanSupplier stalled, Ticker ticker) {
    PrimaryWatch watch = new PrimaryWatch(connections, stalled, ticker);
    var _ = PerpetualThread.start("jobwheel-store-primary", watch::run);
    return watch;
  }

  private void run() throws InterruptedException {
    Duration interval = INTERVAL;
    long checkedAt = ticker.read();
    while (!closed.await(interval)) {
      boolean isStalled = stalled.getAsBoolean();
      boolean isRoutine =
          connections.hasSeveralHosts() && ticker.since(checkedAt).compareTo(ROUTINE) >= 0;
      if (isStalled || isRoutine) {
        connections.check();
        checkedAt = ticker.read();
      }
      interval = isStalled ? longer(interval) : INTERVAL;
    }
  }

  /** Returns the next interval of a stall, which may last for hours. */
  private static Duration longer(Duration interval) {
    Duration twice = interval.multipliedBy(2);
    return twice.compareTo(MAX_INTERVAL) < 0 ? twice : MAX_INTERVAL;
  }

  @Override
  public void close() {
    closed.close();
  }
}
