package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Clients that post jobs and groups with webhooks to the nodes of a cluster: jobs that succeed,
 * that fail, and that are cancelled, alone and in groups, some of which have no webhook, or one
 * that does not want the event. Clients repeat a request, at any node, until it is accepted.
 */
final class WebhookLoad {

  private static final int CLIENTS = 6;
  private static final List<String> MODES = List.of("event-loop", "thread-pool", "virtual-threads");

  private static final List<String> CONDITIONS =
      List.of("ALL_COMPLETED", "FIRST_COMPLETED", "FAIL_FAST");

  private final Cluster cluster;
  private final WebhookReceiver receiver;
  private final AtomicInteger left;
  private final Set<String> toTell = ConcurrentHashMap.newKeySet();
  private final Set<String> notToTell = ConcurrentHashMap.newKeySet();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final List<Thread> clients = new ArrayList<>();

  private WebhookLoad(Cluster cluster, WebhookReceiver receiver, int jobs) {
    this.cluster = cluster;
    this.receiver = receiver;
    left = new AtomicInteger(jobs);
  }

  /** Begins to post that number of jobs. */
  static WebhookLoad start(Cluster cluster, WebhookReceiver receiver, int jobs, long seed) {
    WebhookLoad load = new WebhookLoad(cluster, receiver, jobs);
    for (int i = 0; i < CLIENTS; i++) {
      Random random = new Random(seed * 31 + i);
      load.clients.add(Thread.ofPlatform().start(() -> load.post(random)));
    }
    return load;
  }

  /** Returns the number of jobs that are not posted yet. */
  int left() {
    return Math.max(0, left.get());
  }

  /** Waits until all jobs are accepted. */
  void await() throws InterruptedException {
    for (Thread client : clients) {
      assertThat(client.join(Duration.ofMinutes(10))).as("a request is accepted at last").isTrue();
    }
    assertThat(refused).as("requests that were refused").isEmpty();
  }

  /** Returns the ids of accepted jobs and groups whose end is told, whatever it is. */
  Set<String> toTell() {
    return toTell;
  }

  /** Returns the ids of accepted jobs and groups whose end is not told. */
  Set<String> notToTell() {
    return notToTell;
  }

  private void post(Random random) {
    while (left() > 0) {
      switch (random.nextInt(10)) {
        case 0, 1 -> postGroup(random);
        case 2, 3 -> {
          var _ = postJob(failing(), random);
        }
        case 4 -> // cancelled before its time comes
            cancel(
                postJob(countdown("1ms") + ",\"runAt\":\"2999-01-01T00:00:00Z\"", random), random);
        case 5 -> { // cancelled while it runs
          String id = postJob(countdown("10m"), random);
          pause(random, 400);
          cancel(id, random);
        }
        case 6 -> postUntold(random);
        default -> {
          var _ = postJob(countdown(delay(random)), random);
        }
      }
      pause(random, 60);
    }
  }

  /** Posts a job without a webhook, or with one that wants another event. */
  private void postUntold(Random random) {
    left.decrementAndGet();
    String unwanted = ",\"webhook\":{\"url\":\"%s\",\"events\":[\"job.cancelled\"]}";
    String webhook = random.nextBoolean() ? unwanted.formatted(receiver.url()) : "";
    String job = single(countdown(delay(random)) + webhook, random);
    notToTell.add(send("/api/v1/jobs", job, random).path("id").asString());
  }

  /** Posts a job with a webhook that wants all ends, and returns its id. */
  private String postJob(String job, Random random) {
    left.decrementAndGet();
    String id = send("/api/v1/jobs", single(job + webhook(), random), random).path("id").asString();
    toTell.add(id);
    return id;
  }

  /** Posts a group with a webhook, of four jobs, of which two have webhooks of their own. */
  private void postGroup(Random random) {
    left.addAndGet(-4);
    String third = random.nextInt(3) == 0 ? failing() : countdown(delay(random));
    String body =
        "{\"mode\":\"%s\",\"returnWhen\":\"%s\",\"jobs\":[{%s},{%s},{%s},{%s}]%s}"
            .formatted(
                MODES.get(random.nextInt(MODES.size())),
                CONDITIONS.get(random.nextInt(CONDITIONS.size())),
                countdown(delay(random)) + webhook(),
                countdown(delay(random)),
                third + webhook(),
                countdown(delay(random)),
                webhook());
    JsonNode group = send("/api/v1/groups", body, random);
    toTell.add(group.path("id").asString());
    JsonNode jobs = group.path("jobs");
    assertThat(jobs.size()).as(group.toString()).isEqualTo(4);
    for (int i = 0; i < 4; i++) {
      (i % 2 == 0 ? toTell : notToTell).add(jobs.get(i).path("id").asString());
    }
    if (random.nextInt(4) == 0) {
      cancel(jobs.get(random.nextInt(4)).path("id").asString(), random);
    }
  }

  private String webhook() {
    return ",\"webhook\":{\"url\":\"%s\"}".formatted(receiver.url());
  }

  private static String single(String job, Random random) {
    return "{\"mode\":\"%s\",%s}".formatted(MODES.get(random.nextInt(MODES.size())), job);
  }

  private static String countdown(String delay) {
    return "\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"%s\"}".formatted(delay);
  }

  private String failing() {
    return "\"type\":\"http\",\"maxAttempts\":1,\"payload\":{\"url\":\"%s\"}"
        .formatted(receiver.brokenUrl());
  }

  private static String delay(Random random) {
    return random.nextInt(random.nextBoolean() ? 20 : 1_500) + "ms";
  }

  private void cancel(String job, Random random) {
    var _ = request("/api/v1/jobs/%s:cancel".formatted(job), "", null, random);
  }

  private JsonNode send(String path, String body, Random random) {
    return ServiceProcess.json(request(path, body, UUID.randomUUID().toString(), random));
  }

  private HttpResponse<String> request(
      String path, String body, @Nullable String key, Random random) {
    while (true) {
      ServiceProcess node = cluster.node(random.nextInt(Cluster.NODES));
      if (node.isReady()) {
        try {
          HttpResponse<String> response =
              key == null ? node.post(path, body) : node.post(path, body, "Idempotency-Key", key);
          if (response.statusCode() / 100 == 2 || (key == null && response.statusCode() == 409)) {
            return response; // a job that has ended is not cancelled any more
          }
          if (response.statusCode() != 409 && response.statusCode() < 500) {
            refused.add(path + ": " + response.statusCode() + " " + response.body());
            return response;
          }
        } catch (Exception e) {
          // the node was killed: repeat the request, perhaps at another
        }
      }
      pause(random, 50);
    }
  }

  private static void pause(Random random, int maxMillis) {
    try {
      TimeUnit.MILLISECONDS.sleep(random.nextInt(maxMillis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
