package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
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

/** The packaged service as users run it: killed, stopped, started twice. */
@Timeout(180)
class ServiceIT {

  @TempDir Path folder;

  @Test
  void afterAKillInTheMiddleOfACountdownItRunsAgainAsAttemptTwo() throws Exception {
    String job;
    try (ServiceProcess service = ServiceProcess.start(folder)) {
      job = service.submitCountdown("event-loop", "400ms");
      service.awaitPrints(job, 1);
      service.kill();
    }
    try (ServiceProcess service = ServiceProcess.start(folder)) {
      JsonNode ended = service.awaitEnd(job);
      assertThat(ended.get("state").asString()).isEqualTo("SUCCEEDED");
      assertThat(ended.get("attempt").asInt()).isEqualTo(2);
      assertThat(service.get("/api/v1/jobs/" + job + "/output").body())
          .contains("A = 3", "A = 2", "A = 1");
      assertThat(service.get("/api/v1/jobs/" + job + "/output?attempt=1").body())
          .contains("A = 3")
          .doesNotContain("A = 1");
    }
  }

  @Test
  void processesOfAPoolEndWithTheirServiceAndTheJobRunsAgain() throws Exception {
    String processes = "--jobwheel.lanes.process-pool.slots=2";
    String job;
    List<ProcessHandle> children;
    try (ServiceProcess service = ServiceProcess.start(folder, processes)) {
      job = service.submitCountdown("process-pool", "600ms");
      service.awaitPrints(job, 1);
      children = ProcessHandle.of(service.pid()).orElseThrow().children().toList();
      assertThat(children).hasSize(2);
      service.kill();
    }
    for (ProcessHandle child : children) {
      child.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
    try (ServiceProcess service = ServiceProcess.start(folder, processes)) {
      JsonNode ended = service.awaitEnd(job);
      assertThat(ended.get("state").asString()).isEqualTo("SUCCEEDED");
      assertThat(ended.get("attempt").asInt()).isEqualTo(2);
    }
  }

  @Test
  void aTermSignalLetsRunningJobsEnd() throws Exception {
    String job;
    try (ServiceProcess service = ServiceProcess.start(folder)) {
      job = service.submitCountdown("virtual-threads", "500ms");
      service.awaitPrints(job, 1);
      service.terminate();
      assertThat(service.awaitExit()).as(service.output()).isEqualTo(143);
    }
    try (ServiceProcess service = ServiceProcess.start(folder)) {
      JsonNode ended = service.job(job);
      assertThat(ended.get("state").asString()).isEqualTo("SUCCEEDED");
      assertThat(ended.get("attempt").asInt()).isOne();
    }
  }

  @Test
  void aTermSignalPastTheBudgetGivesJobsBackWithoutAFailure() throws Exception {
    List<String> jobs = new ArrayList<>();
    String[] quick = {
      "--jobwheel.dispatch.drain-budget=200ms",
      "--jobwheel.dispatch.drain-grace=2s",
      "--jobwheel.lanes.process-pool.slots=1"
    };
    try (ServiceProcess service = ServiceProcess.start(folder, quick)) {
      for (String mode :
          List.of("sequential", "event-loop", "thread-pool", "virtual-threads", "process-pool")) {
        jobs.add(service.submitCountdown(mode, "700ms"));
      }
      for (String job : jobs) {
        service.awaitPrints(job, 1);
      }
      service.terminate();
      service.awaitExit();
      assertThat(service.output()).contains("interrupted=5", "ignored=0");
    }
    try (ServiceProcess service =
        ServiceProcess.start(folder, "--jobwheel.lanes.process-pool.slots=1")) {
      for (String job : jobs) {
        JsonNode ended = service.awaitEnd(job);
        assertThat(ended.get("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(ended.get("attempt").asInt()).isEqualTo(2);
        assertThat(ended.get("error").isNull()).isTrue();
      }
    }
  }

  @Test
  void aSecondInstanceOnTheSameFileRefusesToStartAndSaysWhatToDo() throws Exception {
    try (ServiceProcess first = ServiceProcess.start(folder);
        ServiceProcess second = ServiceProcess.launch(folder)) {
      assertThat(second.awaitExit()).isNotZero();
      assertThat(second.output())
          .contains("APPLICATION FAILED TO START")
          .contains("jobwheel.db")
          .contains(Long.toString(first.pid()))
          .contains("jobwheel.store.url");
      String job = first.submitCountdown("thread-pool", "1ms");
      assertThat(first.awaitEnd(job).get("state").asString()).isEqualTo("SUCCEEDED");
    }
  }

  /** The long form is that of src/bench/chaos.sh. */
  @Test
  @Timeout(1800)
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
        while (accepted.size() < enough) {
          Thread.onSpinWait();
        }
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
