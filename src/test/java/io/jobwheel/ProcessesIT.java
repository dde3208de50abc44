package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The packaged service whose child processes are killed under load. */
@Timeout(900)
class ProcessesIT {

  private static final long SEED = Long.getLong("jobwheel.chaos.seed", 20261125);
  private static final int SECONDS = Integer.getInteger("jobwheel.chaos.seconds", 10);
  private static final int PER_SECOND = 200;
  private static final int BATCH = 20;
  private static final String COUNTDOWN =
      "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"2ms\"}}";

  @TempDir Path folder;

  @Test
  void killedProcessesLoseNoJobRecordNoneTwiceAndAreReplaced() throws Exception {
    try (ServiceProcess service =
        ServiceProcess.start(
            folder,
            "--jobwheel.lanes.process-pool.slots=2",
            "--jobwheel.dispatch.max-crashes=100")) {
      CountDownLatch over = new CountDownLatch(1);
      List<String> kills = new ArrayList<>();
      Thread killer = Thread.ofPlatform().start(() -> killUntil(over, service, kills));
      List<String> groups = submit(service);
      over.countDown();
      assertThat(killer.join(Duration.ofSeconds(30))).isTrue();
      assertThat(kills).as("kills").isNotEmpty();

      long end = System.nanoTime();
      awaitFullPool(service);
      double whole = (System.nanoTime() - end) / 1e9;
      int crashes = 0;
      for (String group : groups) {
        crashes += crashesOf(service, group);
      }
      System.out.printf(
          "processes: seed %d, %d jobs, %d kills, %d crashes, 0 lost, whole again after %.1f s%n",
          SEED, groups.size() * BATCH, kills.size(), crashes, whole);
    }
  }

  private static List<String> submit(ServiceProcess service) throws Exception {
    List<String> groups = new ArrayList<>();
    String body =
        "{\"mode\":\"process-pool\",\"jobs\":[%s]}"
            .formatted(String.join(",", java.util.Collections.nCopies(BATCH, COUNTDOWN)));
    long start = System.nanoTime();
    long period = Duration.ofSeconds(1).toNanos() * BATCH / PER_SECOND;
    for (int i = 0; i * period < Duration.ofSeconds(SECONDS).toNanos(); i++) {
      HttpResponse<String> accepted = service.post("/api/v1/groups", body);
      assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
      groups.add(ServiceProcess.json(accepted).get("id").asString());
      long ahead = start + (i + 1) * period - System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(Math.max(ahead, 0)); // the load's own rate
    }
    return groups;
  }

  private static void killUntil(CountDownLatch over, ServiceProcess service, List<String> kills) {
    Random random = new Random(SEED);
    ProcessHandle parent = ProcessHandle.of(service.pid()).orElseThrow();
    try {
      while (!over.await(500 + random.nextInt(1_000), TimeUnit.MILLISECONDS)) {
        List<ProcessHandle> children = parent.children().toList();
        if (!children.isEmpty()) {
          ProcessHandle victim = children.get(random.nextInt(children.size()));
          var _ = victim.destroyForcibly();
          kills.add(Long.toString(victim.pid()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitFullPool(ServiceProcess service) throws Exception {
    await("the pool becomes whole")
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            ServiceProcess.json(service.get("/api/v1/lanes"))
                .path("items")
                .get(4)
                .path("processes")
                .valueStream()
                .noneMatch(process -> process.path("pid").isNull()));
  }

  /** Checks that every job of the group has ended once and whole; how often they crashed. */
  private static int crashesOf(ServiceProcess service, String group) throws Exception {
    JsonNode ended = service.awaitGroupEnd(group);
    int crashes = 0;
    assertThat(ended.get("jobs").size()).isEqualTo(BATCH);
    for (JsonNode job : ended.get("jobs")) {
      String id = job.get("id").asString();
      assertThat(job.get("state").asString()).as(job.toString()).isEqualTo("SUCCEEDED");
      int crashed = job.get("crashes").asInt();
      assertThat(job.get("attempt").asInt()).as(job.toString()).isEqualTo(1 + crashed);
      if (crashed > 0) {
        assertThat(service.get("/api/v1/jobs/" + id + "/output").body())
            .containsSubsequence("A = 3", "A = 2", "A = 1");
      }
      crashes += crashed;
    }
    return crashes;
  }
}
