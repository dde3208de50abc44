package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A rolling update under load: three nodes of an older build are replaced one after the other, each
 * by a new one that is up before the old one goes; the first of these migrates the schema under the
 * old ones. Needs the jar of the older build, so src/bench/upgrade.sh runs it.
 */
@Timeout(600)
class UpgradeProof {

  private static final Path OLD = Path.of(System.getProperty("jobwheel.old-jar"));
  private static final Path NEW = Path.of(System.getProperty("jobwheel.jar"));
  private static final long BESIDE_EACH_OTHER_MS = 3000;

  @TempDir Path folder;

  @Test
  void nothingIsLostWhenNodesAreReplacedOneAfterTheOther() throws Exception {
    try (Cluster cluster = Cluster.start(folder, OLD)) {
      String before = schema(cluster);
      ClusterLoad load = ClusterLoad.startWithoutKeys(cluster, 42);
      TimeUnit.MILLISECONDS.sleep(BESIDE_EACH_OTHER_MS); // jobs of old nodes alone
      for (int node = 0; node < Cluster.NODES; node++) {
        cluster.replaceNode(node, NEW);
        TimeUnit.MILLISECONDS.sleep(BESIDE_EACH_OTHER_MS); // of old and new ones
      }
      load.endAndCheck();
      assertThat(cluster.query("SELECT id FROM jobwheel.job WHERE crashes > 0"))
          .as("jobs whose node did not give them back")
          .isEmpty();
      assertThat(cluster.errors()).as("errors in the logs of the nodes").isEmpty();
      System.out.printf(
          "upgrade: schema %s to %s, %d jobs accepted, 0 lost, 0 ended twice, 0 crashed%n",
          before, schema(cluster), load.accepted());
    }
  }

  private static String schema(Cluster cluster) throws Exception {
    return cluster
        .query(
            "SELECT version FROM jobwheel.flyway_schema_history ORDER BY installed_rank DESC LIMIT"
                + " 1")
        .getFirst();
  }
}
