import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Measures limits on three nodes as processes and a PostgreSQL of their own. */
final class LimitBench {

  private static final int NODES = 3;
  private static final int ROUNDS = 3;
  private static final int KEYS = 1_000;
  private static final int BATCH = 1_000;
  private static final int CLIENTS = 4;
  private static final int RELEASES = 1_000;
  private static final int RATE = 100;
  private static final int BURST = 10;
  private static final int HELD = 100_000;
  private static final int IDLE_SECONDS = 10;
  private static final int STARTS = 1_000;
  private static final List<Integer> WEIGHTS = List.of(1, 2, 3, 4);
  private static final int BEHIND = 100_000;
  private static final int FIRST_JOBS = 20;

  // PostgreSQL publishes its counts some seconds late
  private static final int SETTLE_SECONDS = 20;

  private final List<BenchNode> nodes;
  private final Statement database;
  private final int jobs;

  private LimitBench(List<BenchNode> nodes, Statement database, int jobs) {
    this.nodes = nodes;
    this.database = database;
    this.jobs = jobs;
  }

  public static void main(String[] arguments) throws Exception {
    int seconds = Integer.parseInt(arguments[2]);
    try (EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("max_connections", "200")
                .start();
        Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      String url = "jdbc:postgresql://localhost:" + server.getPort() + "/postgres?user=postgres";
      List<BenchNode> nodes = new ArrayList<>();
      try {
        for (int node = 0; node < NODES; node++) {
          nodes.add(
              BenchNode.start(
                  url,
                  "-jar",
                  arguments[0],
                  "--jobwheel.dispatch.max-backlog=10000000",
                  "--jobwheel.lanes.virtual-threads.slots=1000"));
        }
        LimitBench bench = new LimitBench(nodes, statement, Integer.parseInt(arguments[1]));
        System.out.println("figures:");
        bench.keys();
        bench.release();
        bench.rate(seconds);
        bench.shares();
        bench.newKey();
        bench.idle();
      } finally {
        nodes.forEach(BenchNode::close);
      }
    }
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  private void define(String name, String definition) throws Exception {
    nodes.getFirst().send("PUT", "/api/v1/limits/" + name, definition);
    TimeUnit.SECONDS.sleep(2); // the other nodes poll
  }

  private static String job(String limits) {
    return """
    {"type":"countdown","mode":"virtual-threads","payload":{"name":"A","delay":"0s"}%s}"""
        .formatted(limits);
  }

  private long number(String sql) throws SQLException {
    try (ResultSet rows = database.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private void awaitEnd() throws Exception {
    while (number("SELECT count(*) FROM (SELECT 1 FROM jobwheel.job WHERE finished_at IS NULL LIMIT 1) AS open") > 0) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Sends jobs in batches to some nodes, a few at a time. */
  private void submit(int count, List<BenchNode> to, Callable<String> job) throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> sent = new ArrayList<>();
      for (int from = 0; from < count; from += BATCH) {
        BenchNode node = to.get(from / BATCH % to.size());
        List<String> batch = new ArrayList<>();
        for (int i = from; i < Math.min(count, from + BATCH); i++) {
          batch.add(job.call());
        }
        String body = "[" + String.join(",", batch) + "]";
        sent.add(clients.submit(() -> node.send("POST", "/api/v1/jobs:batch", body)));
      }
      for (Future<?> each : sent) {
        each.get();
      }
    }
  }

  private double rateOf(Callable<String> job) throws Exception {
    long began = System.nanoTime();
    submit(jobs, nodes.subList(0, 1), job);
    awaitEnd();
    return jobs / ((System.nanoTime() - began) / 1e9);
  }

  private void keys() throws Exception {
    define("keys", "{\"perKey\":5}");
    Random random = new Random(1);
    Callable<String> plain = () -> job("");
    Callable<String> limited =
        () ->
            job(
                ",\"limits\":[{\"name\":\"keys\",\"key\":\"key-%d\"}]"
                    .formatted(random.nextInt(KEYS)));
    rateOf(plain); // warms up
    rateOf(limited);
    double[] without = new double[ROUNDS];
    double[] with = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      without[round] = rateOf(plain);
      with[round] = rateOf(limited);
    }
    print("keys: without limits %s jobs/s", spread(without));
    print("keys: 5 permits for each of %d keys %s jobs/s", KEYS, spread(with));
  }

  private static String spread(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "%.0f (%.0f to %.0f)",
        sorted[sorted.length / 2],
        sorted[0],
        sorted[sorted.length - 1]);
  }

