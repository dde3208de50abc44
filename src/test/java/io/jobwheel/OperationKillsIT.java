package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A bulk redrive on three nodes, which are killed while they carry it out. The long form is
 * operations.sh.
 */
@Timeout(1800)
class OperationKillsIT {

  private static final int JOBS = Integer.getInteger("jobwheel.chaos.jobs", 3_000);
  private static final int RATE = Integer.getInteger("jobwheel.chaos.rate", 500);
  private static final int KILLS = Integer.getInteger("jobwheel.chaos.kills", 3);
  private static final long SEED = Long.getLong("jobwheel.chaos.seed", 20261129);

  // more than the jobs of a step and of the one that may make up for a late one
  private static final int BURST = 200;

  @TempDir Path folder;

  /** How far the operation was at a time of the database's clock. */
  private record Sample(double seconds, long done) {}

  @Test
  void killsInABulkRedriveRedriveEachJobOnceAndKeepTheRate() throws Exception {
    Random random = new Random(SEED);
    try (Cluster cluster = Cluster.start(folder)) {
      insertFailedJobs(cluster);
      long began = System.nanoTime();
      HttpResponse<String> created =
          cluster
              .node(0)
              .post(
                  "/api/v1/operations",
                  "{\"action\":\"REDRIVE\",\"rate\":%d,\"filter\":{\"errorCode\":[\"outage\"]}}"
                      .formatted(RATE),
                  "Idempotency-Key",
                  "after-the-outage");
      long answered = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      assertThat(created.statusCode()).as(created.body()).isEqualTo(202);
      String id = ServiceProcess.json(created).path("id").asString();

      List<Sample> samples = new ArrayList<>();
      long newest = 0;
      int kills = 0;
      while (samples.isEmpty() || samples.getLast().done() < JOBS) {
        Sample sample = sample(cluster, id);
        samples.add(sample);
        if (kills < KILLS && sample.done() >= (kills + 1L) * JOBS / (KILLS + 2)) {
          cluster.killNode(random.nextInt(Cluster.NODES));
          kills++;
        } else {
          newest = Math.max(newest, startOfNewJob(cluster));
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
      cluster.revive();
      checkRate(samples);
      checkOperation(awaitEnd(cluster, id));
      checkJobs(cluster);
      double seconds = samples.getLast().seconds() - samples.getFirst().seconds();
      System.out.printf(
          "operations: seed %d, %d jobs redriven once, answered in %d ms, limit %d/s, rate %.0f/s,"
              + " %d nodes killed, longest wait of a new job %d ms%n",
          SEED, JOBS, answered, RATE, JOBS / seconds, kills, newest);
    }
  }

  /** Jobs that failed in an outage, and as many that failed for another reason. */
  private static void insertFailedJobs(Cluster cluster) throws SQLException {
    cluster.execute(
        """
        INSERT INTO jobwheel.job (id, type, mode, state, priority, attempt, fence, failures, payload,
          error_code, error_message, created_at, run_at, started_at, finished_at)
        SELECT
          -- a UUIDv7: the time in milliseconds, the version, and numbers
          (lpad(to_hex(made / 1000), 12, '0') || '7000' || '8' || lpad(to_hex(n), 15, '0'))::uuid,
          'countdown', 'thread-pool', 'FAILED', -10, 1, 1, 1, '{"name":"A","delay":"1ms"}',
          CASE WHEN n %% 2 = 0 THEN 'outage' ELSE 'bad-input' END, 'It was down.',
          made, made, made, made + 1000
        FROM (
          SELECT n, (extract(epoch FROM now() - interval '1 hour') * 1e6)::bigint + n * 1000 AS made
          FROM generate_series(1, %d) AS n) AS given
        """
            .formatted(2 * JOBS));
    cluster.execute("ANALYZE jobwheel.job");
  }

  private static Sample sample(Cluster cluster, String id) throws SQLException {
    String[] found =
        cluster
            .query(
                "SELECT extract(epoch FROM clock_timestamp()) || ' ' || done FROM"
                    + " jobwheel.operation"
                    + " WHERE id = '%s'".formatted(id))
            .getFirst()
            .split(" ");
    return new Sample(Double.parseDouble(found[0]), Long.parseLong(found[1]));
  }

  /**
   * Returns how long a new job waits for its start, in milliseconds; 0 if its node is not there.
   */
  private static long startOfNewJob(Cluster cluster) throws SQLException {
    for (int node = 0; node < Cluster.NODES; node++) {
      if (cluster.node(node).isReady()) {
        try {
          JsonNode job =
              cluster.node(node).awaitEnd(cluster.node(node).submitCountdown("thread-pool", "0ms"));
          return Duration.between(
                  java.time.Instant.parse(job.path("createdAt").asString()),
                  java.time.Instant.parse(job.path("startedAt").asString()))
              .toMillis();
        } catch (Exception | AssertionError e) {
          return 0; // the node has just been started, and has no lease yet
        }
      }
    }
    return 0;
  }

  /** In no stretch of time more jobs than the rate allows. */
  private static void checkRate(List<Sample> samples) {
    for (int from = 0; from < samples.size(); from++) {
      for (int to = from + 1; to < samples.size(); to++) {
        double seconds = samples.get(to).seconds() - samples.get(from).seconds();
        assertThat(samples.get(to).done() - samples.get(from).done())
            .as("jobs in %s s", seconds)
            .isLessThanOrEqualTo((long) (seconds * RATE) + BURST);
      }
    }
  }

  private static JsonNode awaitEnd(Cluster cluster, String id) throws Exception {
    ServiceProcess node = cluster.node(0);
    node.awaitReady();
    return org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> ServiceProcess.json(node.get("/api/v1/operations/" + id)),
            operation -> !operation.path("finishedAt").isNull());
  }

  private static void checkOperation(JsonNode operation) {
    assertThat(operation.path("state").asString()).isEqualTo("COMPLETED");
    assertThat(operation.path("matched").asLong()).isEqualTo(JOBS);
    assertThat(operation.path("done").asLong()).isEqualTo(JOBS);
    assertThat(operation.at("/skipped/changed").asLong()).isZero();
  }

  private static void checkJobs(Cluster cluster) {
    org.awaitility.Awaitility.await("all redriven jobs have succeeded")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() ->
            assertThat(
                    cluster.query(
                        "SELECT count(*) FROM jobwheel.job WHERE prior_attempts = 1"
                            + " AND state = 'SUCCEEDED'"))
                .containsExactly(Integer.toString(JOBS)));
    try {
      assertThat(
              cluster.query(
                  "SELECT job FROM audit WHERE was = 'FAILED' GROUP BY job HAVING count(*) <> 1"))
          .as("redriven twice")
          .isEmpty();
      assertThat(cluster.query("SELECT count(*) FROM audit WHERE was = 'FAILED'"))
          .containsExactly(Integer.toString(JOBS));
      assertThat(
              cluster.query(
                  "SELECT count(*) FROM jobwheel.job_attempt WHERE attempt = 1"
                      + " AND outcome = 'FAILED' AND error_code = 'outage'"))
          .containsExactly(Integer.toString(JOBS));
      assertThat(
              cluster.query(
                  "SELECT count(*) FROM jobwheel.job WHERE error_code = 'bad-input'"
                      + " AND state = 'FAILED' AND attempt = 1"))
          .containsExactly(Integer.toString(JOBS));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
