package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.store.PostgresServers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
      String first = here.submitCountdown("process-pool", "0s");
      assertThat(here.awaitEnd(first).path("state").asString()).isEqualTo("SUCCEEDED");
      there.kill();
      String second = here.submitCountdown("process-pool", "0s");
      await()
          .atMost(MINUTE)
          .untilAsserted(() -> {
            assertThat(waitReason(here, second)).isEqualTo("NO_NODE");
            assertThat(withoutNode(here)).isOne();
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
