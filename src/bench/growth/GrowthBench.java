import io.jobwheel.Jobwheel;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.JobClaims;
import io.jobwheel.store.JobClaims.ClaimRequest;
import io.jobwheel.store.JobRetention;
import io.jobwheel.store.JobRetention.PruneStep;
import io.jobwheel.store.JobRetention.Position;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What a service does on a table of many ended jobs, and what it costs to delete a day of them,
 * with one table or with a partition for each day.
 */
final class GrowthBench {

  private static final int WAITING = 100_000;
  private static final int ROUNDS = 200;
  private static final int BATCH = 1_000;
  private static final int CLIENTS = 4;
  private static final int PRUNE_BATCH = 500; // the default of jobwheel.retention.batch
  private static final long MAX_BYTES = 1L << 30;

  private final Statement database;
  private final ConfigurableApplicationContext service;
  private final JobTable table;
  private final boolean partitioned;
  private final int seconds;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String address;

  private GrowthBench(
      Statement database,
      ConfigurableApplicationContext service,
      JobTable table,
      boolean partitioned,
      int seconds) {
    this.database = database;
    this.service = service;
    this.table = table;
    this.partitioned = partitioned;
    this.seconds = seconds;
    address =
        "http://127.0.0.1:"
            + service.getEnvironment().getRequiredProperty("local.server.port", int.class)
            + "/api/v1/jobs";
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    long rows = Long.parseLong(arguments[1]);
    boolean partitioned = arguments[2].equals("partitioned");
    int seconds = Integer.parseInt(arguments[3]);
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("shared_buffers", "2GB")
            .setServerConfig("max_wal_size", "16GB")
            .start()) {
      String url =
          "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(server.getPort());
      JobTable table = new JobTable(url, System.currentTimeMillis(), partitioned);
      start(url).close(); // creates the tables
      System.out.println("figures:");
      print("%s, %,d rows", arguments[2], rows);
      double filled = timed(() -> table.fill(rows));
      print("filled and indexed in %.0f s", filled);
      try (ConfigurableApplicationContext service = start(url);
          Connection connection =
              DriverManager.getConnection(url + "&currentSchema=jobwheel");
          Statement statement = connection.createStatement()) {
        new GrowthBench(statement, service, table, partitioned, seconds).measure();
      }
    }
  }

  private static ConfigurableApplicationContext start(String url) {
    return SpringApplication.run(
        Jobwheel.class,
        "--server.port=0",
        "--spring.main.banner-mode=off",
        "--logging.level.root=warn",
        "--jobwheel.retention.jobs=3650d", // this measures it instead
        "--jobwheel.dispatch.max-backlog=10000000",
        "--jobwheel.lanes.virtual-threads.slots=1000",
        "--jobwheel.store.url=" + url);
  }

  private void measure() throws Exception {
    sizes();
    claims();
    posts();
    lists();
    for (int round = 0; round < 3; round++) {
      print("jobs/s: %,.0f", throughput());
    }
    prune();
    print("VACUUM of the table: %.1f s", timed(() -> database.execute("VACUUM job")));
    sizes();
  }

  private void sizes() throws SQLException {
    String[] gigabytes =
        text(
                """
                SELECT sum(pg_relation_size(relid)) / 1e9 || ' ' || sum(pg_indexes_size(relid)) / 1e9
                FROM pg_stat_user_tables WHERE relname ~ '^job(_[0-9]+)?$'""")
            .split(" ");
    print(
        "table %.2f GB, indexes %.2f GB",
        Double.parseDouble(gigabytes[0]), Double.parseDouble(gigabytes[1]));
    try (ResultSet rows =
        database.executeQuery(
            """
            SELECT regexp_replace(indexrelname, '^job_[0-9]+', 'job'), sum(pg_relation_size(indexrelid)) / 1e9
            FROM pg_stat_user_indexes WHERE relname ~ '^job(_[0-9]+)?$'
            GROUP BY 1 HAVING sum(pg_relation_size(indexrelid)) > 1e6 ORDER BY 2 DESC""")) {
      while (rows.next()) {
        print("  %-24s %.3f GB", rows.getString(1), rows.getDouble(2));
      }
    }
  }

  /** Claims jobs of a type that no node runs, one or many at a time, each with its commit. */
  private void claims() throws Exception {
    database.execute(
        """
        INSERT INTO job (id, type, mode, state, priority, attempt, fence, payload, created_at, run_at)
        SELECT (lpad(to_hex(millis), 12, '0') || '7000' || '9' || lpad(to_hex(n), 15, '0'))::uuid, 'unknown',
          'thread-pool', 'QUEUED', 0, 0, 0, '{}', millis * 1000, millis * 1000
        FROM (SELECT n, %d + n / 100 AS millis FROM generate_series(1, %d) AS n) AS each"""
            .formatted(System.currentTimeMillis(), WAITING));
    database.execute("ANALYZE job");
    JobClaims claims = service.getBean(JobClaims.class);
    UUID node = UUID.fromString(text("SELECT id FROM node ORDER BY lease_until DESC LIMIT 1"));
    for (int limit : new int[] {1, 100}) {
      Callable<?> claim =
          () -> {
            ClaimRequest request =
                new ClaimRequest(
                    node, ExecutionMode.THREAD_POOL, Set.of("unknown"), false, limit, MAX_BYTES, Instant.now());
            if (claims.claim(request).get().size() != limit) {
              throw new IllegalStateException("a claim found too few jobs");
            }
            return null;
          };
      percentiles("claim of " + limit, claim);
    }
    database.execute("DELETE FROM job WHERE type = 'unknown'");
  }

  private void posts() throws Exception {
    percentiles("POST of a job", () -> post("", job()));
    awaitEnd();
  }

  private void lists() throws Exception {
    for (String query :
        new String[] {
          "", "?state=FAILED", "?type=http", "?finishedFrom=%s".formatted(Instant.ofEpochMilli(table.endOf(3)))
        }) {
      percentiles("GET /api/v1/jobs" + query, () -> send(HttpRequest.newBuilder(URI.create(address + query)).build()));
    }
  }

  private void percentiles(String what, Callable<?> call) throws Exception {
    double[] millis = new double[ROUNDS];
    for (int round = -ROUNDS / 4; round < ROUNDS; round++) {
      long began = System.nanoTime();
      call.call();
      if (round >= 0) {
        millis[round] = (System.nanoTime() - began) / 1e6;
      }
    }
    Arrays.sort(millis);
    print("%-45s p50 %.2f ms, p95 %.2f ms", what, millis[ROUNDS / 2], millis[ROUNDS * 95 / 100]);
  }

  private static String job() {
    return """
    {"type":"countdown","mode":"virtual-threads","payload":{"name":"A","delay":"0s"}}""";
  }

  /** Posts batches for some time, and returns the jobs a second. */
  private double throughput() throws Exception {
    String batch = "[" + String.join(",", Collections.nCopies(BATCH, job())) + "]";
    long began = System.nanoTime();
    CompletableFuture<?>[] clients = new CompletableFuture<?>[CLIENTS];
    int[] sent = new int[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
      int number = i;
      clients[i] =
          CompletableFuture.runAsync(
              () -> {
                try {
                  while (since(began) < seconds) {
                    post(":batch", batch);
                    sent[number] += BATCH;
                  }
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              },
              run -> Thread.ofPlatform().start(run));
    }
    CompletableFuture.allOf(clients).get();
    awaitEnd();
    return Arrays.stream(sent).sum() / since(began);
  }

  private void awaitEnd() throws Exception {
    while (text("SELECT count(*) FROM (SELECT 1 FROM job WHERE state IN ('QUEUED', 'RUNNING') LIMIT 1) AS open")
        .equals("1")) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private void prune() throws Exception {
    if (partitioned) {
      dropDay();
    } else {
      pruneJobs();
    }
  }

  /** Deletes jobs as the service does, for some time alone, and for some time under load. */
  private void pruneJobs() throws Exception {
    Position position = Position.START;
    double wal = wal();
    long pruned = 0;
    long began = System.nanoTime();
    while (position != null && since(began) < 2 * seconds) {
      PruneStep step = step(position);
      pruned += step.pruned();
      position = step.next();
    }
    print(
        "pruned %,.0f jobs/s, %.0f bytes of WAL each; a day of them takes %.0f s",
        pruned / since(began),
        (wal() - wal) / pruned,
        rowsOfDay() / (pruned / since(began)));
    AtomicBoolean loading = new AtomicBoolean(true);
    Position from = position;
    CompletableFuture<Long> pruner =
        CompletableFuture.supplyAsync(() -> pruneWhile(from, loading), run -> Thread.ofPlatform().start(run));
    long loaded = System.nanoTime();
    double rate = throughput();
    loading.set(false);
    print("under load: pruned %,.0f jobs/s, jobs/s: %,.0f", pruner.get() / since(loaded), rate);
  }

  private long pruneWhile(Position from, AtomicBoolean loading) {
    long pruned = 0;
    Position position = from;
    while (position != null && loading.get()) {
      PruneStep step = step(position);
      pruned += step.pruned();
      position = step.next();
    }
    return pruned;
  }

  private PruneStep step(Position position) {
    return service
        .getBean(JobRetention.class)
        .prune(position, Instant.ofEpochMilli(table.endOf(0)), Instant.now(), PRUNE_BATCH)
        .join();
  }

  private double rowsOfDay() throws SQLException {
    return Double.parseDouble(text("SELECT sum(reltuples) FROM pg_class WHERE relkind = 'r' AND relname ~ '^job(_[0-9]+)?$'"))
        / JobTable.DAYS;
  }

  /** Drops the oldest day, with what has to be done first. */
  private void dropDay() throws Exception {
    double wal = wal();
    String ended =
        "SELECT count(*) FROM job_0 WHERE finished_at IS NULL OR finished_at >= %d"
            .formatted(table.endOf(0) * 1000 + 1_000_000);
    print("check that all jobs of the day have ended: %.1f s", timed(() -> text(ended)));
    double tombstones =
        timed(
            () ->
                database.execute(
                    "INSERT INTO tombstone (id, pruned_at) SELECT id, %d FROM job_0"
                        .formatted(System.currentTimeMillis() * 1000)));
    print("a tombstone for each job of the day: %.1f s, %.2f GB of WAL", tombstones, (wal() - wal) / 1e9);
    double before = wal();
    double drop =
        timed(() -> database.execute("ALTER TABLE job DETACH PARTITION job_0; DROP TABLE job_0"));
    print("detach and drop of the day: %.2f s, %.3f GB of WAL", drop, (wal() - before) / 1e9);
  }

  private double wal() throws SQLException {
    return Double.parseDouble(text("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"));
  }

  private Void post(String suffix, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(address + suffix))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofMinutes(1))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private Void send(HttpRequest request) throws Exception {
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IllegalStateException(response.statusCode() + " " + response.body());
    }
    return null;
  }

  private String text(String sql) throws SQLException {
    try (ResultSet rows = database.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** Work that may fail. */
  private interface Work {
    void run() throws Exception;
  }

  private static double timed(Work work) throws Exception {
    long began = System.nanoTime();
    work.run();
    return since(began);
  }

  private static double since(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
