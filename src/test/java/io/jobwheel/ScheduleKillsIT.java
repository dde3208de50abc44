package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Schedules on three nodes, which are killed while the schedules fire, and are all away for hours
 * of which only the database knows. The long form is schedules.sh.
 */
@Timeout(1800)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScheduleKillsIT {

  private static final int SCHEDULES = Integer.getInteger("jobwheel.chaos.schedules", 200);
  private static final int PERIOD_SECONDS = Integer.getInteger("jobwheel.chaos.period", 2);
  private static final int SECONDS = Integer.getInteger("jobwheel.chaos.seconds", 14);
  private static final long SEED = Long.getLong("jobwheel.chaos.seed", 20261129);

  private static final String JOB =
      "\"overlap\":\"ALLOW\",\"job\":{\"type\":\"countdown\",\"mode\":\"thread-pool\","
          + "\"payload\":{\"name\":\"A\",\"delay\":\"1ms\"}}";

  private static final String NOW = "(extract(epoch FROM clock_timestamp()) * 1e6)::bigint";

  /** The start of the schedule that is copied; it never fires itself. */
  private static final String NEVER = "2999-01-01T00:00:00Z";

  /**
   * Copies the schedule whose start is in the numbers, with starts that are spread over a period.
   */
  private static final String COPIES =
      """
      INSERT INTO jobwheel.schedule (name, definition, configured, created_by, created_at,
        updated_at, version, next_due_at, next_fire_at)
      SELECT 'copy-' || n,
        replace(definition, '"%1$s"', to_char(to_timestamp(start / 1e6) AT TIME ZONE 'UTC',
          '"\\""YYYY-MM-DD"T"HH24:MI:SS.US"Z\\""')),
        0, created_by, created_at, updated_at, 1, start, start
      FROM jobwheel.schedule, (
        SELECT n, %2$s + 3000000 + %3$d * 1000000::bigint * n / %4$d AS start
        FROM generate_series(1, %4$d) AS n) AS given
      WHERE name = 'template'
      """
          .formatted(NEVER, NOW, PERIOD_SECONDS, SCHEDULES);

  @TempDir static Path folder;

  private Cluster cluster;

  @BeforeAll
  void startCluster() throws Exception {
    cluster = Cluster.start(folder);
  }

  @AfterAll
  void closeCluster() throws Exception {
    cluster.close();
  }

  private void put(String name, String body) throws Exception {
    HttpResponse<String> response = cluster.node(0).put("/api/v1/schedules/" + name, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
  }

  private long count(String from) throws SQLException {
    return Long.parseLong(cluster.query("SELECT count(*) FROM " + from).getFirst());
  }

  @Test
  @Order(1)
  void killsLoseNoDueTimeAndFireNoneTwice() throws Exception {
    Random random = new Random(SEED);
    put(
        "template",
        "{\"every\":\"%ds\",\"startAt\":\"%s\",\"catchUp\":\"ALL\",%s}"
            .formatted(PERIOD_SECONDS, NEVER, JOB));
    cluster.execute(COPIES);
    assertThat(count("jobwheel.schedule WHERE definition LIKE '%" + NEVER + "%'")).isOne();

    int kills = killFor(Duration.ofSeconds(SECONDS), random);
    awaitOnTime();
    cluster.execute(
        "UPDATE jobwheel.schedule SET paused_at = %s, pause_reason = 'over'".formatted(NOW));
    check();
    report(kills);
  }

  /** Kills nodes, one at a time, so that at least one always lives. */
  private int killFor(Duration length, Random random) throws Exception {
    long end = System.nanoTime() + length.plusSeconds(3).toNanos();
    int kills = 0;
    while (System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(1_000 + random.nextInt(2_000));
      int node = random.nextInt(Cluster.NODES);
      boolean othersLive = true;
      for (int other = 0; other < Cluster.NODES; other++) {
        othersLive &= other == node || cluster.node(other).isReady();
      }
      if (othersLive) {
        cluster.killNode(node);
        kills++;
      }
    }
    assertThat(kills).isPositive();
    return kills;
  }

  private void awaitOnTime() throws Exception {
    cluster.revive();
    await("no schedule is overdue")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(100))
        .until(() ->
            count(
                    "jobwheel.schedule WHERE paused_at IS NULL AND next_fire_at < %s - 500000"
                        .formatted(NOW))
                == 0);
  }

  /** Compares the schedules, their fires and their jobs. */
  private void check() throws SQLException {
    assertThat(
            cluster.query(
                "SELECT schedule || ' ' || scheduled_for FROM jobwheel.job"
                    + " WHERE schedule IS NOT NULL"
                    + " GROUP BY schedule, scheduled_for HAVING count(*) > 1"))
        .as("due times with two jobs")
        .isEmpty();
    assertThat(
            cluster.query(
                """
                SELECT name || ' ' || next_due_at || ' ' || fired || ' ' || coalesce(jobs, 0)
                FROM jobwheel.schedule LEFT JOIN (
                  SELECT schedule, count(*) AS jobs, min(scheduled_for) AS first,
                    max(scheduled_for) AS last
                  FROM jobwheel.job GROUP BY schedule) AS made ON schedule = name
                WHERE name <> 'template' AND (jobs IS NULL OR fired <> jobs
                  OR missed + skipped + refused > 0
                  OR (last - first) / %1$d <> jobs - 1
                  OR next_due_at <> last + %1$d
                  OR to_timestamp(first / 1e6) <> (definition::json->>'startAt')::timestamptz)
                """
                    .formatted(TimeUnit.SECONDS.toMicros(PERIOD_SECONDS))))
        .as("schedules that have missed a due time")
        .isEmpty();
    assertThat(
            cluster.query(
                """
                SELECT fire.schedule || ' ' || due_at
                FROM jobwheel.schedule_fire AS fire
                  FULL JOIN (SELECT * FROM jobwheel.job WHERE schedule IS NOT NULL) AS made
                  ON made.id = subject AND made.schedule = fire.schedule AND scheduled_for = due_at
                WHERE made.id IS NULL OR subject IS NULL OR outcome <> 'FIRED' OR kind <> 'DUE'
                """))
        .as("fires without their job, and jobs without their fire")
        .isEmpty();
    assertThat(count("jobwheel.schedule_fire")).isGreaterThanOrEqualTo(SCHEDULES);
    assertThat(
            cluster.query(
                "SELECT job FROM audit WHERE was IN ('SUCCEEDED', 'FAILED', 'CANCELLED')"))
        .as("jobs that changed after their end")
        .isEmpty();
  }

  private void report(int kills) throws SQLException {
    System.out.printf(
        "schedules: seed %d, %d schedules each %d s, %d due times with one job each, %d nodes"
            + " killed, lag p50/p99/max %s ms%n",
        SEED,
        SCHEDULES,
        PERIOD_SECONDS,
        count("jobwheel.schedule_fire"),
        kills,
        cluster
            .query(
                """
                SELECT concat_ws('/', percentile_disc(0.5) WITHIN GROUP (ORDER BY at - due_at) / 1000,
                  percentile_disc(0.99) WITHIN GROUP (ORDER BY at - due_at) / 1000,
                  max(at - due_at) / 1000)
                FROM jobwheel.schedule_fire
                """)
            .getFirst());
  }

  @Test
  @Order(2)
  void theDueTimesOfAnOutageAreMadeUpForAsEachScheduleSays() throws Exception {
    Instant first = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofMinutes(170));
    String body = "{\"every\":\"30m\",\"startAt\":\"%s\",\"catchUp\":\"%s\",%s%s}";
    put("none", body.formatted(first, "NONE", "", JOB));
    put("latest", body.formatted(first, "LATEST", "", JOB));
    put("all", body.formatted(first, "ALL", "", JOB));
    put("window", body.formatted(first, "ALL", "\"catchUpWindow\":\"1h\",", JOB));
    for (int node = 0; node < Cluster.NODES; node++) {
      cluster.node(node).kill();
    }
    String names = "('none', 'latest', 'all', 'window')";
    // as if the nodes had been down since the first due time
    cluster.execute(
        "UPDATE jobwheel.schedule SET next_due_at = %1$d, next_fire_at = %1$d WHERE name IN %2$s"
            .formatted(TimeUnit.SECONDS.toMicros(first.getEpochSecond()), names));
    for (int node = 0; node < Cluster.NODES; node++) {
      cluster.launch(node);
    }
    await("all due times are decided")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(200))
        .until(() ->
            count("jobwheel.schedule WHERE name IN %s AND next_due_at > %s".formatted(names, NOW))
                == 4);

    assertThat(outcomes("none")).isEqualTo("0 6 MISSED,MISSED,MISSED,MISSED,MISSED,MISSED");
    assertThat(outcomes("latest")).isEqualTo("1 5 MISSED,MISSED,MISSED,MISSED,MISSED,FIRED");
    assertThat(outcomes("all")).isEqualTo("6 0 FIRED,FIRED,FIRED,FIRED,FIRED,FIRED");
    assertThat(outcomes("window")).isEqualTo("2 4 MISSED,MISSED,MISSED,MISSED,FIRED,FIRED");
    List<String> order =
        cluster.query("SELECT scheduled_for FROM jobwheel.job WHERE schedule = 'all' ORDER BY id");
    assertThat(order).hasSize(6).isSorted();
    System.out.println("schedules: NONE, LATEST and ALL make up for 0, 1 and 6 of 6 due times");
  }

  private String outcomes(String name) throws SQLException {
    return cluster
        .query(
            """
            SELECT fired || ' ' || missed || ' ' || (
              SELECT string_agg(outcome, ',' ORDER BY due_at)
              FROM jobwheel.schedule_fire WHERE schedule = name)
            FROM jobwheel.schedule WHERE name = '%s'
            """
                .formatted(name))
        .getFirst();
  }
}
