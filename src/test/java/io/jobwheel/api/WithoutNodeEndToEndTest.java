package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.query.NodeCapabilities;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Jobs over HTTP that this node, which has no worker processes, leaves to other nodes. */
@Timeout(90)
@TestPropertySource(
    properties = {
      "jobwheel.dispatch.count-every=200ms",
      "management.endpoint.health.show-details=always"
    })
class WithoutNodeEndToEndTest extends EndToEndTestCase {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final NodeCapabilities PROCESSES =
      new NodeCapabilities(Set.of("countdown"), Set.of(ExecutionMode.PROCESS_POOL));

  @Autowired NodeLeases leases;

  private final UUID other = UUID.randomUUID();

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry properties) {
    String url = PostgresServers.newDatabase();
    properties.add("test.database", () -> url);
  }

  @AfterEach
  void removeOther() {
    get(leases.release(other, Instant.EPOCH));
  }

  private static String countdown(String more) {
    return "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"0s\"}%s}"
        .formatted(more);
  }

  private String submit(String more) {
    HttpResponse<String> submitted = api.post("/api/v1/jobs", countdown(more));
    assertThat(submitted.statusCode()).as(submitted.body()).isEqualTo(202);
    return text(json(submitted), "/id");
  }

  private JsonNode job(String id) {
    return json(api.get("/api/v1/jobs/" + id));
  }

  private void awaitReason(String id, String reason) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(text(job(id), "/waitReason")).isEqualTo(reason));
  }

  private JsonNode awaitSummary(long withoutNode) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(
                    json(api.get("/api/v1/summary"))
                        .at("/withoutNode/modes/process-pool")
                        .asLong(0))
                .isEqualTo(withoutNode));
    return json(api.get("/api/v1/summary"));
  }

  @Test
  void aJobSaysThatNoNodeCanRunItUntilOneCan() {
    String id = submit(",\"mode\":\"process-pool\"");
    awaitReason(id, "NO_NODE");
    String tag = api.get("/api/v1/jobs/" + id).headers().firstValue("ETag").orElseThrow();
    assertThat(job(id).propertyNames()).containsSequence("state", "waitReason", "priority");
    assertThat(text(json(api.get("/api/v1/jobs?state=QUEUED")), "/items/0/waitReason"))
        .isEqualTo("NO_NODE");
    JsonNode summary = awaitSummary(1);
    assertThat(summary.at("/withoutNode"))
        .hasToString("{\"modes\":{\"process-pool\":1},\"types\":{\"countdown\":1}}");
    assertThat(summary.at("/types/countdown/QUEUED").asLong()).isOne();
    assertThat(api.get("/actuator/prometheus").body())
        .contains("jobwheel_jobs_without_node{mode=\"process-pool\"} 1.0")
        .contains("jobwheel_jobs_without_node{mode=\"event-loop\"} 0.0");
    JsonNode health = json(api.get("/actuator/health")).at("/components/dispatch");
    assertThat(text(health, "/status")).isEqualTo("UP");
    assertThat(health.at("/details/jobsWithoutNode").asLong()).isOne();

    get(leases.register(other, "other", HOUR));
    get(leases.publish(other, PROCESSES));
    awaitReason(id, "");
    assertThat(job(id).has("waitReason")).isFalse();
    assertThat(api.get("/api/v1/jobs/" + id).headers().firstValue("ETag").orElseThrow())
        .isNotEqualTo(tag);
    awaitSummary(0);

    get(leases.renew(other, Duration.ZERO));
    awaitReason(id, "NO_NODE");
    assertThat(cancel(id).statusCode()).isEqualTo(202);
    assertThat(job(id).has("waitReason")).as("it has ended").isFalse();
    awaitSummary(0);
  }

  @Test
  void scheduledJobsAndThoseOfGroupsHaveTheReason() {
    String later = ",\"mode\":\"process-pool\",\"runAt\":\"2999-01-01T00:00:00Z\"";
    String id = submit(later);
    awaitReason(id, "NO_NODE");
    assertThat(text(json(api.post("/api/v1/jobs", countdown(later))), "/waitReason"))
        .as("at the submission")
        .isEqualTo("NO_NODE");
    JsonNode group =
        json(api.post("/api/v1/groups", group("process-pool", "ALL_COMPLETED", countdown(""))));
    assertThat(text(group, "/jobs/0/waitReason")).isEqualTo("NO_NODE");
    JsonNode read = json(api.get("/api/v1/groups/" + text(group, "/id")));
    assertThat(text(read, "/jobs/0/waitReason")).isEqualTo("NO_NODE");
    assertThat(cancel(text(group, "/jobs/0/id")).statusCode()).isEqualTo(202);
  }

  @Test
  void aNodeOfAnEarlierVersionMayRunIt() {
    String id = submit(",\"mode\":\"process-pool\"");
    awaitReason(id, "NO_NODE");
    get(leases.register(other, "other", HOUR));
    awaitReason(id, "");
    assertThat(cancel(id).statusCode()).isEqualTo(202);
  }

  @Test
  void aPlainJobHasNoReason() throws Exception {
    String id = submit("");
    assertThat(ended(id).has("waitReason")).isFalse();
  }
}
