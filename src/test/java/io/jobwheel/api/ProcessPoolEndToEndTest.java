package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.execution.TroubleHandler;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Jobs in worker processes over HTTP. */
@Timeout(60)
@TestPropertySource(
    properties = {"test.processes=2", "jobwheel.lanes.process-pool.cancel-grace=300ms"})
class ProcessPoolEndToEndTest extends EndToEndTestCase {

  @TestConfiguration
  static class Handlers {

    @Bean
    TroubleHandler trouble() {
      return new TroubleHandler();
    }
  }

  private JsonNode submit(String kind, int times, String more) {
    return json(
        api.post(
            "/api/v1/jobs",
            "{\"type\":\"trouble\",\"payload\":{\"kind\":\"%s\",\"times\":%d}%s}"
                .formatted(kind, times, more)));
  }

  @Test
  void aComputingTypeRunsInAProcessByDefaultAndNeverOnALoop() {
    assertThat(text(submit("ECHO", 0, ""), "/mode")).isEqualTo("process-pool");
    JsonNode refused = submit("ECHO", 0, ",\"mode\":\"event-loop\"");
    assertThat(text(refused, "/errors/0/field")).isEqualTo("mode");
  }

  @Test
  void aJobThatKillsItsProcessesIsStoppedWithThatReason() throws Exception {
    JsonNode ended = ended(text(submit("EXIT", 7, ",\"maxAttempts\":9"), "/id"));
    assertThat(text(ended, "/state")).isEqualTo("FAILED");
    assertThat(text(ended, "/error/code")).isEqualTo("crashed");
    assertThat(text(ended, "/error/message"))
        .contains("3 times")
        .contains("exit code 7")
        .contains("these are my last words");
    assertThat(ended.path("crashes").asInt()).isEqualTo(3);
    assertThat(ended.path("failures").asInt()).isZero();
    assertThat(ended.path("attempt").asInt()).isEqualTo(3);
  }

  @Test
  void aFailureIsTriedAgainInAProcessAsElsewhere() throws Exception {
    JsonNode ended =
        ended(text(submit("FAIL", 0, ",\"maxAttempts\":2,\"backoff\":\"50ms\""), "/id"));
    assertThat(text(ended, "/error/code")).isEqualTo("handler-failed");
    assertThat(ended.path("failures").asInt()).isEqualTo(2);
    assertThat(ended.path("crashes").asInt()).isZero();
  }

  @Test
  void aForcedCancellationIsReported() throws Exception {
    String id = text(submit("IGNORE_CANCEL", 0, ""), "/id");
    awaitOutput(id);
    assertThat(cancel(id).statusCode()).isEqualTo(202);
    JsonNode ended = ended(id);
    assertThat(text(ended, "/state")).isEqualTo("CANCELLED");
    assertThat(text(ended, "/cancel/outcome")).isEqualTo("FORCED");
    assertThat(text(ended, "/cancel/requestedAt")).isNotEmpty();
    assertThat(text(ended, "/error/message")).contains("killed");
  }

  @Test
  void aTimeoutEndsAJobThatIgnoresInterrupts() throws Exception {
    JsonNode ended = ended(text(submit("IGNORE_CANCEL", 0, ",\"timeout\":\"300ms\""), "/id"));
    assertThat(text(ended, "/state")).isEqualTo("FAILED");
    assertThat(text(ended, "/error/code")).isEqualTo("timed-out");
  }

  @Test
  void theLastProgressStaysWithTheJob() throws Exception {
    JsonNode ended = ended(text(submit("PROGRESS", 100, ""), "/id"));
    assertThat(ended.at("/progress/fraction").asDouble()).isEqualTo(1.0);
    assertThat(text(ended, "/progress/message")).isEqualTo("step 100");
  }

  private void awaitOutput(String id) {
    await("output of " + id)
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> !api.get("/api/v1/jobs/" + id + "/output").body().isEmpty());
  }
}
