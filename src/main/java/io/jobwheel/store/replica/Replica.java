package io.jobwheel.store.replica;

import io.jobwheel.threads.PerpetualThread;
import io.jobwheel.time.CloseSignal;
import io.jobwheel.time.Ticker;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures once a second how old the data of a standby is: the age of the newest transaction that
 * it shows, by its own clock. Since each node renews its lease, an idle database makes that at most
 * some seconds too long. Thread-safe.
 */
public final class Replica implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Replica.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final double SECOND_IN_NANOS = 1e9;

  private static final String LAG =
      """
      SELECT pg_is_in_recovery(),
        extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())
      """;

  /** Opens a connection to the standby. */
  @FunctionalInterface
  public interface StandbyOpener {
    Connection open() throws SQLException;
  }

  private final StandbyOpener opener;
  private final Duration maxLag;
  private final Ticker ticker;
  private final CloseSignal closed;
  private volatile @Nullable Measurement last;
  // what was logged last; used by the measuring thread only
  private boolean wasUsable = true;

  private record Measurement(Duration lag, long at) {}

  private Replica(StandbyOpener opener, Duration maxLag, Ticker ticker) {
    this.opener = opener;
    this.maxLag = maxLag;
    this.ticker = ticker;
    this.closed = new CloseSignal(ticker);
  }

  /**
   * Starts to measure, until it is closed.
   *
   * @param maxLag the age of the data beyond which the standby is not read
   */
  public static Replica start(StandbyOpener opener, Duration maxLag, Ticker ticker) {
    Replica replica = new Replica(opener, maxLag, ticker);
    var _ = PerpetualThread.start("jobwheel-store-replica", replica::run);
    return replica;
  }

  /** Returns the age of the data; empty while it is not known. */
  public Optional<Duration> lag() {
    Measurement measured = last;
    return measured == null
        ? Optional.empty()
        : Optional.of(measured.lag().plus(ticker.since(measured.at())));
  }

  /** Returns whether the standby can be read, and its data is young enough. */
  boolean isUsable() {
    return lag().filter(lag -> lag.compareTo(maxLag) <= 0).isPresent();
  }

  /** Stops reads until the next measurement. */
  void failed() {
    last = null;
  }

  private void run() throws InterruptedException {
    do {
      try (Connection connection = opener.open()) {
        do {
          last = measure(connection);
          logChange("its data is older than " + maxLag);
        } while (!closed.await(INTERVAL));
      } catch (SQLException e) {
        last = null;
        logChange(String.valueOf(e.getMessage()));
      }
    } while (!closed.await(INTERVAL));
  }

  private @Nullable Measurement measure(Connection connection) throws SQLException {
    long asked = ticker.read();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LAG)) {
      row.next();
      if (!row.getBoolean(1)) {
        throw new SQLException("it is not a standby");
      }
      double seconds = row.getDouble(2);
      return row.wasNull()
          ? null
          : new Measurement(
              Duration.ofNanos((long) (Math.max(seconds, 0) * SECOND_IN_NANOS)), asked);
    }
  }

  private void logChange(String reason) {
    boolean usable = isUsable();
    if (usable != wasUsable) {
      if (usable) {
        log.info("Lists are read from the standby again");
      } else {
        log.warn("Lists are read from the primary server instead of the standby: {}", reason);
      }
      wasUsable = usable;
    }
  }

  @Override
  public void close() {
    closed.close();
  }
}
