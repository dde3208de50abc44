package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.job.JobState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * Clients that post jobs to whichever node of a cluster answers, and the check that each accepted
 * one has ended, once.
 */
final class ClusterLoad {

  private static final int CLIENTS = 6;
  private static final List<String> MODES =
      List.of("sequential", "event-loop", "thread-pool", "virtual-threads");

  private final Cluster cluster;
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean loading = true;

  private ClusterLoad(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Begins to post, by that seed. */
  static ClusterLoad start(Cluster cluster, long seed) {
    ClusterLoad load = new ClusterLoad(cluster);
    for (int i = 0; i < CLIENTS; i++) {
      Random random = new Random(seed * 31 + i);
      load.clients.add(Thread.ofPlatform().start(() -> load.load(random)));
    }
    return load;
  }

  /** Posts no more, waits until all jobs have ended, and fails when a promise was broken. */
  void endAndCheck() throws Exception {
    loading = false;
    for (Thread client : clients) {
      assertThat(client.join(Duration.ofSeconds(90))).isTrue();
    }
    settle();
    check();
  }

  int accepted() {
    return accepted.size();
  }

  /** Posts to whichever node answers, and notes what was accepted. */
  private void load(Random random) {
    while (loading) {
      ServiceProcess node = cluster.node(random.nextInt(Cluster.NODES));
      try {
        if (node.isReady()) {
          post(node, random);
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(20));
      } catch (Exception e) {
        // the node or the database was hurt: what was under way is not accepted
      }
    }
  }

  private void post(ServiceProcess node, Random random) throws Exception {
    String mode = MODES.get(random.nextInt(MODES.size()));
    String job =
        "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"%dms\"}}"
            .formatted(random.nextInt("sequential".equals(mode) ? 3 : 60));
    if (random.nextInt(10) == 0) {
      var response =
          node.post(
              "/api/v1/groups",
              "{\"mode\":\"%s\",\"returnWhen\":\"FAIL_FAST\",\"jobs\":[%s,%s,%s]}"
                  .formatted(mode, job, job, job));
      if (response.statusCode() == 202) {
        for (JsonNode each : ServiceProcess.json(response).get("jobs")) {
          accepted.add(each.get("id").asString());
        }
      }
      return;
    }
    var response =
        node.post("/api/v1/jobs", "{\"mode\":\"%s\",%s".formatted(mode, job.substring(1)));
    if (response.statusCode() == 202) {
      String id = ServiceProcess.json(response).get("id").asString();
      accepted.add(id);
      if (random.nextInt(8) == 0) {
        cancelled.add(id);
        node.post("/api/v1/jobs/" + id + ":cancel", "");
      }
    }
  }

  private void settle() throws Exception {
    cluster.revive();
    for (int node = 0; node < Cluster.NODES; node++) {
      cluster.node(node).awaitReady();
    }
    String open = "SELECT id || ' ' || state FROM jobwheel.job WHERE finished_at IS NULL LIMIT 5";
    await("jobs that have not ended")
        .atMost(90, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(cluster.query(open)).isEmpty());
  }

  private void check() throws SQLException {
    assertThat(accepted).as("the load was worth the name").hasSizeGreaterThan(100);
    assertThat(cluster.query("SELECT id FROM jobwheel.job")).as("lost").containsAll(accepted);
    assertThat(cluster.query("SELECT id FROM jobwheel.job WHERE state = 'CANCELLED'"))
        .as("cancelled without a wish")
        .allMatch(cancelled::contains);
    assertThat(
            cluster.query(
                """
                SELECT id || ' ' || error_code || ' ' || error_message FROM jobwheel.job
                WHERE state = 'FAILED' AND (error_code <> 'crashed' OR crashes < 3)
                """))
        .as("failed for no fault of theirs")
        .isEmpty();
    assertThat(cluster.query("SELECT DISTINCT was || ' ' || became FROM audit"))
        .as("moves that are not legal")
        .allMatch(ClusterLoad::isLegal);
    assertThat(
            cluster.query(
                """
                SELECT job.id FROM jobwheel.job LEFT JOIN audit ON audit.job = job.id
                  AND became IN ('SUCCEEDED', 'FAILED', 'CANCELLED')
                GROUP BY job.id HAVING count(audit.n) <> 1
                """))
        .as("not ended exactly once")
        .isEmpty();
    assertThat(
            cluster.query(
                """
                SELECT event.job_id FROM jobwheel.job_event AS event
                JOIN jobwheel.job ON job.id = event.job_id WHERE event.attempt > job.attempt
                """))
        .as("executed more often than recorded")
        .isEmpty();
    assertThat(
            cluster.query(
                """
                SELECT job FROM audit WHERE became = 'RUNNING'
                GROUP BY job, attempt HAVING count(*) > 1
                """))
        .as("attempts with one number")
        .isEmpty();
    assertThat(
            cluster.query(
                """
                SELECT id FROM jobwheel.job_group
                WHERE finished_at IS NULL OR outcome IS NULL
                """))
        .as("groups that have not ended")
        .isEmpty();
  }

  private static boolean isLegal(String move) {
    String[] states = move.split(" ");
    return JobState.valueOf(states[0]).canBecome(JobState.valueOf(states[1]));
  }
}
