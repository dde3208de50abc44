package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.JobState;
import io.jobwheel.store.PermitAudit;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Clients that post jobs to whichever node of a cluster answers, and the check that each accepted
 * one has ended, once. Clients with idempotency keys repeat a request, at any node, until it is
 * accepted; then no other job may exist.
 */
final class ClusterLoad {

  private static final int CLIENTS = 6;
  private static final int BATCH = 20;
  private static final List<String> MODES =
      List.of("sequential", "event-loop", "thread-pool", "virtual-threads");

  private static final Duration NO_END = Duration.ofSeconds(90);
  private static final String STUCK =
      """
      SELECT id || ' ' || state || coalesce(' ' || blocked_by, '') FROM jobwheel.job
      WHERE finished_at IS NULL ORDER BY state DESC, id LIMIT 10
      """;

  private static final Map<String, Integer> PERMITS =
      Map.of("wide", 3, "narrow/a", 2, "narrow/b", 2, "narrow/c", 2);

  private final Cluster cluster;
  private final boolean keyed;
  // jobs that must not run twice at the same time; null without
  private final @Nullable ExclusiveRuns exclusive;
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final Map<Thread, String> answers = new ConcurrentHashMap<>();
  private final AtomicInteger replays = new AtomicInteger();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean loading = true;

  private ClusterLoad(Cluster cluster, boolean keyed, @Nullable ExclusiveRuns exclusive) {
    this.cluster = cluster;
    this.keyed = keyed;
    this.exclusive = exclusive;
  }

  /** Begins to post with idempotency keys and limits, by that seed. */
  static ClusterLoad start(Cluster cluster, long seed) throws Exception {
    return start(cluster, seed, null);
  }

  /** Also posts jobs that note when they run twice at the same time. */
  static ClusterLoad start(Cluster cluster, long seed, @Nullable ExclusiveRuns exclusive)
      throws Exception {
    cluster.node(0).put("/api/v1/limits/wide", "{\"total\":3}");
    cluster.node(0).put("/api/v1/limits/narrow", "{\"perKey\":2}");
    cluster.execute(PermitAudit.sql(PERMITS));
    return start(cluster, seed, true, exclusive);
  }

  /** Begins to post without idempotency keys and batches, which older nodes do not know. */
  static ClusterLoad startWithoutKeys(Cluster cluster, long seed) {
    return start(cluster, seed, false, null);
  }

  private static ClusterLoad start(
      Cluster cluster, long seed, boolean keyed, @Nullable ExclusiveRuns exclusive) {
    ClusterLoad load = new ClusterLoad(cluster, keyed, exclusive);
    for (int i = 0; i < CLIENTS; i++) {
      Random random = new Random(seed * 31 + i);
      load.clients.add(Thread.ofPlatform().start(() -> load.load(random)));
    }
    return load;
  }

  /** Posts no more, waits until all jobs have ended, and fails when a promise was broken. */
  void endAndCheck() throws Exception {
    end();
    check();
  }

  /** Posts no more, and waits until all jobs have ended. */
  void end() throws Exception {
    loading = false;
    cluster.revive();
    for (Thread client : clients) {
      assertThat(client.join(Duration.ofSeconds(90)))
          .as("a request is accepted at last; the last answers are %s", answers)
          .isTrue();
    }
    settle();
  }

  int accepted() {
    return accepted.size();
  }

  /** Adds jobs that were accepted by other requests. */
  void add(List<String> ids) {
    accepted.addAll(ids);
  }

  /** Returns the ids of the jobs accepted so far. */
  Set<String> acceptedIds() {
    return Set.copyOf(accepted);
  }

  /** Returns the accepted jobs that the database does not hold. */
  Set<String> lost() throws SQLException {
    Set<String> lost = new HashSet<>(accepted);
    lost.removeAll(cluster.query("SELECT id FROM jobwheel.job"));
    return lost;
  }

  /** Returns the number of repeated requests that had been carried out before. */
  int replays() {
    return replays.get();
  }

  private void load(Random random) {
    while (loading) {
      String mode = MODES.get(random.nextInt(MODES.size()));
      String job =
          "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"%dms\"}}"
              .formatted(random.nextInt("sequential".equals(mode) ? 3 : 60));
      String single =
          "{\"mode\":\"%s\",%s%s".formatted(mode, keyed ? limits(random) : "", job.substring(1));
      switch (random.nextInt(exclusive != null ? 13 : keyed ? 12 : 10)) {
        case 0 ->
            send(
                "/api/v1/groups",
                "{\"mode\":\"%s\",\"returnWhen\":\"FAIL_FAST\",\"jobs\":[%s,%s,%s]}"
                    .formatted(mode, job, job, job),
                random);
        case 10 ->
            send(
                "/api/v1/jobs:batch",
                "[" + String.join(",", Collections.nCopies(BATCH, single)) + "]",
                random);
        case 12 -> send("/api/v1/jobs", ExclusiveRuns.job(1), random);
        default -> {
          List<String> ids = send("/api/v1/jobs", single, random);
          if (!ids.isEmpty() && random.nextInt(8) == 0) {
            cancel(ids.getFirst(), random);
          }
        }
      }
    }
  }

