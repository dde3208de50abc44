package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.store.PostgresServers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two processes on PostgreSQL with the default lease and intervals, of which only one has worker
 * processes, and is killed.
 */
@Timeout(300)
class WithoutNodeIT {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static String waitReason(ServiceProcess node, String job) throws Exception {
    return node.job(job).path("waitReason").asString("");
  }

  /** Returns the documents of all nodes but this one. */
  private static List<JsonNode> others(ServiceProcess node) throws Exception {
    return JsonMapper.shared()
        .readTree(node.get("/api/v1/nodes").body())
        .path("items")
        .valueStream()
        .filter(each -> !each.path("self").asBoolean())
        .toList();
  }

  private static double withoutNode(ServiceProcess node) throws Exception {
    return node.get("/actuator/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith("jobwheel_jobs_without_node{mode=\"process-pool\"}"))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .mapToDouble(Double::parseDouble)
        .findFirst()
        .orElse(Double.NaN);
  }

  @Test
  void aJobWhoseOnlyNodeIsKilledSaysSoWithinAMinuteAndRunsOnTheNextOne() throws Exception {
    String url = PostgresServers.newDatabase();
    String none = "--jobwheel.lanes.process-pool.slots=0";
    String one = "--jobwheel.lanes.process-pool.slots=1";
    try (ServiceProcess here = ServiceProcess.launchAt(url, none);
        ServiceProcess there = ServiceProcess.launchAt(url, one)) {
      here.awaitReady();
      there.awaitReady();
      await()
          .atMost(MINUTE)
          .untilAsserted(() -> {
            assertThat(others(here)).hasSize(1);
            JsonNode other = others(here).getFirst();
            assertThat(other.path("name").asString()).endsWith("/" + there.pid());
            assertThat(other.at("/status/version").isString()).isTrue();
            assertThat(other.at("/status/modes").toString()).contains("process-pool");
          });
      String first = here.submitCountdown("process-pool", "0s");
      assertThat(here.awaitEnd(first).path("state").asString()).isEqualTo("SUCCEEDED");
      there.kill();
      String second = here.submitCountdown("process-pool", "0s");
      await()
          .atMost(MINUTE)
          .untilAsserted(() -> {
            assertThat(waitReason(here, second)).isEqualTo("NO_NODE");
            assertThat(withoutNode(here)).isOne();
            assertThat(others(here)).noneMatch(node -> node.path("alive").asBoolean());
          });
      String plain = here.submitCountdown("event-loop", "0s");
      assertThat(here.awaitEnd(plain).has("waitReason")).isFalse();
      try (ServiceProcess next = ServiceProcess.launchAt(url, one)) {
        next.awaitReady();
        assertThat(here.awaitEnd(second).path("state").asString()).isEqualTo("SUCCEEDED");
        await().atMost(MINUTE).until(() -> withoutNode(here) == 0);
      }
    }
  }
}
