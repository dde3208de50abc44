package io.jobwheel;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Three nodes as processes on a PostgreSQL database of their own, each with a role of its own, and
 * ways to hurt them. An audit table notes each move of a job's state, each claim, and each write to
 * a job that has ended, whoever makes it.
 */
final class Cluster implements AutoCloseable {

  static final int NODES = 3;
  static final Duration LEASE = Duration.ofSeconds(3);

  private static final String AUDIT =
      """
      CREATE TABLE audit (
        n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        job uuid NOT NULL, was text NOT NULL, became text NOT NULL, attempt int NOT NULL);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO public.audit (job, was, became, attempt)
          VALUES (NEW.id, OLD.state, NEW.state, NEW.attempt);
          RETURN NULL;
        END $$;
      CREATE TRIGGER note AFTER UPDATE ON jobwheel.job
        FOR EACH ROW WHEN (OLD.state <> NEW.state OR OLD.fence <> NEW.fence
          OR OLD.finished_at IS NOT NULL)
        EXECUTE FUNCTION note();
      """;

  private final ClusterDatabase database;
  private final List<String> settings;
  private final ServiceProcess[] nodes = new ServiceProcess[NODES];
  private final List<ServiceProcess> all = new ArrayList<>();
  private Path jar;

  private Cluster(ClusterDatabase database, Path jar, List<String> settings) {
    this.database = database;
    this.jar = jar;
    this.settings = settings;
  }

  /** Starts nodes and a server, which ends with them. */
  static Cluster start(Path folder) throws Exception {
    return start(folder, List.of());
  }

  /** Starts nodes with further arguments, such as {@code --jobwheel.dispatch.max-crashes=5}. */
  static Cluster start(Path folder, List<String> settings) throws Exception {
    return start(EmbeddedDatabase.start(folder), settings);
  }

  /** Starts nodes of that build. */
  static Cluster start(Path folder, Path jar) throws Exception {
    return start(EmbeddedDatabase.start(folder), jar, List.of());
  }

  /** Starts nodes on that database, which is closed with them. */
  static Cluster start(ClusterDatabase database, List<String> settings) throws Exception {
    return start(database, Path.of(System.getProperty("jobwheel.jar")), settings);
  }

  private static Cluster start(ClusterDatabase database, Path jar, List<String> settings)
      throws Exception {
    Cluster cluster = new Cluster(database, jar, settings);
    for (int node = 0; node < NODES; node++) {
      cluster.execute("CREATE ROLE " + role(node) + " SUPERUSER LOGIN");
      cluster.launch(node);
    }
    for (ServiceProcess node : cluster.nodes) {
      node.awaitReady();
    }
    cluster.execute(AUDIT);
    return cluster;
  }

  private static String role(int node) {
    return "node_" + node;
  }

  void launch(int node) throws IOException {
    List<String> arguments = arguments(role(node));
    nodes[node] = ServiceProcess.launchAt(jar, database.url(), arguments.toArray(String[]::new));
    all.add(nodes[node]);
  }

  /** The arguments of a node that connects with that role. */
  List<String> arguments(String role) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--jobwheel.store.username=" + role,
                "--jobwheel.dispatch.lease=" + LEASE.toMillis() + "ms",
                "--jobwheel.dispatch.renew-every=500ms",
                "--jobwheel.dispatch.write-timeout=2s",
                "--jobwheel.lanes.thread-pool.slots=8"));
    arguments.addAll(settings);
    return arguments;
  }

  ServiceProcess node(int node) {
    return nodes[node];
  }

  /** Starts what is not there: a node that comes up while the database is away ends. */
  void revive() throws IOException {
    for (int node = 0; node < NODES; node++) {
      if (!nodes[node].isAlive()) {
        launch(node);
      }
    }
  }

  /** A node of that build comes up beside the old one; then the old one gets SIGTERM. */
  void replaceNode(int node, Path build) throws IOException {
    ServiceProcess old = nodes[node];
    jar = build;
    launch(node);
    nodes[node].awaitReady();
    old.terminate();
    old.awaitExit();
  }

  /** SIGKILL, and a new process on the same role. */
  void killNode(int node) throws IOException {
    nodes[node].kill();
    launch(node);
  }

  /** The node stands still past its lease, and goes on. */
  void freezeNode(int node) throws Exception {
    nodes[node].freeze();
    TimeUnit.NANOSECONDS.sleep(LEASE.multipliedBy(3).dividedBy(2).toNanos());
    nodes[node].thaw();
  }

  /** The node does not reach the database until its lease is over. */
  void cutNode(int node) throws Exception {
    execute("ALTER ROLE " + role(node) + " NOLOGIN");
    execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '"
            + role(node)
            + "'");
    TimeUnit.NANOSECONDS.sleep(LEASE.multipliedBy(3).dividedBy(2).toNanos());
    execute("ALTER ROLE " + role(node) + " LOGIN");
  }

  /** How many outcomes were refused by their fence, by the logs of all nodes that ever were. */
  long lateOutcomes() {
    return all.stream()
        .flatMap(node -> node.output().lines())
        .filter(line -> line.contains("came too late and was refused"))
        .count();
  }

  /** What the nodes that ever were have logged as errors. */
  List<String> errors() {
    return all.stream()
        .flatMap(node -> node.output().lines())
        .filter(line -> line.contains(" ERROR "))
        .toList();
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of a query, as text. */
  List<String> query(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> list = new ArrayList<>();
      while (rows.next()) {
        list.add(rows.getString(1));
      }
      return list;
    }
  }

  @Override
  public void close() throws IOException {
    for (ServiceProcess node : nodes) {
      if (node != null) {
        node.close();
      }
    }
    database.close();
  }
}
