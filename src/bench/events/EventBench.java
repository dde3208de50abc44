import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures streams of events of two services on one PostgreSQL: the time from when a line is printed
 * until a reader has it, at the node of its job and at the other, and what idle streams cost.
 */
public final class EventBench {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private record Service(Process process, int port) {}

  public static void main(String[] arguments) throws Exception {
    int jobs = Integer.parseInt(arguments[0]);
    int streams = Integer.parseInt(arguments[1]);
    try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
      String url = server.getJdbcUrl("postgres", "postgres");
      Service here = start(url);
      Service there = start(url);
      try {
        System.out.println("what                                          p50      p99      max");
        latencies("own node", here, here, jobs);
        latencies("another node", here, there, jobs);
        idle(there, streams);
      } finally {
        here.process().destroy();
        there.process().destroy();
        here.process().waitFor(30, TimeUnit.SECONDS);
        there.process().waitFor(30, TimeUnit.SECONDS);
      }
    }
  }

  private static Service start(String url) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseParallelGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.jobwheel.Jobwheel",
                "--server.port=0",
                "--jobwheel.store.url=" + url,
                "--jobwheel.lanes.process-pool.slots=0")
            .redirectErrorStream(true)
            .start();
    BufferedReader output = process.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      int at = line.indexOf("Tomcat started on port ");
      if (at >= 0) {
        int port = Integer.parseInt(line.substring(at + 23).split(" ")[0]);
        Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
        return new Service(process, port);
      }
    }
    throw new IllegalStateException("the service did not start");
  }

  private static String submit(int port, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:%d/api/v1/jobs".formatted(port)))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    String answer = CLIENT.send(request, BodyHandlers.ofString()).body();
    return JSON.readTree(answer).path("id").asString();
  }

  private static void latencies(String what, Service runner, Service follower, int jobs)
      throws Exception {
    List<Double> millis = new ArrayList<>();
    String job =
        """
        {"type":"countdown","mode":"event-loop","payload":{"name":"A","delay":"60ms"}}""";
    for (int i = -20; i < jobs; i++) { // the first ones warm both up
      String id = submit(runner.port(), job);
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://localhost:%d/api/v1/jobs/%s/events".formatted(follower.port(), id)))
              .header("Accept", "text/event-stream")
              .build();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  CLIENT.send(request, BodyHandlers.ofInputStream()).body(),
                  StandardCharsets.UTF_8))) {
        Instant opened = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (!line.startsWith("data: ")) {
            continue;
          }
          Instant now = Instant.now();
          JsonNode data = JSON.readTree(line.substring(6));
          if (opened == null) {
            opened = now;
          } else if (data.has("line") && Instant.parse(data.path("at").asString()).isAfter(opened)) {
            Duration late = Duration.between(Instant.parse(data.path("at").asString()), now);
            if (i >= 0) {
              millis.add(late.toNanos() / 1e6);
            }
          }
        }
      }
    }
    double[] sorted = millis.stream().mapToDouble(each -> each).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "print to reader, %-20s (%5d lines) %6.1f %8.1f %8.1f ms%n",
        what,
        sorted.length,
        sorted[sorted.length / 2],
        sorted[sorted.length * 99 / 100],
        sorted[sorted.length - 1]);
  }

  /** Opens streams on a job that is due in the far future. */
  private static void idle(Service service, int streams) throws Exception {
    String id =
        submit(
            service.port(),
            """
            {"type":"countdown","payload":{"name":"A","delay":"1s"},"runAt":"2999-01-01T00:00:00Z"}""");
    double[] before = figures(service);
    List<Socket> sockets = new ArrayList<>();
    byte[] request =
        "GET /api/v1/jobs/%s/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
            .formatted(id)
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < streams; i++) {
      Socket socket = new Socket("localhost", service.port());
      socket.getOutputStream().write(request);
      sockets.add(socket);
      if (socket.getInputStream().read() < 0) {
        throw new IllegalStateException("stream " + i + " was refused");
      }
    }
    TimeUnit.SECONDS.sleep(2);
    double[] after = figures(service);
    double[] busy = {cpu(service), 0};
    TimeUnit.SECONDS.sleep(30);
    busy[1] = cpu(service);
    System.out.printf(
        Locale.ROOT,
        "%d idle streams: heap %.0f MiB more, resident memory %.0f MiB more, threads %+.0f, %.1f %% of a processor%n",
        streams,
        (after[0] - before[0]) / 1048576,
        (after[1] - before[1]) / 1048576,
        after[2] - before[2],
        (busy[1] - busy[0]) / 30 * 100);
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static double cpu(Service service) {
    return service.process().info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
  }

  /** Returns the used heap after a collection, the resident memory, and the number of threads. */
  private static double[] figures(Service service) throws Exception {
    for (int i = 0; i < 2; i++) {
      new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
              Long.toString(service.process().pid()),
              "GC.run")
          .redirectErrorStream(true)
          .start()
          .waitFor(60, TimeUnit.SECONDS);
    }
    String metrics =
        CLIENT
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://localhost:%d/actuator/prometheus".formatted(service.port())))
                    .build(),
                BodyHandlers.ofString())
            .body();
    double heap =
        metrics
            .lines()
            .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
            .sum();
    double threads =
        metrics
            .lines()
            .filter(line -> line.startsWith("jvm_threads_live_threads"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
            .sum();
    String resident =
        java.nio.file.Files.readAllLines(
                Path.of("/proc/%d/status".formatted(service.process().pid())))
            .stream()
            .filter(line -> line.startsWith("VmRSS"))
            .findFirst()
            .orElse("VmRSS: 0 kB");
    return new double[] {
      heap, Double.parseDouble(resident.replaceAll("[^0-9]", "")) * 1024, threads
    };
  }
}
