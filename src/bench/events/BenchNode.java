import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A service as a process on a PostgreSQL, which readers share with it. */
record BenchNode(Process process, int port) implements AutoCloseable {

  static final JsonMapper JSON = JsonMapper.shared();
  static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  // the default of jobwheel.dispatch.max-group
  private static final int MAX_GROUP = 1_000;

  /** Starts the service from the class path of this program. */
  static BenchNode start(String url) throws Exception {
    return start(
        url,
        "-cp",
        System.getProperty("java.class.path"),
        "io.jobwheel.Jobwheel",
        "--jobwheel.api.max-streams=100000");
  }

  /** Starts the service that the arguments of {@code java} name. */
  static BenchNode start(String url, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseParallelGC",
                "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "--server.port=0",
            "--jobwheel.store.url=" + url,
            "--jobwheel.lanes.process-pool.slots=0"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader output = process.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      int at = line.indexOf("Tomcat started on port ");
      if (at >= 0) {
        int port = Integer.parseInt(line.substring(at + 23).split(" ")[0]);
        Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
        return new BenchNode(process, port);
      }
    }
    throw new IllegalStateException("the service did not start");
  }

  URI uri(String path) {
    return URI.create("http://localhost:%d%s".formatted(port, path));
  }

  private JsonNode post(String path, String body) throws Exception {
    return JSON.readTree(send("POST", path, body));
  }

  /** Sends JSON and returns the body of the response, which has to be 200 to 204. */
  String send(String method, String path, String body) throws Exception {
    HttpResponse<String> response =
        CLIENT.send(
            HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    if (response.statusCode() < 200 || response.statusCode() > 204) {
      throw new IllegalStateException(path + " " + response.body());
    }
    return response.body();
  }

  /** Submits a job and returns its id. */
  String submit(String job) throws Exception {
    return post("/api/v1/jobs", job).path("id").asString();
  }

  /** The ids of groups and of all of their jobs. */
  record Submitted(List<String> groups, List<String> jobs) {}

  /** Submits that many equal jobs in groups. */
  Submitted submit(String mode, String job, int jobs) throws Exception {
    Submitted all = new Submitted(new ArrayList<>(), new ArrayList<>());
    for (int from = 0; from < jobs; from += MAX_GROUP) {
      String list = (job + ",").repeat(Math.min(MAX_GROUP, jobs - from));
      JsonNode group =
          post(
              "/api/v1/groups",
              "{\"mode\":\"%s\",\"jobs\":[%s]}"
                  .formatted(mode, list.substring(0, list.length() - 1)));
      all.groups().add(group.path("id").asString());
      group.path("jobs").forEach(each -> all.jobs().add(each.path("id").asString()));
    }
    return all;
  }

  /** Returns the processor time that the service has used, in seconds. */
  double cpu() {
    return process.info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
