import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures the deliveries of webhooks by one service on PostgreSQL: how many a second, how long
 * after the end of a job, and what a receiver that never answers costs those to another.
 */
public final class WebhookBench {

  private static final int BATCH = 500;
  private static final Pattern FINISHED = Pattern.compile("\"timestamp\":\"([^\"]+)\"");
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final int port;

  private WebhookBench(int port) {
    this.port = port;
  }

  /** Answers each call at once, and records when it came. */
  private static final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger calls = new AtomicInteger();
    private final ConcurrentLinkedQueue<Long> micros = new ConcurrentLinkedQueue<>();

    Receiver() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", this::receive);
      server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
      Instant now = Instant.now();
      try (exchange) {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(204, -1);
        Matcher finished = FINISHED.matcher(body);
        if (finished.find()) {
          micros.add(Duration.between(Instant.parse(finished.group(1)), now).toNanos() / 1_000);
        }
        calls.incrementAndGet();
      }
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    void await(int number) throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
      while (calls.get() < number) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("only %d calls".formatted(calls.get()));
        }
        TimeUnit.MILLISECONDS.sleep(2);
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  public static void main(String[] arguments) throws Exception {
    int jobs = Integer.parseInt(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("shared_buffers", "512MB")
            .setServerConfig("max_wal_size", "4GB")
            .start()) {
      Process service = start(server.getJdbcUrl("postgres", "postgres"));
      try {
        WebhookBench bench = new WebhookBench(portOf(service));
        bench.drain(jobs / 2); // warms all up
        bench.life(jobs / 2, true);
        System.out.println("what");
        for (int round = 0; round < rounds; round++) {
          print("deliveries that wait", "%.0f/s", bench.drain(jobs));
          print("lives without webhooks", "%.0f jobs/s", bench.life(jobs, false));
          print("lives with webhooks", "%.0f jobs/s", bench.life(jobs, true));
          bench.latency(500);
          print("5,000 deliveries", "%.2f s", bench.beside(5_000, false));
          print("5,000 beside those to a receiver that hangs", "%.2f s", bench.beside(5_000, true));
        }
      } finally {
        service.destroy();
        service.waitFor(30, TimeUnit.SECONDS);
      }
    }
  }

  private static void print(String what, String form, double figure) {
    System.out.printf(Locale.ROOT, "%-45s " + form + "%n", what, figure);
  }

  private static Process start(String url) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("bench.options", "").split(" ")));
    command.removeIf(String::isEmpty);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:+UseParallelGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "io.jobwheel.Jobwheel",
            "--server.port=0",
            "--jobwheel.store.url=" + url,
            "--jobwheel.webhook-delivery.secrets=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
            "--jobwheel.http.egress.allowed-networks=127.0.0.1",
            "--jobwheel.lanes.process-pool.slots=0"));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static int portOf(Process service) throws IOException {
    BufferedReader output = service.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      int at = line.indexOf("Tomcat started on port ");
      if (at >= 0) {
        Thread.ofVirtual().start(() -> read(output));
        return Integer.parseInt(line.substring(at + 23).split(" ")[0]);
      }
    }
    throw new IllegalStateException("the service did not start");
  }

  /** Reads the log, which would stop the service otherwise. */
  private static void read(BufferedReader output) {
    try {
      while (output.readLine() != null) {
        // it is not shown
      }
    } catch (IOException e) {
      // the service has ended
    }
  }

  private String send(String method, String path, String body) throws Exception {
    HttpResponse<String> response =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create("http://localhost:%d%s".formatted(port, path)))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IllegalStateException(response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  private static String job(String webhook) {
    String job =
        """
        {"type":"countdown","mode":"event-loop","payload":{"name":"A","delay":"0ms"}%s}\
        """;
    return job.formatted(webhook);
  }

  private static String webhook(String url) {
    return ",\"webhook\":{\"url\":\"%s\"}".formatted(url);
  }

  private void submit(int jobs, String job) throws Exception {
    String batch = "[" + String.join(",", Collections.nCopies(BATCH, job)) + "]";
    for (int sent = 0; sent < jobs; sent += BATCH) {
      String _ = send("POST", "/api/v1/jobs:batch", batch);
    }
  }

  /** Waits until no job but deliveries is unfinished. */
  private void awaitEnds() throws Exception {
    while (!send("GET", "/api/v1/jobs?type=countdown&state=QUEUED,RUNNING&limit=1", "")
        .contains("\"items\":[]")) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private void pause(boolean pause) throws Exception {
    String _ = send(pause ? "PUT" : "DELETE", "/api/v1/pauses/type:webhook", "{}");
  }

  /** Returns the deliveries a second from when all wait until the receiver has the last. */
  private double drain(int jobs) throws Exception {
    try (Receiver receiver = new Receiver()) {
      pause(true);
      TimeUnit.SECONDS.sleep(2); // a node reads the pauses within a poll interval
      submit(jobs, job(webhook(receiver.url())));
      awaitEnds();
      long began = System.nanoTime();
      pause(false);
      receiver.await(jobs);
      return jobs * 1e9 / (System.nanoTime() - began);
    }
  }

  /** Returns the jobs a second from the first submission until the last end, or the last call. */
  private double life(int jobs, boolean told) throws Exception {
    try (Receiver receiver = new Receiver()) {
      long began = System.nanoTime();
      submit(jobs, job(told ? webhook(receiver.url()) : ""));
      if (told) {
        receiver.await(jobs);
      } else {
        awaitEnds();
      }
      return jobs * 1e9 / (System.nanoTime() - began);
    }
  }

  /** Prints how long after the ends of jobs, one at a time, the calls come. */
  private void latency(int jobs) throws Exception {
    try (Receiver receiver = new Receiver()) {
      for (int i = 0; i < jobs; i++) {
        String _ = send("POST", "/api/v1/jobs", job(webhook(receiver.url())));
        receiver.await(i + 1);
        TimeUnit.MILLISECONDS.sleep(10);
      }
      long[] sorted = receiver.micros.stream().mapToLong(Long::longValue).sorted().toArray();
      System.out.printf(
          Locale.ROOT,
          "%-45s p50 %.1f ms, p99 %.1f ms%n",
          "from an end to its call, one at a time",
          sorted[sorted.length / 2] / 1e3,
          sorted[sorted.length * 99 / 100] / 1e3);
    }
  }

  /**
   * Returns the seconds until a receiver has all its deliveries, of which every other one may go to
   * a receiver that accepts connections and never answers.
   */
  private double beside(int deliveries, boolean hanging) throws Exception {
    List<Socket> accepted = Collections.synchronizedList(new ArrayList<>());
    try (Receiver receiver = new Receiver();
        ServerSocket silent = new ServerSocket(0, 1_000, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              while (true) {
                accepted.add(silent.accept());
              }
            } catch (IOException e) {
              // closed
            }
          });
      String hung = job(webhook("http://127.0.0.1:" + silent.getLocalPort() + "/"));
      String answered = job(webhook(receiver.url()));
      String[] batch = new String[BATCH];
      Arrays.setAll(batch, i -> hanging && i % 2 == 0 ? hung : answered);
      String body = "[" + String.join(",", batch) + "]";
      pause(true);
      TimeUnit.SECONDS.sleep(2);
      for (int sent = 0; sent < deliveries * (hanging ? 2 : 1); sent += BATCH) {
        String _ = send("POST", "/api/v1/jobs:batch", body);
      }
      awaitEnds();
      long began = System.nanoTime();
      pause(false);
      receiver.await(deliveries);
      return (System.nanoTime() - began) / 1e9;
    } finally {
      for (Socket socket : accepted) {
        socket.close();
      }
    }
  }
}
