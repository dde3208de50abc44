package io.jobwheel.store.database.postgres;

import io.jobwheel.job.Backoff;
import io.jobwheel.store.JobNotifier;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.failover.SynchronousReplication;
import io.jobwheel.threads.PerpetualThread;
import io.jobwheel.time.CloseSignal;
import io.jobwheel.time.Ticker;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies other nodes by {@code NOTIFY}. A notification takes a lock that all commits share, so it
 * is sent outside the transactions of jobs, at most once every 50 ms. Both connections make a round
 * trip every 2 s, which fails if the server has gone without a word. Broken connections are
 * reopened without end, at least once a second.
 */
public final class PostgresJobNotifier implements JobNotifier {

  private static final Logger log = LoggerFactory.getLogger(PostgresJobNotifier.class);

  private static final String LISTEN = "LISTEN jobwheel_queued";
  private static final String NOTIFY = "NOTIFY jobwheel_queued";

  private static final Duration INTERVAL = Duration.ofMillis(50);
  private static final Duration LISTEN_LIMIT = Duration.ofSeconds(2);
  private static final Backoff RETRIES = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(1));

  /** The work of one of the two threads on its connection. */
  private interface ConnectionTask {
    void run(Connection connection) throws SQLException, InterruptedException;
  }

  private final WriterSession.Opener opener;
  private final SynchronousReplication roundTrip;
  private final Semaphore queued = new Semaphore(0);
  private final Ticker ticker;
  private final CloseSignal closed;
  // the backend that sends this node's own notifications
  private volatile int senderPid;
  // guarded by this
  private @Nullable Thread listener;
  private @Nullable Thread sender;

  /**
   * Creates a notifier that has no connection yet.
   *
   * @param roundTrip what is asked in the round trips
   */
  public PostgresJobNotifier(
      WriterSession.Opener opener, SynchronousReplication roundTrip, Ticker ticker) {
    this.opener = opener;
    this.roundTrip = roundTrip;
    this.ticker = ticker;
    this.closed = new CloseSignal(ticker);
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public synchronized void start(Runnable onQueued) {
    if (listener == null && !closed.isClosed()) {
      listener = thread("listener", connection -> listen(connection, onQueued));
      sender = thread("sender", this::sendNotifications);
    }
  }

  @Override
  public void jobsQueued() {
    if (queued.availablePermits() == 0) {
      queued.release();
    }
  }

  @Override
  public synchronized void close() {
    closed.close();
    for (Thread each : new Thread[] {listener, sender}) {
      if (each != null) {
        each.interrupt();
      }
    }
  }

  private void listen(Connection connection, Runnable onQueued) throws SQLException {
    try {
      execute(connection, LISTEN);
      onQueued.run(); // for jobs that were queued before the connection listened
      listenUntilClosed(connection, onQueued);
    } finally {
      roundTrip.lost();
    }
  }

  private void listenUntilClosed(Connection connection, Runnable onQueued) throws SQLException {
    PGConnection notified = connection.unwrap(PGConnection.class);
    roundTrip.ask(connection);
    long asked = ticker.read();
    while (!closed.isClosed()) {
      PGNotification[] notifications = notified.getNotifications((int) LISTEN_LIMIT.toMillis());
      if (Arrays.stream(notifications).anyMatch(each -> each.getPID() != senderPid)) {
        onQueued.run();
      }
      if (ticker.since(asked).compareTo(LISTEN_LIMIT) >= 0) {
        roundTrip.ask(connection); // a dead connection is only detected when it is used
        asked = ticker.read();
      }
    }
  }

  private void sendNotifications(Connection connection) throws SQLException, InterruptedException {
    senderPid = connection.unwrap(PGConnection.class).getBackendPID();
    while (!closed.isClosed()) {
      if (queued.tryAcquire(LISTEN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        queued.drainPermits();
        sendQueued(connection);
        var _ = closed.await(INTERVAL);
      } else {
        execute(connection, "");
      }
    }
  }

  private void sendQueued(Connection connection) throws SQLException {
    try {
      execute(connection, NOTIFY);
    } catch (SQLException e) {
      jobsQueued(); // the next connection sends it
      throw e;
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Thread thread(String name, ConnectionTask task) {
    return PerpetualThread.start(
        "jobwheel-wakeups-" + name, () -> reconnectUntilClosed(name, task));
  }

  /** Runs the task on one connection after another until closed, the only cause of an interrupt. */
  private void reconnectUntilClosed(String name, ConnectionTask task) throws InterruptedException {
    Duration retry = RETRIES.first();
    while (!closed.isClosed()) {
      try (Connection connection = opener.open()) {
        log.debug("The {} of job notifications has connected", name);
        retry = RETRIES.first();
        task.run(connection);
      } catch (SQLException e) {
        log.debug("The {} of job notifications lost its connection ({})", name, e.getMessage());
        retry = pause(retry);
      }
    }
  }

  /**
   * Waits for a random time between half of {@code about} and all of it, so that nodes do not
   * reconnect all at once. Returns the next pause.
   */
  private Duration pause(Duration about) throws InterruptedException {
    long half = about.toNanos() / 2;
    var _ = closed.await(Duration.ofNanos(half + ThreadLocalRandom.current().nextLong(half)));
    return RETRIES.next(about);
  }
}
