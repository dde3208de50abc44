package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.execution.Lane;
import io.jobwheel.execution.Lanes;
import io.jobwheel.job.ExecutionMode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The nodes of the whole service on SQLite: this one. */
@Timeout(60)
@TestPropertySource(properties = "jobwheel.dispatch.count-every=200ms")
class NodesEndToEndTest extends EndToEndTestCase {

  @Autowired Lanes lanes;

  private JsonNode self() {
    JsonNode items = json(api.get("/api/v1/nodes")).path("items");
    assertThat(items).hasSize(1);
    return items.get(0);
  }

  @Test
  void theNodeShowsItself() {
    JsonNode node = self();
    assertThat(node.path("self").asBoolean()).isTrue();
    assertThat(node.path("alive").asBoolean()).isTrue();
    assertThat(text(node, "/name")).endsWith("/" + ProcessHandle.current().pid());
    assertThat(Instant.parse(text(node, "/leaseUntil")))
        .isAfter(Instant.parse(text(node, "/startedAt")));
    assertThat(text(node, "/status/age")).isEqualTo("PT0S");
    assertThat(node.at("/status/types").asInt()).isPositive();
    assertThat(node.at("/status/lanes").valueStream().map(lane -> text(lane, "/mode")))
        .hasSize(ExecutionMode.values().length);
  }

  @Test
  void whatRunsIsCounted() throws Exception {
    long started = self().at("/status/counts/started").asLong();
    long succeeded = self().at("/status/counts/succeeded").asLong();
    String quick = text(json(api.post("/api/v1/jobs", countdown("A", "0s"))), "/id");
    var _ = ended(quick);
    await()
        .untilAsserted(() -> {
          assertThat(self().at("/status/counts/started").asLong()).isEqualTo(started + 1);
          assertThat(self().at("/status/counts/succeeded").asLong()).isEqualTo(succeeded + 1);
        });
  }

  private void awaitOldestWait(boolean waits) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          JsonNode summary = json(api.get("/api/v1/summary"));
          assertThat(summary.path("oldestWaits").propertyNames())
              .hasSize(ExecutionMode.values().length);
          assertThat(summary.at("/oldestWaits/sequential").isString()).isEqualTo(waits);
        });
  }

  @Test
  void theSummarySaysHowLongTheOldestQueuedJobOfAModeHasBeenDue() throws Exception {
    Lane lane = lanes.of(ExecutionMode.SEQUENTIAL);
    awaitOldestWait(false);
    lane.pause(Instant.EPOCH);
    String job =
        text(
            json(
                api.post(
                    "/api/v1/jobs",
                    countdown("A", "0s").replaceFirst("\\{", "{\"mode\":\"sequential\","))),
            "/id");
    awaitOldestWait(true);
    assertThat(Duration.parse(text(json(api.get("/api/v1/summary")), "/oldestWaits/sequential")))
        .isBetween(Duration.ZERO, Duration.ofMinutes(1));
    assertThat(text(self(), "/status/lanes/0/pausedSince")).isEqualTo("1970-01-01T00:00:00Z");
    lane.resume();
    var _ = ended(job);
    awaitOldestWait(false);
  }
}
