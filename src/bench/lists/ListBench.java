import io.jobwheel.Jobwheel;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The time of each list call over HTTP, one client, on a PostgreSQL of its own. The ended jobs are
 * those of the last ten hours: 95 % succeeded, 4 % failed, 1 % cancelled; a fifth of them are in
 * groups of ten. Half of the waiting jobs were queued meanwhile, and half were scheduled before all
 * others: the worst case, since a list begins with the newest jobs.
 */
final class ListBench {

  private static final String[] CALLS = {
    "/api/v1",
    "/api/v1/summary",
    "/api/v1/jobs",
    "/api/v1/jobs?limit=1000",
    "/api/v1/jobs?state=SUCCEEDED",
    "/api/v1/jobs?state=FAILED",
    "/api/v1/jobs?state=FAILED,CANCELLED",
    "/api/v1/jobs?state=QUEUED",
    "/api/v1/jobs?state=SCHEDULED",
    "/api/v1/jobs?state=RUNNING",
    "/api/v1/jobs?state=RUNNING,FAILED",
    "/api/v1/jobs?type=countdown",
    "/api/v1/jobs?type=rare",
    "/api/v1/jobs?state=FAILED&type=rare",
    "/api/v1/jobs?mode=process-pool",
    "/api/v1/jobs?group=%GROUP",
    "/api/v1/jobs?submitter=shop-3",
    "/api/v1/jobs?submitter=rare",
    "/api/v1/jobs?submitter=rare&state=QUEUED",
    "/api/v1/jobs?errorCode=timeout",
    "/api/v1/jobs?errorCode=rare",
    "/api/v1/jobs?errorCode=rare,timeout&state=FAILED",
    "/api/v1/jobs?createdFrom=%MIDDLE&createdTo=%LATER",
    "/api/v1/jobs?createdTo=%MIDDLE&type=rare",
    "/api/v1/jobs?finishedFrom=%MIDDLE&finishedTo=%LATER",
    "/api/v1/jobs?finishedFrom=%MIDDLE&finishedTo=%LATER&state=FAILED",
    "/api/v1/groups",
    "/api/v1/groups?state=FAILED",
    "/api/v1/groups?state=RUNNING"
  };

