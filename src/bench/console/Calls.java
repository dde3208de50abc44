import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The calls of all tabs with their times, by their paths without ids. */
final class Calls {

  /** The longest that 95 of 100 calls may take, in milliseconds. */
  static final double LIMIT = 150;

  private static final Pattern IDS =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}([,&](group=)?[0-9a-f]{8}-[0-9a-f-]{27})*");
  private static final Pattern CURSOR = Pattern.compile("cursor=[^&]+");

  private final BenchNode node;
  private final Map<String, Queue<Double>> millis = new ConcurrentSkipListMap<>();
  // an example of each
  private final Map<String, String> paths = new ConcurrentHashMap<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  Calls(BenchNode node) {
    this.node = node;
  }

  BenchNode node() {
    return node;
  }

  /** Reads a document; an empty one if there is none any more. */
  JsonNode get(String path) throws IOException, InterruptedException {
    return BenchNode.JSON.readTree(send(path, "").body());
  }

  /**
   * Makes a call.
   *
   * @param etag the version that the tab has; empty for none
   */
  HttpResponse<String> send(String path, String etag) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(node.uri(path))
            .timeout(Duration.ofSeconds(30))
            .header("Accept", "application/json");
    if (!etag.isEmpty()) {
      request.header("If-None-Match", etag);
    }
    String name = CURSOR.matcher(IDS.matcher(path).replaceAll("{id}")).replaceAll("cursor=…");
    long began = System.nanoTime();
    HttpResponse<String> response = BenchNode.CLIENT.send(request.build(), BodyHandlers.ofString());
    double took = (System.nanoTime() - began) / 1e6;
    if (response.statusCode() != 200 && response.statusCode() != 304) {
      failures.add(path + " " + response.statusCode() + " " + response.body());
    }
    paths.put(name, path);
    millis.computeIfAbsent(name, _ -> new ConcurrentLinkedQueue<>()).add(took);
    return response;
  }

  void failed(Exception e) {
    failures.add(e.toString());
  }

  /** Returns an example of each call. */
  Map<String, String> paths() {
    return new TreeMap<>(paths);
  }

  /** Returns the calls that the service refused or did not answer. */
  Set<String> failures() {
    return Set.copyOf(failures);
  }

  /** Prints the times and returns whether all keep the limit. */
  boolean print(String when) {
    System.out.printf(
        Locale.ROOT, "%n%-72s %6s %8s %8s %8s%n", when + ", ms", "calls", "p50", "p95", "p99");
    boolean kept = true;
    for (Map.Entry<String, Queue<Double>> each : millis.entrySet()) {
      double[] sorted = each.getValue().stream().mapToDouble(one -> one).sorted().toArray();
      double p95 = at(sorted, 0.95);
      kept &= p95 <= LIMIT;
      System.out.printf(
          Locale.ROOT,
          "%-72s %6d %8.1f %8.1f %8.1f%s%n",
          each.getKey(),
          sorted.length,
          at(sorted, 0.5),
          p95,
          at(sorted, 0.99),
          p95 > LIMIT ? " over" : "");
    }
    double[] all =
        millis.values().stream().flatMap(Queue::stream).mapToDouble(one -> one).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%-72s %6d %8.1f %8.1f %8.1f%n",
        "all",
        all.length,
        at(all, 0.5),
        at(all, 0.95),
        at(all, 0.99));
    return kept;
  }

  /** Forgets the times. */
  void clear() {
    millis.clear();
  }

  private static double at(double[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.min(sorted.length - 1, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