  private void release() throws Exception {
    define("one", "{\"total\":1}");
    submit(RELEASES, nodes, () -> job(",\"limits\":[{\"name\":\"one\"}]"));
    awaitEnd();
    List<Double> gaps = new ArrayList<>();
    try (ResultSet rows =
        database.executeQuery(
            """
            SELECT (started_at - lag(finished_at) OVER (ORDER BY started_at)) / 1000.0
            FROM jobwheel.job WHERE limits LIKE 'one %'
            """)) {
      rows.next(); // has none before it
      while (rows.next()) {
        gaps.add(rows.getDouble(1));
      }
    }
    gaps.sort(null);
    print(
        "release: end to next start p50 %.1f ms, p99 %.1f ms, most %.1f ms",
        gaps.get(gaps.size() / 2), gaps.get(gaps.size() * 99 / 100), gaps.getLast());
  }

  private void rate(int seconds) throws Exception {
    define("rate", "{\"rate\":{\"permits\":%d,\"per\":\"1s\",\"burst\":%d}}".formatted(RATE, BURST));
    int count = RATE * seconds + BURST;
    submit(count, nodes, () -> job(",\"limits\":[{\"name\":\"rate\"}]"));
    awaitEnd();
    List<Long> starts = new ArrayList<>();
    try (ResultSet rows =
        database.executeQuery(
            "SELECT started_at FROM jobwheel.job WHERE limits LIKE 'rate %' ORDER BY 1")) {
      while (rows.next()) {
        starts.add(rows.getLong(1));
      }
    }
    int most = 0;
    int from = 0;
    for (int to = 0; to < starts.size(); to++) {
      while (starts.get(to) - starts.get(from) >= 1_000_000) {
        from++;
      }
      most = Math.max(most, to - from + 1);
    }
    double took = (starts.getLast() - starts.getFirst()) / 1e6;
    print(
        "rate: %d a second with a burst of %d: at most %d starts in a second, %.1f a second in %.1f s",
        RATE, BURST, most, (count - BURST) / took, took);
  }

  private static String fair(String key, int weight, String delay) {
    return """
    {"type":"countdown","mode":"thread-pool","payload":{"name":"A","delay":"%s"},
    "fairness":{"key":"%s","weight":%d}}"""
        .formatted(delay, key, weight);
  }

  private void pause() throws Exception {
    nodes.getFirst().send("PUT", "/api/v1/pauses/type:countdown", "{}");
    TimeUnit.SECONDS.sleep(2); // the other nodes poll
  }

  private void resume() throws Exception {
    nodes.getFirst().send("DELETE", "/api/v1/pauses/type:countdown", "");
  }

  /** Has many jobs of each key waiting, key by key, and counts the first starts. */
  private void shares() throws Exception {
    pause();
    for (int weight : WEIGHTS) {
      submit(STARTS, nodes, () -> fair("weight-" + weight, weight, "0s"));
    }
    resume();
    awaitEnd();
    int sum = WEIGHTS.stream().mapToInt(Integer::intValue).sum();
    for (int weight : WEIGHTS) {
      long starts =
          number(
              """
              SELECT count(*) FROM (
                SELECT fairness FROM jobwheel.job WHERE fairness LIKE '%% weight-%%'
                ORDER BY started_at LIMIT %d) AS first
              WHERE fairness = '%d weight-%d'"""
                  .formatted(STARTS, weight, weight));
      print(
          "shares: weight %d of %d has %d of the first %d starts, %.1f %% from its share",
          weight, sum, starts, STARTS, 100.0 * (starts * sum - weight * STARTS) / (weight * STARTS));
    }
  }

  /** Submits jobs of a new key behind many of another. */
  private void newKey() throws Exception {
    submit(BEHIND, nodes, () -> fair("large", 1, "0.02s"));
    for (int i = 0; i < FIRST_JOBS; i++) {
      String key = "small-" + i;
      submit(1, nodes, () -> fair(key, 1, "0s"));
    }
    long waiting = number("SELECT count(*) FROM jobwheel.job WHERE state = 'QUEUED'");
    awaitEnd();
    print(
        "new key: with %d jobs of another waiting, the first job of a key waits %.1f ms, at most %.1f",
        waiting, waitOfNew(0.5), waitOfNew(1));
  }

  private double waitOfNew(double part) throws SQLException {
    return number(
            """
            SELECT (percentile_cont(%s) WITHIN GROUP (ORDER BY started_at - created_at))::bigint
            FROM jobwheel.job WHERE fairness LIKE '%% small-%%'"""
                .formatted(part))
        / 1e3;
  }

  private void idle() throws Exception {
    TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
    double without = transactions();
    define("closed", "{\"total\":0}");
    submit(HELD, nodes, () -> job(",\"limits\":[{\"name\":\"closed\"}]"));
    TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
    print(
        "idle: %.1f transactions a second without held jobs, %.1f with %d",
        without, transactions(), HELD);
  }

  private double transactions() throws Exception {
    String sql = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()";
    long before = number(sql);
    TimeUnit.SECONDS.sleep(IDLE_SECONDS);
    return (number(sql) - before) / (double) IDLE_SECONDS;
  }
}
