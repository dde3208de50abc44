package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Three nodes on servers under Patroni, under load of all kinds, and the check at the end: nothing
 * that was acknowledged is lost, and nothing that was shown has changed.
 */
final class LoadedCluster implements AutoCloseable {

  static final long SEED = Long.getLong("jobwheel.failover.seed", 42);

  // a failover may then lose what was acknowledged
  private static final boolean ASYNC = Boolean.getBoolean("jobwheel.failover.async");

  private final Cluster nodes;
  private final ExclusiveRuns exclusive;
  private final ClusterLoad load;
  private final FinalStates seen;
  private final List<AvailabilityProbe> probes = new ArrayList<>();

  private LoadedCluster(Cluster nodes, ExclusiveRuns exclusive) throws Exception {
    this.nodes = nodes;
    this.exclusive = exclusive;
    load = ClusterLoad.start(nodes, SEED, exclusive);
    seen = new FinalStates(nodes, load, SEED);
    for (int node = 0; node < Cluster.NODES; node++) {
      probes.add(new AvailabilityProbe(nodes.node(node)));
    }
  }

  static LoadedCluster start(PatroniServers servers, Path folder) throws Exception {
    ExclusiveRuns exclusive = new ExclusiveRuns(folder.resolve("exclusive"));
    List<String> settings = new ArrayList<>(exclusive.settings());
    settings.add("--logging.level.io.jobwheel.store.failover=DEBUG");
    return new LoadedCluster(Cluster.start(servers, settings), exclusive);
  }

  /** One for each node. */
  List<AvailabilityProbe> probes() {
    return probes;
  }

  Cluster nodes() {
    return nodes;
  }

  ClusterLoad load() {
    return load;
  }

  /** Posts no more, waits until all jobs have ended, and fails when a promise was broken. */
  void endAndCheck(String faults) throws Exception {
    for (AvailabilityProbe probe : probes) {
      probe.close();
    }
    load.end();
    Map<String, String> changed = seen.endAndCompare();
    Set<String> probed = new HashSet<>();
    probes.forEach(probe -> probed.addAll(probe.accepted()));
    Set<String> lost = new HashSet<>(probed);
    lost.removeAll(nodes.query("SELECT id FROM jobwheel.job"));
    lost.addAll(load.lost());
    System.out.printf(
        "failover: seed %d, %s, %d jobs accepted, %d lost, %d of %d seen final changed,"
            + " %d requests repeated after their commit, %d exclusive runs, %d overlaps%n",
        SEED,
        faults,
        load.accepted() + probed.size(),
        lost.size(),
        changed.size(),
        seen.size(),
        load.replays(),
        exclusive.runs(),
        exclusive.overlaps().size());
    assertThat(seen.size()).as("jobs seen final").isPositive();
    assertThat(exclusive.overlaps()).as("jobs that ran twice at the same time").isEmpty();
    if (!ASYNC) {
      load.check();
      assertThat(lost).as("lost").isEmpty();
      assertThat(probes).allSatisfy(probe -> assertThat(probe.accepted()).isNotEmpty());
      assertThat(changed).as("final states that changed").isEmpty();
    }
  }

  /** Keeps the log of a node. */
  void keep(String name, String log) throws IOException {
    Path logs = Files.createDirectories(Path.of("target", "failover"));
    Files.writeString(logs.resolve(name + ".log"), log);
  }

  /** Keeps the logs of the nodes, and ends them. */
  @Override
  public void close() throws IOException {
    for (int node = 0; node < Cluster.NODES; node++) {
      keep("node-" + node, nodes.node(node).output());
    }
    nodes.close();
  }
}
