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

/** A service that runs already, filled over HTTP with groups of 500 jobs. */
public final class RestBench implements Engine {

  private static final int GROUP = 500;

  private final String url;
  private final HttpRequest group;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private RestBench(String url, String service) {
    this.url = url;
    String jobs =
        String.join(",", Collections.nCopies(GROUP, "{\"type\":\"noop\",\"payload\":{}}"));
    group =
        HttpRequest.newBuilder(URI.create(service + "/api/v1/groups"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"mode\":\"virtual-threads\",\"jobs\":[" + jobs + "]}"))
            .build();
  }

  public static void main(String[] arguments) throws Exception {
    Engine.serve(new RestBench(arguments[0], arguments[1]));
  }

  @Override
  public long life(int jobs, int callers) throws Exception {
    long began = System.nanoTime();
    Engine.share(jobs / GROUP, callers, this::post);
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

  private Void post() throws Exception {
    HttpResponse<String> answer = client.send(group, BodyHandlers.ofString());
    if (answer.statusCode() != 202) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    return null;
  }

  @Override
  public long drain(int jobs) {
    throw new UnsupportedOperationException();
  }
}
