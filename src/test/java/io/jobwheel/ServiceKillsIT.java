package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The packaged service, killed under load again and again; the long form is chaos.sh. */
@Timeout(1800)
class ServiceKillsIT {

  @TempDir Path folder;

  @Test
  void killsUnderLoadLoseNoAcceptedJob() throws Exception {
    int rounds = Integer.getInteger("jobwheel.chaos.rounds", 3);
    Random random = new Random(Long.getLong("jobwheel.chaos.seed", 20261123));
    String processes = "--jobwheel.lanes.process-pool.slots=1";
    List<String> accepted = Collections.synchronizedList(new ArrayList<>());
    for (int round = 0; round < rounds; round++) {
      try (ServiceProcess service = ServiceProcess.start(folder, processes)) {
        int before = accepted.size();
        int enough = before + 100 + random.nextInt(300);
        AtomicInteger refused = new AtomicInteger();
        List<Thread> clients = new ArrayList<>();
        for (String mode :
            List.of("sequential", "event-loop", "thread-pool", "virtual-threads", "process-pool")) {
          clients.add(
              Thread.ofPlatform()
                  .daemon()
                  .start(() -> submitUntilKilled(service, mode, accepted, refused)));
        }
        await()
            .atMost(60, TimeUnit.SECONDS)
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(2))
            .until(() -> accepted.size() >= enough);
        service.kill();
        for (Thread client : clients) {
          client.join(20_000);
        }
        assertThat(refused).hasValue(0);
      }
    }
    try (ServiceProcess service = ServiceProcess.start(folder, processes)) {
      for (String job : accepted) {
        assertThat(service.awaitEnd(job).get("state").asString()).isEqualTo("SUCCEEDED");
      }
      JsonNode left =
          ServiceProcess.json(service.get("/api/v1/jobs?state=SCHEDULED,QUEUED,RUNNING,FAILED"));
      assertThat(left.get("items").isEmpty()).as("%s", left).isTrue();
    }
    System.out.printf("chaos: %d kills, %d jobs accepted, 0 lost%n", rounds, accepted.size());
  }

  private static void submitUntilKilled(
      ServiceProcess service, String mode, List<String> accepted, AtomicInteger refused) {
    try {
      while (true) {
        accepted.add(service.submitCountdown(mode, "2ms"));
      }
    } catch (IOException e) {
      // the kill: what was under way is not accepted
    } catch (Exception | AssertionError e) {
      refused.incrementAndGet();
    }
  }
}
