package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes on one database under load, and everything that can happen to them: at the end every
 * accepted job has ended, once. The short form; src/bench/chaos.sh has the long one.
 */
@Timeout(900)
class ClusterIT {

  private static final long SEED = Long.getLong("jobwheel.chaos.seed", 42);
  private static final Duration LONG =
      Duration.ofSeconds(Integer.getInteger("jobwheel.chaos.seconds", 15));

  private enum Fault {
    KILL_NODE,
    FREEZE_NODE,
    CUT_NODE,
    RESTART_DATABASE
  }

  @TempDir Path folder;

  @Test
  void whateverHappensEveryAcceptedJobEndsOnce() throws Exception {
    EmbeddedDatabase database = EmbeddedDatabase.start(folder);
    try (Cluster cluster = Cluster.start(database, List.of())) {
      ClusterLoad load = ClusterLoad.start(cluster, SEED);
      int faults = hurt(cluster, database, new Random(SEED));
      load.endAndCheck();
      checkAttempts(cluster);
      System.out.printf(
          "chaos: seed %d, %d faults, %d jobs accepted, 0 lost, 0 created or ended twice, %d"
              + " requests repeated after their commit, %s attempts rescued or given back, %d late"
              + " outcomes refused%n",
          SEED,
          faults,
          load.accepted(),
          load.replays(),
          cluster
              .query("SELECT count(*) FROM audit WHERE was = 'RUNNING' AND became = 'QUEUED'")
              .getFirst(),
          cluster.lateOutcomes());
    }
  }

  /** Each attempt that ended without ending its job is recorded once, and no other. */
  private static void checkAttempts(Cluster cluster) throws SQLException {
    String recorded = "SELECT job_id, attempt FROM jobwheel.job_attempt";
    String moved = "SELECT job, attempt FROM audit WHERE was = 'RUNNING' AND became IN (%s)";
    assertThat(cluster.query(moved.formatted("'QUEUED', 'SCHEDULED'") + " EXCEPT " + recorded))
        .as("attempts without a row")
        .isEmpty();
    assertThat(
            cluster.query(
                recorded + " EXCEPT " + moved.formatted("'QUEUED', 'SCHEDULED', 'CANCELLED'")))
        .as("rows without an attempt")
        .isEmpty();
  }

  /** One fault of each kind in an order by chance, again and again until the time is over. */
  private static int hurt(Cluster cluster, EmbeddedDatabase database, Random random)
      throws Exception {
    long deadline = System.nanoTime() + LONG.toNanos();
    int faults = 0;
    do {
      List<Fault> all = new ArrayList<>(List.of(Fault.values()));
      Collections.shuffle(all, random);
      for (Fault fault : all) {
        int node = random.nextInt(Cluster.NODES);
        cluster.revive();
        switch (fault) {
          case KILL_NODE -> cluster.killNode(node);
          case FREEZE_NODE -> cluster.freezeNode(node);
          case CUT_NODE -> cluster.cutNode(node);
          case RESTART_DATABASE -> database.restart();
        }
        faults++;
        TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(1000)); // load between two faults
      }
    } while (System.nanoTime() < deadline);
    return faults;
  }
}
