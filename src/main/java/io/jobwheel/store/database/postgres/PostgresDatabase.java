package io.jobwheel.store.database.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.jobwheel.store.JobNotifier;
import io.jobwheel.store.commit.GroupCommit;
import io.jobwheel.store.commit.StoreMetrics;
import io.jobwheel.store.commit.WriteGate;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.database.Database;
import io.jobwheel.store.database.StoreProperties;
import io.jobwheel.store.failover.PrimaryWatch;
import io.jobwheel.store.failover.SynchronousReplication;
import io.jobwheel.store.fairness.RankedQueues;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.PostgresDialect;
import io.jobwheel.time.Ticker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** A PostgreSQL database that many nodes share. */
public final class PostgresDatabase implements Database {

  private static final int POOL_WAIT_MILLIS = 5_000;

  // several dead connections are found within the wait for one
  private static final int VALIDATION_MILLIS = 1_000;

  // maximum wait for an answer of the server, which ends a statement before that
  private static final Duration READ_LIMIT = Duration.ofSeconds(15);
  private static final Duration WRITE_LIMIT = Duration.ofSeconds(30);
  private static final Duration LEASE_LIMIT = Duration.ofSeconds(4);
  // short: it notices a server that has gone without a word
  private static final Duration WAKEUP_LIMIT = Duration.ofSeconds(3);

  // transactions take milliseconds
  private static final Duration STALL = Duration.ofSeconds(1);

  // creating an index on a large table takes long
  private static final Duration MIGRATION_LIMIT = Duration.ofHours(1);

  private final PostgresConnections connections;
  private final StoreProperties properties;
  private final Ticker ticker;
  private final Dialect dialect = new PostgresDialect();
  // always open: the server guards its own files
  private final WriteGate gate;
  private final RankedQueues ranked = new RankedQueues();
  private final List<WriterSession> sessions = new CopyOnWriteArrayList<>();
  private final SynchronousReplication synchronous = new SynchronousReplication();
  private final PrimaryWatch watch;

  private PostgresDatabase(
      PostgresConnections connections,
      StoreProperties properties,
      InstantSource clock,
      Ticker ticker) {
    this.connections = connections;
    this.properties = properties;
    this.ticker = ticker;
    this.gate = new WriteGate(clock);
    this.watch =
        PrimaryWatch.start(
            connections.primary(),
            () -> sessions.stream().anyMatch(session -> session.isStalled(STALL)),
            ticker);
  }

  /**
   * Connects for a moment, to check that the server can be used.
   *
   * @throws StoreStartException if it cannot be used
   */
  public static PostgresDatabase connect(
      StoreProperties properties, InstantSource clock, Ticker ticker) {
    PostgresUrl url = PostgresUrl.of(properties.url());
    PostgresConnections connections = new PostgresConnections(url, properties, ticker);
    try (Connection connection = connections.openForStart(READ_LIMIT);
        Connection another = connections.openForStart(READ_LIMIT)) {
      PostgresServer.check(url, connection);
      PostgresServer.requireSessions(url, connection, another);
      PostgresServer.makeSchema(connection, properties.schema());
    } catch (SQLException e) {
      throw PostgresServer.startFailure(url, e);
    }
    return new PostgresDatabase(connections, properties, clock, ticker);
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public HikariDataSource readers() {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("jobwheel-store-readers");
    pool.setDataSource(connections.source("readers", READ_LIMIT));
    pool.setMaximumPoolSize(properties.readers());
    pool.setMinimumIdle(1);
    pool.setConnectionTimeout(POOL_WAIT_MILLIS);
    pool.setValidationTimeout(VALIDATION_MILLIS);
    return new HikariDataSource(pool);
  }

  @Override
  public void configure(FluentConfiguration migration) {
    migration
        .dataSource(connections.migrations("migration", MIGRATION_LIMIT))
        .defaultSchema(properties.schema())
        .schemas(properties.schema());
  }

  @Override
  public WriterPool writers(
      BiFunction<String, List<WriterSession>, GroupCommit> open, StoreMetrics metrics) {
    List<WriterSession> jobs = new ArrayList<>();
    for (int i = 1; i <= properties.writers(); i++) {
      jobs.add(session("writer-" + i, WRITE_LIMIT));
    }
    return new WriterPool(
        open.apply("leases", List.of(session("leases", LEASE_LIMIT))),
        open.apply("claims", List.of(session("claims", WRITE_LIMIT))),
        open.apply("writer", jobs),
        metrics,
        gate,
        ranked);
  }

  private WriterSession session(String name, Duration limit) {
    WriterSession session =
        new WriterSession(() -> connections.openWriter(name, limit), dialect, ticker, ranked);
    sessions.add(session);
    return session;
  }

  @Override
  public WriteGate gate() {
    return gate;
  }

  @Override
  public JobNotifier notifier() {
    return new PostgresJobNotifier(
        () -> connections.open("wakeups", WAKEUP_LIMIT), synchronous, ticker);
  }

  @Override
  public long failovers() {
    return connections.primary().failovers();
  }

  @Override
  public double synchronous() {
    return synchronous.state();
  }

  @Override
  public void close() {
    watch.close();
  }
}