  private static final Pattern ITEMS = Pattern.compile("\"createdAt\"");
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public static void main(String[] arguments) throws Exception {
    int ended = Integer.parseInt(arguments[0]);
    int waiting = Integer.parseInt(arguments[1]);
    int rounds = Integer.parseInt(arguments[2]);
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setServerConfig("shared_buffers", "512MB")
            .setServerConfig("max_wal_size", "4GB")
            .start()) {
      String url =
          "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(server.getPort());
      try (ConfigurableApplicationContext service =
          SpringApplication.run(
              Jobwheel.class,
              "--server.port=0",
              "--logging.level.root=warn",
              "--jobwheel.store.url=" + url)) {
        String group = fill(url, ended, waiting);
        int port = service.getEnvironment().getRequiredProperty("local.server.port", int.class);
        new ListBench().measure("http://127.0.0.1:" + port, group, rounds);
      }
    }
  }

  private static String fill(String url, int ended, int waiting) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("SET search_path TO jobwheel");
      long end = NOW.toEpochMilli();
      long begin = end - 36_000_000;
      statement.execute(
          """
          CREATE FUNCTION pg_temp.id_at(millis bigint, n bigint) RETURNS uuid LANGUAGE sql AS $$
            SELECT (lpad(to_hex(millis), 12, '0') || '7' || substr(md5(n::text), 1, 3)
              || '8' || substr(md5(n::text), 4, 15))::uuid
          $$;
          CREATE TEMPORARY TABLE new_group AS
            SELECT n, %1$d + n * 36000000::bigint / %2$d AS millis,
              pg_temp.id_at(%1$d + n * 36000000::bigint / %2$d, -n) AS id
            FROM generate_series(1, %2$d) AS n;
          INSERT INTO job_group (id, mode, return_when, created_at, started_at, outcome, finished_at)
            SELECT id, 'thread-pool', 'ALL_COMPLETED', millis * 1000, millis * 1000,
              CASE WHEN n %% 25 = 0 THEN 'FAILED' ELSE 'SUCCEEDED' END, millis * 1000 + 1
            FROM new_group;
          CREATE UNIQUE INDEX ON new_group (n);
          INSERT INTO job (id, group_id, type, mode, state, priority, attempt, fence, payload, result,
            error_code, error_message, created_at, run_at, started_at, finished_at, submitter)
            SELECT pg_temp.id_at(millis, n), (SELECT id FROM new_group WHERE new_group.n = each.n / 50
                AND each.n %% 50 < 10),
              CASE WHEN n %% 50000 = 7 THEN 'rare' ELSE (ARRAY['countdown', 'http', 'command'])[1 + n %% 3] END,
              (ARRAY['thread-pool', 'event-loop', 'virtual-threads', 'process-pool'])[1 + n %% 4],
              CASE WHEN n %% 100 < 95 THEN 'SUCCEEDED' WHEN n %% 100 < 99 THEN 'FAILED' ELSE 'CANCELLED' END,
              0, 1, 1, '{"name":"A","delay":"1s"}', CASE WHEN n %% 100 < 95 THEN '{"n":1}' END,
              CASE WHEN n %% 100 < 95 THEN NULL WHEN n %% 50000 = 99 THEN 'rare' WHEN n %% 100 = 99 THEN 'cancelled'
                ELSE (ARRAY['timeout', 'handler-failed'])[1 + n %% 2] END,
              CASE WHEN n %% 100 < 95 THEN NULL ELSE 'It did not go well.' END,
              millis * 1000, millis * 1000, millis * 1000, millis * 1000 + 500000,
              CASE WHEN n %% 50000 = 8 THEN 'rare' ELSE 'shop-' || n %% 20 END
            FROM (SELECT n, %1$d + n * 36000000::bigint / %3$d AS millis FROM generate_series(1, %3$d) AS n) AS each;
          INSERT INTO job (id, type, mode, state, priority, attempt, fence, payload, created_at, run_at, submitter)
            SELECT pg_temp.id_at(millis, 10000000 + n), 'unknown', 'thread-pool',
              CASE WHEN n %% 2 = 0 THEN 'QUEUED' ELSE 'SCHEDULED' END, 0, 0, 0, '{}', millis * 1000,
              millis * 1000 + CASE WHEN n %% 2 = 0 THEN 0 ELSE 1000000000000 END, 'shop-' || n %% 20
            FROM (SELECT n, CASE WHEN n %% 2 = 0 THEN %1$d + n * 36000000::bigint / %4$d ELSE %1$d - n END AS millis
              FROM generate_series(1, %4$d) AS n) AS each;
          """
              .formatted(begin, ended / 50, ended, waiting));
      statement.execute("VACUUM ANALYZE");
      try (ResultSet row = statement.executeQuery("SELECT id FROM new_group WHERE n = 100")) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private void measure(String service, String group, int rounds) throws Exception {
    System.out.printf("%-75s %6s %8s %8s %8s%n", "call", "items", "p50", "p95", "max");
    for (String call : CALLS) {
      String path =
          call.replace("%GROUP", group)
              .replace("%MIDDLE", NOW.minusSeconds(18_000).toString())
              .replace("%LATER", NOW.minusSeconds(17_900).toString());
      String body = "";
      double[] millis = new double[rounds];
      for (int round = -rounds / 4; round < rounds; round++) {
        long began = System.nanoTime();
        HttpResponse<String> response =
            client.send(
                HttpRequest.newBuilder(URI.create(service + path)).build(),
                BodyHandlers.ofString());
        if (response.statusCode() != 200) {
          throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
        body = response.body();
        if (round >= 0) {
          millis[round] = (System.nanoTime() - began) / 1e6;
        }
      }
      Arrays.sort(millis);
      Matcher items = ITEMS.matcher(body);
      System.out.printf(
          "%-75s %6s %8.1f %8.1f %8.1f%n",
          path,
          items.results().count() + (body.contains("nextCursor\":\"") ? "+" : ""),
          millis[rounds / 2],
          millis[rounds * 95 / 100],
          millis[rounds - 1]);
    }
  }
}
