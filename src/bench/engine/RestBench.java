import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Collections;

/** A service that runs already, filled over HTTP with groups of 500 or batches of 1,000 jobs. */
public final class RestBench implements Engine {

  private static final int GROUP = 500;
  private static final int BATCH = 1_000;

  private final String url;
  private final int size;
  private final HttpRequest request;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private RestBench(String url, String service, boolean batch) {
    this.url = url;
    size = batch ? BATCH : GROUP;
    String mode = "\"mode\":\"virtual-threads\"";
    String job = "{\"type\":\"noop\",%s\"payload\":{}}".formatted(batch ? mode + "," : "");
    String jobs = "[" + String.join(",", Collections.nCopies(size, job)) + "]";
    request =
        HttpRequest.newBuilder(
                URI.create(service + (batch ? "/api/v1/jobs:batch" : "/api/v1/groups")))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(batch ? jobs : "{%s,\"jobs\":%s}".formatted(mode, jobs)))
            .build();
  }

  public static void main(String[] arguments) throws Exception {
    Engine.serve(new RestBench(arguments[0], arguments[1], arguments.length > 2));
  }

  @Override
  public long life(int jobs, int callers) throws Exception {
    long began = System.nanoTime();
    Engine.share(jobs / size, callers, this::post);
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      Engine.until(() -> {
        try (ResultSet rows =
            statement.executeQuery(
                "SELECT 1 FROM jobwheel.job WHERE state IN ('QUEUED', 'RUNNING') LIMIT 1")) {
          return !rows.next();
        }
      });
    }
    return System.nanoTime() - began;
  }

  @Override
  public long batches(int jobs, int callers) throws Exception {
    return life(jobs, callers);
  }

  private Void post() throws Exception {
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 202) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    return null;
  }

  /** Puts so many idempotency keys there, which are kept for a day. */
  @Override
  public void fill(int keys) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          """
          INSERT INTO jobwheel.idempotency_key (id, fingerprint, resource, used_at, expires_at)
          SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now + n, now + day + n
          FROM generate_series(1, %d) AS n,
            (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now,
              86400000000 AS day) AS times
          """
              .formatted(keys));
      statement.execute("VACUUM ANALYZE jobwheel.idempotency_key");
    }
  }

  @Override
  public long drain(int jobs) {
    throw new UnsupportedOperationException();
  }
}
