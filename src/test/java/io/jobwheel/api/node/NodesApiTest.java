package io.jobwheel.api.node;

import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestCase;
import io.jobwheel.dispatch.FleetView.FleetNode;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.query.NodeStatus;
import io.jobwheel.store.query.NodeStatus.LaneReport;
import io.jobwheel.store.query.NodeStatus.LaneTrouble;
import io.jobwheel.store.query.NodeStatus.LaneUtilization;
import io.jobwheel.store.query.NodeStatus.NodeCounts;
import io.jobwheel.store.query.RegisteredNode;
import io.jobwheel.store.query.RegisteredNode.PublishedStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The document of the nodes; the responses are checked against the OpenAPI document. */
class NodesApiTest extends ApiTestCase {

  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final UUID ID = UUID.fromString("019f3c2e-7d4b-4a10-8c55-3e9a1b2c4d5f");

  private void add(
      String name, Instant leaseUntil, boolean self, @Nullable PublishedStatus status) {
    store.node(
        new FleetNode(
            new RegisteredNode(ID, name, NOW.minusSeconds(60), leaseUntil, status, NOW), self));
  }

  private static NodeStatus status(LaneReport... lanes) {
    return new NodeStatus(
        "1.2.3",
        7,
        Set.of(ExecutionMode.PROCESS_POOL, ExecutionMode.SEQUENTIAL),
        List.of(lanes),
        new NodeCounts(60, 50, 4, 3, 2, 1));
  }

  private JsonNode first() {
    return json(api.get("/api/v1/nodes")).at("/items/0");
  }

  @Test
  void aNodeIsShownWithItsLanesAndCounts() {
    LaneReport busy =
        new LaneReport(
            ExecutionMode.EVENT_LOOP,
            1000,
            12,
            null,
            null,
            new LaneUtilization(Duration.ofSeconds(4), List.of(0, LaneUtilization.NONE, 100)));
    LaneReport stuck =
        new LaneReport(
            ExecutionMode.PROCESS_POOL,
            4,
            0,
            NOW.minusSeconds(30),
            new LaneTrouble("WORKERS_FAILING", "4 of 4 fail.", NOW.minusSeconds(20)),
            LaneUtilization.EMPTY);
    add(
        "host/1",
        NOW.plusSeconds(12),
        false,
        new PublishedStatus(NOW.minusMillis(1_500), status(busy, stuck)));
    assertThat(first())
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"id": "019f3c2e-7d4b-4a10-8c55-3e9a1b2c4d5f", "name": "host/1", "self": false,
                      "alive": true, "startedAt": "2026-11-01T11:59:00Z",
                      "leaseUntil": "2026-11-01T12:00:12Z",
                      "status": {"age": "PT1.5S", "version": "1.2.3", "types": 7,
                        "modes": ["sequential", "process-pool"],
                        "lanes": [
                          {"mode": "event-loop", "slots": {"total": 1000, "used": 12},
                            "paused": false, "pausedSince": null, "problem": null,
                            "utilization": {"at": "2026-11-01T11:59:54.500Z", "interval": "PT10S",
                              "percent": [0, null, 100]}},
                          {"mode": "process-pool", "slots": {"total": 4, "used": 0},
                            "paused": true, "pausedSince": "2026-11-01T11:59:30Z",
                            "problem": {"code": "WORKERS_FAILING", "detail": "4 of 4 fail.",
                              "since": "2026-11-01T11:59:40Z"},
                            "utilization": {"at": null, "interval": "PT10S", "percent": []}}],
                        "counts": {"started": 60, "succeeded": 50, "failed": 4, "cancelled": 3,
                          "retried": 2, "crashed": 1}}}
                    """));
  }

  @Test
  void aNodeOfAnEarlierVersionHasNoStatus() {
    add("host/1", NOW.plusSeconds(1), false, null);
    assertThat(first().path("status").isNull()).isTrue();
    assertThat(first().path("alive").asBoolean()).isTrue();
  }

  @Test
  void aLeaseThatEndsNowIsOver() {
    add("host/1", NOW, true, null);
    assertThat(first().path("alive").asBoolean()).isFalse();
    assertThat(first().path("self").asBoolean()).isTrue();
  }

  @Test
  void aClockThatWasSetBackMakesNoNegativeAge() {
    add("host/1", NOW, false, new PublishedStatus(NOW.plusSeconds(5), status()));
    assertThat(first().at("/status/age").asString()).isEqualTo("PT0S");
  }

  @Test
  void theOrderIsThatOfTheFleet() {
    add("b", NOW, false, null);
    add("a", NOW, false, null);
    assertThat(
            json(api.get("/api/v1/nodes"))
                .path("items")
                .valueStream()
                .map(each -> each.path("name").asString()))
        .containsExactly("b", "a");
  }

  @Test
  void withoutNodesTheListIsEmpty() {
    assertThat(api.get("/api/v1/nodes").body()).isEqualTo("{\"items\":[]}");
  }

  @Test
  void theLargestFleetTakesLessThanTwoMegabytes() {
    NodeStatus largest =
        status(
            Arrays.stream(ExecutionMode.values())
                .map(mode ->
                    new LaneReport(
                        mode,
                        1000,
                        1000,
                        NOW,
                        new LaneTrouble("LOOP_STALLED", "x".repeat(999), NOW),
                        new LaneUtilization(Duration.ZERO, Collections.nCopies(90, 100))))
                .toArray(LaneReport[]::new));
    for (int i = 0; i < 200; i++) {
      add("host/" + i, NOW, false, new PublishedStatus(NOW, largest));
    }
    assertThat(api.get("/api/v1/nodes").body().length()).isBetween(500_000, 2_000_000);
  }

  @Test
  void withoutTheStoreThereIsAProblem() {
    store.breakDown();
    problem(api.get("/api/v1/nodes"), 503, "store-unavailable");
  }
}
