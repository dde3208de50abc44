package io.jobwheel;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Posts a job to a node every 50 ms, whether or not it answers, and notes when it accepts one. */
final class AvailabilityProbe implements AutoCloseable {

  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(50);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private static final String JOB =
      """
      {"type":"countdown","mode":"event-loop","payload":{"name":"P","delay":"1ms"}}\
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI uri;
  private final ConcurrentSkipListSet<Long> acceptedAt = new ConcurrentSkipListSet<>();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closed;

  AvailabilityProbe(ServiceProcess node) {
    uri = URI.create("http://localhost:" + node.port() + "/api/v1/jobs");
    thread = Thread.ofPlatform().daemon().start(this::post);
  }

  private void post() {
    while (!closed) {
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .timeout(LIMIT)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(JOB))
              .build();
      var _ =
          client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenAccept(this::note);
      LockSupport.parkNanos(INTERVAL);
    }
  }

  private void note(HttpResponse<String> response) {
    if (response.statusCode() == 202) {
      acceptedAt.add(System.nanoTime());
      accepted.add(ServiceProcess.json(response).get("id").asString());
    }
  }

  /** Waits for the first 202 after a moment of the system's steady time; returns its delay. */
  Duration awaitAccepted(long moment, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    Long first = acceptedAt.higher(moment);
    while (first == null && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(10);
      first = acceptedAt.higher(moment);
    }
    return first == null ? limit : Duration.ofNanos(first - moment);
  }

  /** Returns the number of jobs accepted after a moment of the system's steady time. */
  int acceptedAfter(long moment) {
    return acceptedAt.tailSet(moment).size();
  }

  /** Returns the ids of the accepted jobs. */
  Set<String> accepted() {
    return Set.copyOf(accepted);
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
    client.close();
  }
}
