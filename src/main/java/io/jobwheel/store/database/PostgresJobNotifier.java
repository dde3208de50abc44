package io.jobwheel.store.database;

import io.jobwheel.job.Backoff;
import io.jobwheel.store.JobNotifier;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.threads.PerpetualThread;
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
 * Wakes other nodes by {@code NOTIFY}. A notification takes a lock that all commits share, so it is
 * sent by itself, outside the transactions of jobs, and at most so often a second however many jobs
 * come. Connections that break are opened again, for ever, at growing intervals.
 */
public final class PostgresJobNotifier implements JobNotifier {

  private static final Logger log = LoggerFactory.getLogger(PostgresJobNotifier.class);

  private static final String LISTEN = "LISTEN jobwheel_queued";
  private static final String NOTIFY = "NOTIFY jobwheel_queued";

  private static final Duration INTERVAL = Duration.ofMillis(50);
  private static final Duration LISTEN_LIMIT = Duration.ofSeconds(5);
  private static final Backoff RETRIES =
      new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));

  /** What one of the two threads does with its connection, again and again. */
  private interface Work {
    void on(Connection connection) throws SQLException, InterruptedException;
  }

  private final WriterSession.Opener opener;
  private final Semaphore queued = new Semaphore(0);
  private volatile boolean closed;
  // whose notifications are this node's own
  private volatile int tellersPid;
  // guarded by this
  private @Nullable Thread listener;
  private @Nullable Thread teller;

  public PostgresJobNotifier(WriterSession.Opener opener) {
    this.opener = opener;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public synchronized void start(Runnable onQueued) {
    if (listener == null && !closed) {
      listener = thread("listener", connection -> listen(connection, onQueued));
      teller = thread("teller", this::tell);
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
    closed = true;
    for (Thread each : new Thread[] {listener, teller}) {
      if (each != null) {
        each.interrupt();
      }
    }
  }

  private void listen(Connection connection, Runnable onQueued) throws SQLException {
    execute(connection, LISTEN);
    onQueued.run(); // whatever came while nobody listened
    PGConnection notified = connection.unwrap(PGConnection.class);
    while (!closed) {
      PGNotification[] heard = notified.getNotifications((int) LISTEN_LIMIT.toMillis());
      if (heard.length == 0) {
        execute(connection, ""); // a connection that is dead says so only when it is used
      } else if (Arrays.stream(heard).anyMatch(each -> each.getPID() != tellersPid)) {
        onQueued.run();
      }
    }
  }

  private void tell(Connection connection) throws SQLException, InterruptedException {
    tellersPid = connection.unwrap(PGConnection.class).getBackendPID();
    while (!closed) {
      if (queued.tryAcquire(LISTEN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        queued.drainPermits();
        sendQueued(connection);
        TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
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

  private Thread thread(String name, Work work) {
    return PerpetualThread.start("jobwheel-wakeups-" + name, () -> keepUp(name, work));
  }

  /** Until it is closed; only that interrupts. */
  private void keepUp(String name, Work work) throws InterruptedException {
    Duration retry = RETRIES.first();
    while (!closed) {
      try (Connection connection = opener.open()) {
        log.debug("wake-ups - the {} is connected", name);
        retry = RETRIES.first();
        work.on(connection);
      } catch (SQLException e) {
        log.debug("wake-ups - the {} lost its connection ({})", name, e.getMessage());
        retry = pause(retry);
      }
    }
  }

  /** Waits about so long, half of it by chance, so that nodes do not come back all at once. */
  private Duration pause(Duration about) {
    long half = about.toNanos() / 2;
    try {
      TimeUnit.NANOSECONDS.sleep(half + ThreadLocalRandom.current().nextLong(half));
    } catch (InterruptedException e) {
      return about; // closed
    }
    return RETRIES.next(about);
  }
}
