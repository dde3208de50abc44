import io.jobwheel.Jobwheel;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The time of each list call over HTTP, one client, on a PostgreSQL of its own with the jobs of
 * {@link ListRows}.
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
        String group = ListRows.fill(url, NOW, ended, waiting);
        int port = service.getEnvironment().getRequiredProperty("local.server.port", int.class);
        new ListBench().measure("http://127.0.0.1:" + port, group, rounds);
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
