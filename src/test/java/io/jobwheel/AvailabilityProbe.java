package io.jobwheel;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Posts a job to a node every so often, whether or not it answers, and notes when it accepts one.
 */
final class AvailabilityProbe implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofMillis(50);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private static final String JOB =
      """
      {"type":"countdown","mode":"event-loop","payload":{"name":"P","delay":"1ms"}}\
      """;

  /**
   * The answer to a request.
   *
   * @param status the status of HTTP
   */
  record Answer(int status, String body) {

    /** The id of the job that was accepted. */
    String id() {
      return ServiceProcess.json(body).get("id").asString();
    }
  }

  private final Function<String, CompletableFuture<Answer>> post;
  private final Duration interval;
  private final ConcurrentSkipListSet<Long> acceptedAt = new ConcurrentSkipListSet<>();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closed;

  AvailabilityProbe(ServiceProcess node) {
    this(overHttp(node), INTERVAL);
  }

  /**
   * Begins to post.
   *
   * @param post sends a job to a node
   * @param interval the time from one request to the next
   */
  AvailabilityProbe(Function<String, CompletableFuture<Answer>> post, Duration interval) {
    this.post = post;
    this.interval = interval;
    thread = Thread.ofPlatform().daemon().start(this::postAll);
  }

  private static Function<String, CompletableFuture<Answer>> overHttp(ServiceProcess node) {
    HttpClient client = HttpClient.newHttpClient();
    URI uri = URI.create("http://localhost:" + node.port() + "/api/v1/jobs");
    return job ->
        client
            .sendAsync(
                HttpRequest.newBuilder(uri)
                    .timeout(LIMIT)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(job))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .thenApply(response -> new Answer(response.statusCode(), response.body()));
  }

  private void postAll() {
    while (!closed) {
      var _ = post.apply(JOB).thenAccept(this::note);
      LockSupport.parkNanos(interval.toNanos());
    }
  }

  private void note(Answer answer) {
    if (answer.status() == 202) {
      acceptedAt.add(System.nanoTime());
      accepted.add(answer.id());
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
  }
}
