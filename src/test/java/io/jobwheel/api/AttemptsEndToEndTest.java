package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.dispatch.Node;
import io.jobwheel.execution.TroubleHandler;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobOutcomes;
import io.jobwheel.store.JobOutcomes.EndedAttempt;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The attempts of jobs over HTTP. */
@Timeout(60)
@TestPropertySource(properties = "test.processes=2")
class AttemptsEndToEndTest extends EndToEndTestCase {

  @TestConfiguration
  static class Handlers {

    @Bean
    TroubleHandler trouble() {
      return new TroubleHandler();
    }
  }

  private JsonNode attempts(String id) {
    return json(api.get("/api/v1/jobs/" + id + "/attempts")).path("items");
  }

  private static List<String> each(JsonNode attempts, String pointer) {
    List<String> values = new ArrayList<>();
    attempts.forEach(attempt -> values.add(attempt.at(pointer).asString("")));
    return values;
  }

  private String submit(String kind, int times, String more) {
    return text(
        json(
            api.post(
                "/api/v1/jobs",
                "{\"type\":\"trouble\",\"payload\":{\"kind\":\"%s\",\"times\":%d}%s}"
                    .formatted(kind, times, more))),
        "/id");
  }

  @Test
  void failuresAreListedWithTheNodeThatRanThem() throws Exception {
    String id = submit("FAIL", 0, ",\"maxAttempts\":3,\"backoff\":\"10ms\"");
    ended(id);
    JsonNode attempts = attempts(id);
    assertThat(each(attempts, "/attempt")).containsExactly("1", "2", "3");
    assertThat(each(attempts, "/outcome")).containsExactly("FAILED", "FAILED", "FAILED");
    assertThat(each(attempts, "/counted")).containsExactly("true", "true", "true");
    assertThat(each(attempts, "/error/code")).containsOnly("handler-failed");
    assertThat(each(attempts, "/node/name").subList(0, 2)).doesNotContain("");
    assertThat(attempts.get(0).at("/node/id")).isEqualTo(attempts.get(1).at("/node/id"));
    assertThat(attempts.get(2).has("node")).isFalse();
    assertThat(each(attempts, "/startedAt")).isSorted().doesNotContain("");
    assertThat(each(attempts, "/finishedAt")).isSorted().doesNotContain("");
  }

  @Test
  void aWorkerProcessThatDiesIsACrash() throws Exception {
    String id = submit("EXIT", 7, "");
    ended(id);
    JsonNode attempts = attempts(id);
    assertThat(each(attempts, "/outcome")).containsExactly("CRASHED", "CRASHED", "CRASHED");
    assertThat(each(attempts, "/counted")).containsOnly("false");
    assertThat(each(attempts, "/error/code"))
        .containsExactly("process-died", "process-died", "crashed");
  }

  @Test
  void aJobThatSucceedsAtOnceHasOneAttempt() throws Exception {
    String id = text(json(api.post("/api/v1/jobs", countdown("A", "0s"))), "/id");
    JsonNode job = ended(id);
    JsonNode attempts = attempts(id);
    assertThat(each(attempts, "/outcome")).containsExactly("SUCCEEDED");
    assertThat(attempts.get(0).path("error").isNull()).isTrue();
    assertThat(attempts.get(0).path("startedAt")).isEqualTo(job.path("startedAt"));
    assertThat(attempts.get(0).path("finishedAt")).isEqualTo(job.path("finishedAt"));
  }

  @Test
  void aRunningAttemptHasItsNodeAndNoEnd() throws Exception {
    String id = text(json(api.post("/api/v1/jobs", countdown("A", "20s"))), "/id");
    JsonNode attempts = attempts(id);
    assertThat(each(attempts, "/outcome")).containsExactly("RUNNING");
    assertThat(text(attempts.get(0), "/node/name")).isNotEmpty();
    assertThat(attempts.get(0).path("finishedAt").isNull()).isTrue();
    cancel(id);
    ended(id);
    assertThat(each(attempts(id), "/outcome")).containsExactly("CANCELLED");
    assertThat(each(attempts(id), "/error/code")).containsExactly("cancelled");
  }

  @Test
  void aJobThatWaitsForItsTimeHasNoAttempt() {
    String later =
        "{\"type\":\"countdown\",\"runAt\":\"2999-01-01T00:00:00Z\","
            + "\"payload\":{\"name\":\"A\",\"delay\":\"0s\"}}";
    String id = text(json(api.post("/api/v1/jobs", later)), "/id");
    assertThat(attempts(id).isArray()).isTrue();
    assertThat(attempts(id)).isEmpty();
    cancel(id);
    assertThat(attempts(id)).isEmpty();
  }

  /** The node of the test rescues the job of a node that is lost, and refuses its late outcome. */
  @Test
  void aRescueIsListedAndALateOutcomeIsNot(
      @Autowired JobSubmissions submissions,
      @Autowired NodeLeases leases,
      @Autowired JobOutcomes outcomes)
      throws Exception {
    Node lost = new Node(UUID.randomUUID(), "lost-7");
    leases.register(lost.id(), lost.name(), Duration.ZERO).get(10, TimeUnit.SECONDS);
    Job job =
        Jobs.running()
            .payload("{\"name\":\"A\",\"delay\":\"0s\"}")
            .startedAt(Instant.parse("2026-11-23T07:00:00Z"))
            .build();
    submissions.submit(new Submission(null, List.of(job), lost.id())).get(10, TimeUnit.SECONDS);
    Instant now = Instant.parse("2026-11-23T07:00:09Z");
    leases.rescueExpired(UUID.randomUUID(), 3, now).get(10, TimeUnit.SECONDS);
    Outcome late = new Outcome.Retried(new JobError("late", "late"), now, FailureReason.FAILURE);
    assertThat(
            outcomes
                .record(new EndedAttempt(job, lost.id(), late, now))
                .get(10, TimeUnit.SECONDS)
                .accepted())
        .isFalse();
    String id = job.id().toString();
    ended(id);
    JsonNode attempts = attempts(id);
    assertThat(each(attempts, "/outcome")).containsExactly("CRASHED", "SUCCEEDED");
    assertThat(each(attempts, "/error/code")).containsExactly("node-lost", "");
    assertThat(text(attempts.get(0), "/node/id")).isEqualTo(lost.id().toString());
    assertThat(text(attempts.get(0), "/node/name")).isEqualTo(lost.name());
    assertThat(text(attempts.get(0), "/startedAt")).isEqualTo("2026-11-23T07:00:00Z");
  }

  @Test
  void anUnknownJobOrABadRequestIsAProblem() {
    String unknown = "/api/v1/jobs/" + UUID.randomUUID();
    problem(api.get(unknown + "/attempts"), 404, "not-found");
    problem(api.get("/api/v1/jobs/x/attempts"), 400, "invalid-parameter");
    problem(api.get(unknown + "/attempts?limit=1"), 400, "invalid-parameter");
    problem(api.post(unknown + "/attempts", "{}"), 405, "method-not-allowed");
  }
}
