import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Measures streams of events of services on one PostgreSQL. */
public final class EventBench {

  public static void main(String[] arguments) throws Exception {
    int first = Integer.parseInt(arguments[1]);
    try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
      String url = server.getJdbcUrl("postgres", "postgres");
      try (BenchNode node = BenchNode.start(url)) {
        System.out.println("figures:");
        switch (arguments[0]) {
          case "latency" -> {
            try (BenchNode other = BenchNode.start(url)) {
              System.out.println(
                  "what                                          p50      p99      max");
              latencies("own node", node, node, first);
              latencies("another node", node, other, first);
            }
          }
          case "idle" -> {
            idle("one job", node, Collections.nCopies(first, node.submit(LATER)));
            idle("different jobs", node, node.submit("event-loop", LATER, first).jobs());
          }
          case "load" ->
              new LoadBench(node, server.getPostgresDatabase(), first)
                  .run(Integer.parseInt(arguments[2]));
          default -> throw new IllegalArgumentException(arguments[0]);
        }
      }
    }
  }

  private static final String LATER =
      """
      {"type":"countdown","payload":{"name":"A","delay":"1s"},"runAt":"2999-01-01T00:00:00Z"}\
      """;

  /**
   * Measures the time from when a line is printed until a reader has it, at the node of its job and
   * at the other.
   */
  private static void latencies(String what, BenchNode runner, BenchNode follower, int jobs)
      throws Exception {
    List<Double> millis = new ArrayList<>();
    String job =
        """
        {"type":"countdown","mode":"event-loop","payload":{"name":"A","delay":"60ms"}}\
        """;
    for (int i = -20; i < jobs; i++) { // the first ones warm both up
      String id = runner.submit(job);
      HttpRequest request =
          HttpRequest.newBuilder(follower.uri("/api/v1/jobs/%s/events".formatted(id)))
              .header("Accept", "text/event-stream")
              .build();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  BenchNode.CLIENT.send(request, BodyHandlers.ofInputStream()).body(),
                  StandardCharsets.UTF_8))) {
        Instant opened = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (!line.startsWith("data: ")) {
            continue;
          }
          Instant now = Instant.now();
          JsonNode data = BenchNode.JSON.readTree(line.substring(6));
          if (opened == null) {
            opened = now;
          } else if (data.has("line")
              && Instant.parse(data.path("at").asString()).isAfter(opened)) {
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

  /** Measures what streams cost on which nothing happens: one for each of the jobs. */
  private static void idle(String what, BenchNode service, List<String> jobs) throws Exception {
    double[] before = figures(service);
    try (OpenStreams streams = new OpenStreams()) {
      for (String job : jobs) {
        streams.open(service, "/api/v1/jobs/%s/events".formatted(job));
      }
      TimeUnit.SECONDS.sleep(2);
      double[] after = figures(service);
      double began = service.cpu();
      TimeUnit.SECONDS.sleep(30);
      System.out.printf(
          Locale.ROOT,
          "%d idle streams of %s: heap %.0f MiB more, resident memory %.0f MiB more, threads %+.0f,"
              + " %.1f %% of a processor%n",
          jobs.size(),
          what,
          (after[0] - before[0]) / 1048576,
          (after[1] - before[1]) / 1048576,
          after[2] - before[2],
          (service.cpu() - began) / 30 * 100);
    }
    TimeUnit.SECONDS.sleep(20); // the service sees that they are gone at its next ping
  }

  /** Returns the used heap after a collection, the resident memory, and the number of threads. */
  private static double[] figures(BenchNode service) throws Exception {
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
        BenchNode.CLIENT
            .send(
                HttpRequest.newBuilder(service.uri("/actuator/prometheus")).build(),
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
