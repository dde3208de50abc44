package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The packaged service, unpacked, as a process of its own, on a free port and a registry in a
 * folder.
 */
public final class ServiceProcess implements AutoCloseable {

  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
  private static final Pattern READY = Pattern.compile("Started Jobwheel in");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final Process process;
  private final Thread reader;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  private ServiceProcess(Process process) {
    this.process = process;
    reader = Thread.ofPlatform().daemon().name("service-output").start(this::readOutput);
  }

  /** Starts it and does not wait. */
  static ServiceProcess launch(Path folder, String... arguments) throws IOException {
    return launchAt("jdbc:sqlite:" + folder.resolve("jobwheel.db"), arguments);
  }

  /** Starts it on the registry of that URL, and does not wait. */
  static ServiceProcess launchAt(String url, String... arguments) throws IOException {
    return launchAt(Path.of(System.getProperty("jobwheel.jar")), url, arguments);
  }

  /** The same with a jar of another build, unpacked. */
  static ServiceProcess launchAt(Path jar, String url, String... arguments) throws IOException {
    return launch(List.of(), jar, "512m", url, arguments);
  }

  /** The same in a network namespace. */
  static ServiceProcess launchIn(String namespace, String url, String... arguments)
      throws IOException {
    return launch(
        List.of("ip", "netns", "exec", namespace),
        Path.of(System.getProperty("jobwheel.jar")),
        "512m",
        url,
        arguments);
  }

  private static ServiceProcess launch(
      List<String> prefix, Path jar, String heap, String url, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heap,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:SharedArchiveFile=" + jar.resolveSibling("classes.jsa"),
            "-Djobwheel.lanes.process-pool.slots=0")); // those that want processes say so
    Predicate<String> ofTheJvm = argument -> argument.startsWith("-D");
    command.addAll(Stream.of(arguments).filter(ofTheJvm).toList());
    command.addAll(
        List.of(
            "-jar",
            jar.toString(),
            "--jobwheel.store.url=" + url,
            "--jobwheel.dispatch.poll-interval=200ms"));
    command.addAll(Stream.of(arguments).filter(ofTheJvm.negate()).toList());
    if (command.stream().noneMatch(argument -> argument.startsWith("--server.port="))) {
      command.add("--server.port=0");
    }
    return new ServiceProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Starts it with a heap of that size and waits until it is ready. */
  static ServiceProcess startWithHeap(String heap, Path folder, String... arguments)
      throws IOException {
    ServiceProcess service =
        launch(
            List.of(),
            Path.of(System.getProperty("jobwheel.jar")),
            heap,
            "jdbc:sqlite:" + folder.resolve("jobwheel.db"),
            arguments);
    service.awaitReady();
    return service;
  }

  /** Starts it and waits until it is ready. */
  public static ServiceProcess start(Path folder, String... arguments) throws IOException {
    ServiceProcess service = launch(folder, arguments);
    service.awaitReady();
    return service;
  }

  void awaitReady() {
    ready.orTimeout(60, TimeUnit.SECONDS).join();
  }

  public int port() {
    return port.join();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  boolean isReady() {
    return ready.isDone() && !ready.isCompletedExceptionally() && process.isAlive();
  }

  private void readOutput() {
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
        Matcher started = PORT.matcher(line);
        if (started.find()) {
          port.complete(Integer.valueOf(started.group(1)));
        }
        if (READY.matcher(line).find()) {
          ready.complete(null);
        }
      }
    } catch (IOException e) {
      lines.add(e.toString());
    }
    ready.completeExceptionally(new IllegalStateException(String.join("\n", lines)));
  }

  public String output() {
    return String.join("\n", lines);
  }

  long pid() {
    return process.pid();
  }

  HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> put(String path, String body) throws Exception {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port.join() + path))
        .timeout(Duration.ofSeconds(70));
  }

  static JsonNode json(HttpResponse<String> response) {
    return json(response.body());
  }

  static JsonNode json(String body) {
    return JSON.readTree(body);
  }

  /** The id of a countdown that was accepted. */
  String submitCountdown(String mode, String delay) throws Exception {
    HttpResponse<String> accepted =
        post(
            "/api/v1/jobs",
            """
            {"type":"countdown","mode":"%s","payload":{"name":"A","delay":"%s"}}\
            """
                .formatted(mode, delay));
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    return json(accepted).get("id").asString();
  }

  JsonNode job(String id) throws Exception {
    HttpResponse<String> found = get("/api/v1/jobs/" + id);
    assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
    return json(found);
  }

  /** Asks until the job has ended. */
  JsonNode awaitEnd(String id) {
    return asking("job " + id + " has not ended", 40)
        .until(() -> job(id), job -> !job.get("finishedAt").isNull());
  }

  /** Asks until the job is in that state. */
  void awaitState(String id, String state) {
    asking("job " + id, 40)
        .untilAsserted(() -> assertThat(job(id).get("state").asString()).isEqualTo(state));
  }

  /** Asks until the group has ended. */
  JsonNode awaitGroupEnd(String id) {
    return asking("group " + id + " has not ended", 60)
        .until(() -> json(get("/api/v1/groups/" + id)), group -> !group.get("finishedAt").isNull());
  }

  /** Asks until the job has printed so many lines. */
  void awaitPrints(String id, int prints) {
    asking("job " + id + " does not print", 30)
        .until(() -> get("/api/v1/jobs/" + id + "/output").body().lines().count() >= prints * 2L);
  }

  /** Another process sends no signal that could be waited for; a failed request ends the wait. */
  private static ConditionFactory asking(String what, int seconds) {
    return Awaitility.await(what)
        .atMost(Duration.ofSeconds(seconds))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20));
  }

  /** SIGSTOP: it stands still and keeps what it has. */
  void freeze() throws Exception {
    signal("STOP");
  }

  /** SIGCONT. */
  void thaw() throws Exception {
    signal("CONT");
  }

  private void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue() == 0 || !process.isAlive()).as("SIG" + name).isTrue();
  }

  /** SIGKILL. */
  void kill() {
    var _ = process.toHandle().destroyForcibly();
    awaitExit();
  }

  /** SIGTERM; by the handle, since the process itself would close its streams. */
  void terminate() {
    var _ = process.toHandle().destroy();
  }

  /** The exit code; all output has been read then. */
  int awaitExit() {
    int code = process.onExit().orTimeout(60, TimeUnit.SECONDS).join().exitValue();
    try {
      assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return code;
  }

  @Override
  public void close() {
    kill();
  }
}