  /** Returns the limits of some jobs; of fewer in a long run, since they end more slowly. */
  private String limits(Random random) {
    String narrow =
        "{\"name\":\"narrow\",\"key\":\"%s\"}".formatted("abc".charAt(random.nextInt(3)));
    return switch (random.nextInt(exclusive == null ? 6 : 48)) {
      case 0 -> "\"limits\":[%s],".formatted(narrow);
      case 1 -> "\"limits\":[{\"name\":\"wide\"}],";
      case 2 -> "\"limits\":[{\"name\":\"wide\"},%s],".formatted(narrow);
      default -> "";
    };
  }

  /**
   * Sends a request to a node by chance, and notes the jobs that it accepts. With keys, repeats it
   * until it is accepted.
   */
  private List<String> send(String path, String body, Random random) {
    String key = UUID.randomUUID().toString();
    do {
      ServiceProcess node = cluster.node(random.nextInt(Cluster.NODES));
      try {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(exclusive == null ? 20 : 150));
        if (node.isReady()) {
          var response =
              keyed ? node.post(path, body, "Idempotency-Key", key) : node.post(path, body);
          answers.put(Thread.currentThread(), response.statusCode() + " " + response.body());
          if (response.statusCode() == 202) {
            replays.addAndGet(
                response.headers().firstValue("Idempotency-Replayed").isPresent() ? 1 : 0);
            return ids(ServiceProcess.json(response));
          }
          if (response.statusCode() != 409 && response.statusCode() < 500) {
            refused.add(response.body());
            return List.of();
          }
        }
      } catch (Exception e) {
        // the node or the database was hurt: what was under way is not accepted
        answers.put(Thread.currentThread(), e.toString());
      }
    } while (keyed);
    return List.of();
  }

  private List<String> ids(JsonNode document) {
    List<String> ids = new ArrayList<>();
    JsonNode jobs = document.has("items") ? document.path("items") : document.path("jobs");
    jobs.forEach(each -> ids.add(each.get("id").asString()));
    if (ids.isEmpty()) {
      ids.add(document.get("id").asString());
    }
    accepted.addAll(ids);
    return ids;
  }

  private void cancel(String id, Random random) {
    cancelled.add(id);
    ServiceProcess node = cluster.node(random.nextInt(Cluster.NODES));
    try {
      if (node.isReady()) {
        node.post("/api/v1/jobs/" + id + ":cancel", "");
      }
    } catch (Exception e) {
      // the node was hurt
    }
  }

  private void settle() throws Exception {
    cluster.revive();
    for (int node = 0; node < Cluster.NODES; node++) {
      cluster.node(node).awaitReady();
    }
    awaitEnds();
  }

  /** Waits until all jobs have ended, for as long as some end. */
  private void awaitEnds() throws Exception {
    String open = "SELECT count(*) FROM jobwheel.job WHERE finished_at IS NULL";
    long least = Long.MAX_VALUE;
    long deadline = 0;
    for (long left = count(open); left > 0; left = count(open)) {
      if (left < least) {
        least = left;
        deadline = System.nanoTime() + NO_END.toNanos();
      }
      assertThat(System.nanoTime())
          .as("%d jobs have not ended, such as %s", left, cluster.query(STUCK))
          .isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private long count(String sql) throws SQLException {
    return Long.parseLong(cluster.query(sql).getFirst());
  }

  /** Fails when a promise was broken. */
  void check() throws SQLException {
    assertThat(accepted).as("the load was worth the name").hasSizeGreaterThan(100);
    assertThat(lost()).as("lost").isEmpty();
    assertThat(refused).as("refused requests").isEmpty();
    if (exclusive != null) {
      assertThat(exclusive.overlaps()).as("jobs that ran twice at the same time").isEmpty();
    }
    if (keyed) {
      assertThat(cluster.query(PermitAudit.OVERSTEPS)).as("above their limits").isEmpty();
      assertThat(cluster.query(PermitAudit.FULL)).as("limits in full use").isNotEmpty();
      assertThat(
              cluster.query("SELECT id || ' ' || used FROM jobwheel.limit_usage WHERE used <> 0"))
          .as("permits that were not given back")
          .isEmpty();
      assertThat(
              cluster.query("SELECT count(*) FROM jobwheel.job WHERE payload NOT LIKE '%\"P\"%'"))
          .as("created twice, or in part")
          .containsExactly(String.valueOf(accepted.size()));
    }
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
