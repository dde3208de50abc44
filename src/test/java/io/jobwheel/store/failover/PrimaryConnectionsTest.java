package io.jobwheel.store.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.jobwheel.store.PostgresServers;
import io.jobwheel.time.Ticker;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real servers, of which one is promoted while the other does not know. */
@Timeout(60)
class PrimaryConnectionsTest {

  @TempDir Path folder;

  @Test
  void aPromotedStandbyReplacesAPrimaryThatStillAnswers() throws Exception {
    try (PostgresServers.Pair servers = PostgresServers.startPair(folder)) {
      PrimaryConnections connections = connections(servers.primary(), servers.standby());
      try (Connection old = open(connections)) {
        assertThat(port(old)).isEqualTo(servers.primary().getPort());
        promote(servers.standby());
        connections.check();
        await().until(old::isClosed); // the old one may have answered first
        assertThat(connections.failovers()).isEqualTo(1);
      }
      try (Connection fresh = open(connections);
          Connection another = open(connections)) {
        assertThat(port(fresh)).isEqualTo(servers.standby().getPort());
        assertThat(port(another)).isEqualTo(servers.standby().getPort());
        assertThat(fresh.isClosed()).isFalse();
      }
    }
  }

  @Test
  void aStatementOnADemotedPrimaryFailsAtOnce() throws Exception {
    try (PostgresServers.Pair servers = PostgresServers.startPair(folder)) {
      PrimaryConnections connections = connections(servers.primary(), servers.standby());
      // without a time-out
      try (Connection old = connections.open(_ -> connect(servers.primary()))) {
        CompletableFuture<Void> hanging = executeInBackground(old, "SELECT pg_sleep(600)");
        String sleeping =
            "SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state ="
                + " 'active'";
        await().until(() -> !PostgresServers.query(url(servers.primary()), sleeping).isEmpty());
        promote(servers.standby());
        connections.check();
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(() -> hanging.get(20, TimeUnit.SECONDS))
            .withCauseInstanceOf(SQLException.class);
      }
    }
  }

  @Test
  void anAddressThatLeadsBackToADemotedPrimaryIsRefused() throws Exception {
    try (PostgresServers.Pair servers = PostgresServers.startPair(folder)) {
      // one host, whose name resolves to another server each time
      PrimaryConnections connections =
          new PrimaryConnections(List.of("db"), _ -> null, Ticker.system());
      promote(servers.standby());
      try (Connection fresh = connections.open(_ -> connect(servers.standby()))) {
        assertThatExceptionOfType(SQLException.class)
            .isThrownBy(() -> connections.open(_ -> connect(servers.primary())).close())
            .withMessageContaining("is on timeline 1, but db was promoted to 2");
        assertThat(fresh.isClosed()).isFalse();
      }
    }
  }

  @Test
  void aServerOfAnotherClusterIsRefusedWhileThePrimaryCanBeReached() throws Exception {
    try (EmbeddedPostgres one = PostgresServers.start();
        EmbeddedPostgres other = PostgresServers.start()) {
      PrimaryTracker tracker = new PrimaryTracker();
      try (Connection open = tracker.add("one", connect(one))) {
        assertThatExceptionOfType(SQLException.class)
            .isThrownBy(() -> tracker.add("other", connect(other)).close())
            .withMessageContaining("other belongs to another cluster than one");
        assertThat(open.isClosed()).isFalse();
        // idle connections to it may be dead without knowing
        tracker.unreachable("one");
        tracker.add("other", connect(other)).close();
        await().until(open::isClosed);
      }
    }
  }

  @Test
  void oneAddressMayLeadToAnotherCluster() throws Exception {
    try (EmbeddedPostgres one = PostgresServers.start();
        EmbeddedPostgres other = PostgresServers.start()) {
      PrimaryConnections connections =
          new PrimaryConnections(List.of("db"), _ -> null, Ticker.system());
      try (Connection open = connections.open(_ -> connect(one));
          Connection fresh = connections.open(_ -> connect(other))) {
        await().until(open::isClosed);
        assertThat(fresh.isClosed()).isFalse();
      }
    }
  }

  @Test
  void severalConnectionsToOneServerAreKept() throws Exception {
    try (EmbeddedPostgres server = PostgresServers.start()) {
      PrimaryConnections connections = connections(server);
      try (Connection first = open(connections);
          Connection second = open(connections)) {
        assertThat(first.isClosed()).isFalse();
        assertThat(port(second)).isEqualTo(server.getPort());
        assertThat(connections.failovers()).isZero();
      }
    }
  }

  @Test
  void aHostThatDoesNotAnswerDelaysNoOther() throws Exception {
    // the first accepts connections, and is silent for longer than a search takes
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        EmbeddedPostgres server = PostgresServers.start()) {
      PrimaryConnections connections =
          new PrimaryConnections(
              List.of(String.valueOf(silent.getLocalPort()), String.valueOf(server.getPort())),
              port ->
                  DriverManager.getConnection(
                      PostgresServers.url(Integer.parseInt(port), "postgres")),
              Ticker.system());
      try (Connection found = open(connections)) {
        assertThat(port(found)).isEqualTo(server.getPort());
      }
    }
  }

  @Test
  void theAnswersOfAllHostsAreReportedIfNoneIsThePrimary() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        EmbeddedPostgres standby = PostgresServers.startStandby(folder.resolve("standby"))) {
      PrimaryConnections connections = connections(silent.getLocalPort(), standby.getPort());
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> open(connections).close())
          .withMessageContaining("There is no primary server: " + silent.getLocalPort())
          .withMessageContaining(standby.getPort() + " is a standby");
    }
  }

  private static CompletableFuture<Void> executeInBackground(Connection connection, String sql) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            done.complete(null);
          } catch (SQLException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  private static PrimaryConnections connections(EmbeddedPostgres... servers) {
    return connections(Stream.of(servers).mapToInt(EmbeddedPostgres::getPort).toArray());
  }

  /** Hosts are ports. */
  private static PrimaryConnections connections(int... ports) {
    return new PrimaryConnections(
        Arrays.stream(ports).mapToObj(String::valueOf).toList(),
        PrimaryConnectionsTest::connect,
        Ticker.system());
  }

  private static Connection open(PrimaryConnections connections) throws SQLException {
    return connections.open(PrimaryConnectionsTest::connect);
  }

  private static Connection connect(String port) throws SQLException {
    return DriverManager.getConnection(
        PostgresServers.url(Integer.parseInt(port), "postgres") + "&socketTimeout=1");
  }

  private static Connection connect(EmbeddedPostgres server) throws SQLException {
    return DriverManager.getConnection(url(server));
  }

  private static String url(EmbeddedPostgres server) {
    return PostgresServers.url(server.getPort(), "postgres");
  }

  private static int port(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW port")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static void promote(EmbeddedPostgres standby) throws SQLException {
    try (Connection connection = connect(standby);
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_promote()"); // waits until it is a primary
    }
  }
}
