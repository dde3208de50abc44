package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The node of a comparison is killed, or stopped in order. */
@Timeout(300)
class ComparisonKillsIT {

  private static final String COMPARISONS = "/api/v1/comparisons";

  // one round of it would last for ten minutes, and longer than the drain
  private static final String LONG =
      "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"200s\"},"
          + "\"modes\":[\"event-loop\",\"thread-pool\"],\"jobs\":3}";

  @TempDir Path folder;

  /** Begins a comparison and returns it when the jobs of its first round run. */
  private static JsonNode begin(ServiceProcess service) throws Exception {
    // the jobs that warm a node up at its start keep it busy for a moment
    HttpResponse<String> created =
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .pollInterval(Duration.ofMillis(100))
            .until(() -> service.post(COMPARISONS, LONG), response -> response.statusCode() != 409);
    assertThat(created.statusCode()).as(created.body()).isEqualTo(202);
    String path = COMPARISONS + "/" + ServiceProcess.json(created).path("id").asString();
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              JsonNode document = ServiceProcess.json(service.get(path));
              return running(service, group(document)) == 3 ? document : MissingNode.getInstance();
            },
            document -> !document.isMissingNode());
  }

  private static String group(JsonNode document) {
    return document.path("progress").path("group").asString("");
  }

  private static int running(ServiceProcess service, String group) throws Exception {
    return group.isEmpty()
        ? 0
        : ServiceProcess.json(service.get("/api/v1/jobs?state=RUNNING&group=" + group))
            .path("items")
            .size();
  }

  private static JsonNode awaitEnd(ServiceProcess service, String id) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> ServiceProcess.json(service.get(COMPARISONS + "/" + id)),
            document -> !document.path("state").asString().equals("RUNNING"));
  }

  private static void checkInterrupted(ServiceProcess service, JsonNode begun, String code)
      throws Exception {
    JsonNode ended = awaitEnd(service, begun.path("id").asString());
    assertThat(ended.path("state").asString()).isEqualTo("INTERRUPTED");
    assertThat(ended.path("error").path("code").asString()).isEqualTo(code);
    assertThat(ended.has("report")).isFalse();
    JsonNode group = service.awaitGroupEnd(group(begun));
    assertThat(group.path("counts").path("CANCELLED").asInt()).isEqualTo(3);
    // a lane can be busy for a moment after the end of its jobs
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> service.post(COMPARISONS, LONG).statusCode() == 202);
  }

  @Test
  void theNextStartInterruptsTheComparisonOfAKilledNode() throws Exception {
    JsonNode begun;
    try (ServiceProcess service = ServiceProcess.start(folder)) {
      begun = begin(service);
      service.kill();
    }
    try (ServiceProcess service = ServiceProcess.start(folder)) {
      checkInterrupted(service, begun, "node-lost");
    }
  }

  @Test
  void anOrderlyStopInterruptsItAndDoesNotWaitForItsJobs() throws Exception {
    JsonNode begun;
    try (ServiceProcess service = ServiceProcess.start(folder)) {
      begun = begin(service);
      long asked = System.nanoTime();
      service.terminate();
      service.awaitExit();
      assertThat(Duration.ofNanos(System.nanoTime() - asked))
          .as("the drain budget is 20 s")
          .isLessThan(Duration.ofSeconds(15));
    }
    try (ServiceProcess service = ServiceProcess.start(folder)) {
      checkInterrupted(service, begun, "node-stopped");
    }
  }

  @Test
  void anotherNodeInterruptsItWhenTheLeaseHasEnded() throws Exception {
    try (Cluster cluster = Cluster.start(folder)) {
      JsonNode begun = begin(cluster.node(0));
      JsonNode refused = ServiceProcess.json(cluster.node(1).post(COMPARISONS, LONG));
      assertThat(refused.path("comparison").asString()).isEqualTo(begun.path("id").asString());
      cluster.killNode(0);
      checkInterrupted(cluster.node(1), begun, "node-lost");
    }
  }
}
