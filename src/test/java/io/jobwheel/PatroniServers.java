package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Three servers under Patroni, which src/bench/failover/servers.sh controls. */
final class PatroniServers implements ClusterDatabase {

  private static final int SERVERS = 3;
  private static final Duration CHANGED = Duration.ofSeconds(60);
  private static final String NETWORK = "10.213.87.";
  private static final String PROXY = NETWORK + "8:5432";

  private final String script;
  private final String folder;
  private final boolean proxied;

  /**
   * Takes servers that are running.
   *
   * @param proxied whether nodes connect to HAProxy instead of the servers
   */
  PatroniServers(String script, String folder, boolean proxied) {
    this.script = script;
    this.folder = folder;
    this.proxied = proxied;
  }

  /** Takes those that src/bench/failover.sh has started. */
  static PatroniServers ofProperties() {
    return new PatroniServers(
        System.getProperty("jobwheel.failover.script"),
        System.getProperty("jobwheel.failover.folder"),
        Boolean.getBoolean("jobwheel.failover.proxied"));
  }

  static String address(int server) {
    return NETWORK + "1" + server;
  }

  /** The network namespace of a server. */
  static String namespace(int server) {
    return "jwf-pg" + server;
  }

  /** Runs an action of the script. */
  String run(String... action) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", script, folder));
    command.addAll(List.of(action));
    // processes that it starts keep its output open, so that goes to their files
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    assertThat(process.waitFor(150, TimeUnit.SECONDS)).as("%s", command).isTrue();
    String output = read(process);
    assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
    return output.trim();
  }

  /** Runs an action on a server. */
  String run(String action, int server) throws Exception {
    return run(action, String.valueOf(server));
  }

  private static String read(Process process) throws IOException {
    return new String(
        process.getInputStream().readNBytes(process.getInputStream().available()),
        StandardCharsets.UTF_8);
  }

  /**
   * The number of the primary. Waits for it, since a busy agent may leave a question unanswered.
   */
  int primary() {
    return await("a primary")
        .atMost(CHANGED)
        .until(this::findPrimary, OptionalInt::isPresent)
        .orElseThrow();
  }

  private OptionalInt findPrimary() throws Exception {
    for (int server = 1; server <= SERVERS; server++) {
      if ("primary".equals(run("role", server))) {
        return OptionalInt.of(server);
      }
    }
    return OptionalInt.empty();
  }

  /** Waits until no server is a primary. */
  void awaitNoPrimary() {
    await("no primary").atMost(CHANGED).until(() -> findPrimary().isEmpty());
  }

  /** Waits until one of the standbys is a primary. */
  Standby awaitPromotion(List<Standby> standbys) {
    return await("a promotion")
        .atMost(CHANGED)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> standbys.stream().filter(Standby::isPromoted).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  /** The standbys, as seen by connections of their own, to be opened before a fault. */
  List<Standby> standbys(int primary) {
    return IntStream.rangeClosed(1, SERVERS)
        .filter(server -> server != primary)
        .mapToObj(Standby::new)
        .toList();
  }

  /** Asks a standby whether it has been promoted. */
  static final class Standby implements AutoCloseable {

    final int server;
    private Connection connection;

    Standby(int server) {
      this.server = server;
    }

    boolean isPromoted() {
      try {
        if (connection == null) {
          connection =
              DriverManager.getConnection(
                  "jdbc:postgresql://%s:5432/postgres?user=postgres&connectTimeout=1&socketTimeout=1"
                      .formatted(address(server)));
        }
        try (Statement statement = connection.createStatement();
            ResultSet row = statement.executeQuery("SELECT NOT pg_is_in_recovery()")) {
          return row.next() && row.getBoolean(1);
        }
      } catch (SQLException e) {
        close(); // it restarts, or cannot be reached
        return false;
      }
    }

    @Override
    public void close() {
      try (Connection closing = connection) {
        connection = null;
      } catch (SQLException e) {
        // closed anyway
      }
    }
  }

  @Override
  public String url() {
    String hosts =
        proxied
            ? PROXY
            : String.join(
                ",",
                IntStream.rangeClosed(1, SERVERS).mapToObj(n -> address(n) + ":5432").toList());
    return "jdbc:postgresql://" + hosts + "/postgres";
  }

  @Override
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://" + PROXY + "/postgres?user=postgres&connectTimeout=2");
  }

  @Override
  public void close() {
    // the script that started them ends them
  }
}
