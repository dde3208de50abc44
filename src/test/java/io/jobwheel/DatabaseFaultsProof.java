package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes on three servers under Patroni, under load, and what happens to the servers beside a
 * failover. Needs the servers, so src/bench/failover.sh --others runs it. A fault lasts as long as
 * it would in use, so these tests wait for the time to pass.
 */
@Timeout(1800)
class DatabaseFaultsProof {

  private static final int HELD = 10;
  private static final Duration AVAILABLE = Duration.ofSeconds(60);
  // 30 s, and the wait for an answer of the old address
  private static final Duration NAME_KEPT = Duration.ofSeconds(40);

  @TempDir Path folder;

  private final PatroniServers servers = PatroniServers.ofProperties();

  @Test
  void noneLosesWhatWasAcknowledged() throws Exception {
    try (LoadedCluster cluster = LoadedCluster.start(servers, folder)) {
      freezeStandby(cluster.probes());
      fillDisk(cluster.probes());
      stopEtcd(cluster.probes());
      cutOffWithANode(cluster);
      cluster.endAndCheck("other faults");
    }
  }

  /** Nothing is accepted while the synchronous standby stands still; then another is chosen. */
  private void freezeStandby(List<AvailabilityProbe> probes) throws Exception {
    int standby = Integer.parseInt(servers.run("synchronous-standby", servers.primary()));
    servers.run("freeze", standby);
    long frozen = System.nanoTime();
    TimeUnit.SECONDS.sleep(3);
    long settled = frozen + Duration.ofSeconds(1).toNanos();
    assertThat(probes).allSatisfy(probe -> assertThat(probe.acceptedAfter(settled)).isZero());
    Duration resumed = firstAccepted(probes, settled);
    servers.run("thaw", standby);
    servers.run("await", "3");
    System.out.printf(
        Locale.ROOT,
        "failover: the synchronous standby froze; nothing accepted for %.1f s%n",
        resumed.toMillis() / 1e3 + 1);
  }

  /**
   * A server that cannot extend its files refuses writes and stays the primary; one that cannot
   * write its log is replaced.
   */
  private void fillDisk(List<AvailabilityProbe> probes) throws Exception {
    int old = servers.primary();
    servers.run("fill", old);
    TimeUnit.SECONDS.sleep(20);
    int accepted =
        probes.stream()
            .mapToInt(
                probe -> probe.acceptedAfter(System.nanoTime() - Duration.ofSeconds(10).toNanos()))
            .sum();
    assertThat(accepted).as("jobs accepted without space").isZero();
    servers.run("empty", old);
    Duration resumed = firstAccepted(probes, System.nanoTime());
    servers.run("await", "3");
    System.out.printf(
        Locale.ROOT,
        "failover: the disk of pg%d was full for 20 s, %d jobs accepted in the last 10 of them;"
            + " first 202 of all nodes %.1f s after there was space; the primary is pg%d%n",
        old,
        accepted,
        resumed.toMillis() / 1e3,
        servers.primary());
  }

  /** Patroni demotes a primary that it cannot register. */
  private void stopEtcd(List<AvailabilityProbe> probes) throws Exception {
    long stopped = System.nanoTime();
    servers.run("stop-etcd");
    servers.awaitNoPrimary();
    long without = System.nanoTime();
    TimeUnit.SECONDS.sleep(5);
    assertThat(probes).allSatisfy(probe -> assertThat(probe.acceptedAfter(without)).isZero());
    servers.run("start-etcd");
    long back = System.nanoTime();
    Duration resumed = firstAccepted(probes, back);
    servers.run("await", "3");
    System.out.printf(
        Locale.ROOT,
        "failover: etcd was away for %.0f s, nothing was accepted in the last 5 of them; first 202"
            + " of all nodes %.1f s after its return%n",
        (back - stopped) / 1e9,
        resumed.toMillis() / 1e3);
  }

