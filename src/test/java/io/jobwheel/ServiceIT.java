package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The packaged service as users run it: killed, and started twice. */
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
  void processesOfAPoolEndWithTheirService() throws Exception {
    List<ProcessHandle> children;
    try (ServiceProcess service =
        ServiceProcess.start(folder, "--jobwheel.lanes.process-pool.slots=2")) {
      String job = service.submitCountdown("process-pool", "1h");
      service.awaitState(job, "RUNNING");
      children = ProcessHandle.of(service.pid()).orElseThrow().children().toList();
      assertThat(children).hasSize(2);
      service.kill();
    }
    for (ProcessHandle child : children) {
      child.onExit().orTimeout(10, TimeUnit.SECONDS).join();
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
}