  /**
   * A node that reaches only the primary that is cut off accepts nothing and ends its runs, so that
   * the nodes on the other side may run them again; afterwards it works on.
   */
  private void cutOffWithANode(LoadedCluster cluster) throws Exception {
    int old = servers.primary();
    List<String> settings = cluster.nodes().arguments("postgres");
    try (NamespacedNode node =
        NamespacedNode.start(PatroniServers.namespace(old), servers.url(), settings)) {
      try (AvailabilityProbe probe = new AvailabilityProbe(node::post, Duration.ofMillis(250))) {
        List<String> held = heldBy(node, cluster);
        assertThat(probe.awaitAccepted(System.nanoTime(), AVAILABLE)).isLessThan(AVAILABLE);
        List<PatroniServers.Standby> standbys = servers.standbys(old);
        standbys.forEach(PatroniServers.Standby::isPromoted);
        servers.run("cut", old);
        long settled = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        servers.awaitPromotion(standbys);
        standbys.forEach(PatroniServers.Standby::close);
        assertThat(firstAccepted(cluster.probes(), System.nanoTime())).isLessThan(AVAILABLE);
        String again =
            "SELECT count(*) FROM jobwheel.job WHERE state = 'RUNNING' AND attempt > 1 AND id IN ('%s')"
                .formatted(String.join("','", held));
        await("the jobs of the node that was cut off run on others")
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () -> assertThat(cluster.nodes().query(again)).containsExactly("" + HELD));
        int accepted = probe.acceptedAfter(settled);
        servers.run("heal", old);
        long healed = System.nanoTime();
        Duration back = probe.awaitAccepted(healed, AVAILABLE);
        servers.run("await", "3");
        System.out.printf(
            Locale.ROOT,
            "failover: pg%d was cut off with a node; it accepted %d jobs there, its %d jobs ran on"
                + " other nodes; its first 202 %.1f s after the cut was healed%n",
            old,
            accepted,
            HELD,
            back.toMillis() / 1e3);
        assertThat(accepted).as("accepted by the node that was cut off").isZero();
        assertThat(back).isLessThan(AVAILABLE);
      } finally {
        cluster.keep("node-beside-the-primary", node.output());
      }
    }
  }

  /** Has a node run jobs that take a minute. */
  private static List<String> heldBy(NamespacedNode node, LoadedCluster cluster) throws Exception {
    pause(cluster.nodes(), true);
    List<String> held = node.submit(HELD, () -> ExclusiveRuns.job(60));
    cluster.load().add(held);
    String running =
        "SELECT count(*) FROM jobwheel.job WHERE state = 'RUNNING' AND id IN ('%s')"
            .formatted(String.join("','", held));
    await("the node runs them")
        .untilAsserted(() -> assertThat(cluster.nodes().query(running)).containsExactly("" + HELD));
    pause(cluster.nodes(), false);
    return held;
  }

  private static void pause(Cluster nodes, boolean paused) throws Exception {
    for (int node = 0; node < Cluster.NODES; node++) {
      String body = "{\"paused\":%s}".formatted(paused);
      assertThat(nodes.node(node).post("/actuator/lanes/virtual-threads", body).statusCode())
          .isEqualTo(200);
    }
  }

  /** Waits until all nodes accept jobs; returns the longest delay. */
  private static Duration firstAccepted(List<AvailabilityProbe> probes, long moment)
      throws InterruptedException {
    Duration longest = Duration.ZERO;
    for (AvailabilityProbe probe : probes) {
      Duration delay = probe.awaitAccepted(moment, AVAILABLE);
      assertThat(delay).as("a node accepts jobs again").isLessThan(AVAILABLE);
      longest = delay.compareTo(longest) > 0 ? delay : longest;
    }
    return longest;
  }

  /** A name that leads to the old primary for a minute after the promotion of another. */
  @Test
  void aNameMayLeadToTheOldPrimaryForAMinute() throws Exception {
    int old = servers.primary();
    Path hosts = folder.resolve("hosts");
    name(hosts, old);
    try (ServiceProcess node =
        ServiceProcess.launchAt(
            "jdbc:postgresql://database/postgres",
            "-Djdk.net.hosts.file=" + hosts,
            "--jobwheel.store.username=postgres",
            "--jobwheel.store.schema=named",
            "--jobwheel.dispatch.write-timeout=2s")) {
      node.awaitReady();
      try (AvailabilityProbe probe = new AvailabilityProbe(node)) {
        assertThat(probe.awaitAccepted(System.nanoTime(), AVAILABLE)).isLessThan(AVAILABLE);
        List<PatroniServers.Standby> standbys = servers.standbys(old);
        servers.run("kill", old);
        PatroniServers.Standby next = servers.awaitPromotion(standbys);
        servers.run("restart", old); // as a standby, which must not be read
        TimeUnit.SECONDS.sleep(60);
        long renamed = System.nanoTime();
        assertThat(probe.acceptedAfter(renamed - Duration.ofSeconds(50).toNanos())).isZero();
        name(hosts, next.server);
        Duration delay = probe.awaitAccepted(renamed, Duration.ofSeconds(60));
        standbys.forEach(PatroniServers.Standby::close);
        System.out.printf(
            Locale.ROOT,
            "failover: a name led to the old primary for 60 s; first 202 %.1f s after its change%n",
            delay.toMillis() / 1e3);
        assertThat(delay).as("the JVM keeps an address for 30 s").isLessThan(NAME_KEPT);
      }
    }
    servers.run("await", "3");
  }

  private static void name(Path hosts, int server) throws IOException {
    Files.writeString(
        hosts, "127.0.0.1 localhost%n%s database%n".formatted(PatroniServers.address(server)));
  }
}
