package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import io.jobwheel.job.ExecutionMode;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Comparisons of modes over HTTP, on a whole service. */
@TestPropertySource(properties = "jobwheel.comparisons.round-timeout=30s")
class ComparisonsEndToEndTest extends EndToEndTestCase {

  private static final String COMPARISONS = "/api/v1/comparisons";

  // a round of it lasts for a minute
  private static final String LONG =
      "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"20s\"},"
          + "\"modes\":[\"event-loop\",\"virtual-threads\"],\"jobs\":40}";

  /** A type that runs in two modes, and fails in one of them at request. */
  @TestConfiguration
  static class MoreTypes {

    @Bean
    JobHandler<?, ?> quiet() {
      return new Quiet();
    }
  }

  /** What the job does. */
  record Note(@Nullable String note) {}

  /** Does nothing, or fails on the threads of the pool. */
  static final class Quiet implements JobHandler<Note, String> {

    @Override
    public JobType<Note> type() {
      return JobType.ioBound("quiet", "Does nothing, or fails.", Note.class)
          .withModes(ExecutionMode.EVENT_LOOP, ExecutionMode.THREAD_POOL);
    }

    @Override
    public String run(Note note, JobContext context) {
      if ("fail on threads".equals(note.note()) && !Thread.currentThread().isVirtual()) {
        throw new IllegalStateException("broken");
      }
      return "done";
    }
  }

  private HttpResponse<String> compare(String body) {
    return api.post(COMPARISONS, body);
  }

  private String begun(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    String location = response.headers().firstValue("Location").orElseThrow();
    assertThat(location).isEqualTo(COMPARISONS + "/" + text(json(response), "/id"));
    return location;
  }

  private JsonNode ended(String location, Duration limit) {
    return await()
        .atMost(limit)
        .until(
            () -> json(api.get(location)), document -> !text(document, "/state").equals("RUNNING"));
  }

  private JsonNode all() {
    return json(api.get(COMPARISONS)).path("items");
  }

  private HttpResponse<String> delete(String location) {
    return api.send(api.request(location).DELETE());
  }

  private long unfinished(String group) {
    return json(api.get("/api/v1/jobs?state=QUEUED,RUNNING,SCHEDULED&group=" + group))
        .path("items")
        .size();
  }

  @AfterEach
  void cancelAll() {
    all()
        .valueStream()
        .filter(each -> text(each, "/state").equals("RUNNING"))
        .forEach(each -> api.post(COMPARISONS + "/" + text(each, "/id") + ":cancel", ""));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> json(api.get("/api/v1/jobs?state=QUEUED,RUNNING")).path("items").size() == 0);
  }

  @Test
  void waitingJobsTakeTheirSumInSequenceAndTheLongestOnTheEventLoop() {
    String location =
        begun(
            compare(
                """
                {"type": "countdown", "modes": ["sequential", "event-loop"],
                  "payloads": [{"name": "A", "delay": "100ms"}, {"name": "B", "delay": "80ms"},
                    {"name": "C", "delay": "50ms"}]}\
                """));
    JsonNode ended = ended(location, Duration.ofSeconds(60));
    assertThat(text(ended, "/state")).as(ended.toString()).isEqualTo("COMPLETED");
    assertThat(ended.path("progress").path("done").asInt()).isEqualTo(8);
    assertThat(ended.path("jobs").asInt()).isEqualTo(3);
    assertThat(ended.path("forced").asBoolean()).isFalse();
    assertThat(text(ended, "/payloads/2/name")).isEqualTo("C");
    JsonNode sequential = ended.at("/report/modes/0");
    JsonNode eventLoop = ended.at("/report/modes/1");
    assertThat(text(sequential, "/mode")).isEqualTo("sequential");
    assertThat(text(eventLoop, "/mode")).isEqualTo("event-loop");
    // three times 100, 80 and 50 ms: the sum is 690 ms, the longest 300 ms
    assertThat(sequential.at("/totalSeconds/median").asDouble()).isBetween(0.69, 1.5);
    assertThat(eventLoop.at("/totalSeconds/median").asDouble()).isBetween(0.3, 0.65);
    assertThat(eventLoop.at("/runSeconds/median").asDouble()).isBetween(0.24, 0.65);
    assertThat(eventLoop.path("rounds").size()).isEqualTo(3);
    assertThat(eventLoop.path("failed").asInt()).isZero();
    assertThat(eventLoop.path("threads").asInt()).isEqualTo(1);
    assertThat(eventLoop.at("/processorSeconds/median").isNumber()).isTrue();
    assertThat(eventLoop.at("/loopDelaySeconds/median").asDouble()).isBetween(0.0, 1.0);
    assertThat(eventLoop.path("workerMemoryBytes").isNull()).isTrue();
    assertThat(text(ended, "/winner")).isEqualTo("event-loop");
    assertThat(text(ended, "/report/verdict/winner")).isEqualTo("event-loop");
    assertThat(text(ended, "/report/nature/label")).isEqualTo("WAITS");
    assertThat(ended.at("/report/advice").toString()).contains("event-loop takes", "sequential");
    assertThat(ended.at("/report/host/processors").asInt())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    String group = text(eventLoop, "/rounds/0/group");
    assertThat(text(json(api.get("/api/v1/groups/" + group)), "/state")).isEqualTo("SUCCEEDED");

    readsAsTextAndPicture(location);
    assertThat(all().get(0).has("report")).isFalse();
    assertThat(text(all().get(0), "/winner")).isEqualTo("event-loop");
    problem(api.post(location + ":cancel", ""), 409, "conflict");
    assertThat(delete(location).statusCode()).isEqualTo(204);
    problem(api.get(location), 404, "not-found");
    problem(delete(location), 404, "not-found");
  }

  private void readsAsTextAndPicture(String location) {
    HttpResponse<String> markdown =
        api.send(api.request(location).header("Accept", "text/markdown"));
    assertThat(markdown.headers().firstValue("Content-Type"))
        .contains("text/markdown;charset=UTF-8");
    assertThat(markdown.body())
        .contains("# countdown: 3 jobs, 3 repeats", "| event-loop | ", "is faster than");
    HttpResponse<String> picture =
        api.send(api.request(location).header("Accept", "image/svg+xml"));
    assertThat(picture.headers().firstValue("Content-Type"))
        .contains("image/svg+xml;charset=UTF-8");
    assertThat(picture.body())
        .startsWith("<svg ")
        .contains(">event-loop</text>")
        .endsWith("</svg>\n");
  }

  @Test
  void onlyOneRunsAndItsCancelEndsAllItsJobs() {
    HttpResponse<String> created = compare(LONG);
    String location = begun(created);
    JsonNode refused = problem(compare(LONG), 409, "comparison-running");
    assertThat(text(refused, "/comparison")).isEqualTo(text(json(created), "/id"));
    problem(delete(location), 409, "conflict");
    String group =
        text(
            await()
                .atMost(Duration.ofSeconds(20))
                .until(
                    () -> json(api.get(location)),
                    document -> unfinished(text(document, "/progress/group")) == 40),
            "/progress/group");
    HttpResponse<String> cancelled = api.post(location + ":cancel", "");
    assertThat(cancelled.statusCode()).as(cancelled.body()).isEqualTo(200);
    assertThat(text(json(cancelled), "/state")).isEqualTo("CANCELLED");
    assertThat(text(json(cancelled), "/finishedAt")).isNotEmpty();
    await().atMost(Duration.ofSeconds(20)).until(() -> unfinished(group) == 0);
    assertThat(api.post(location + ":cancel", "").statusCode()).isEqualTo(200);
    HttpResponse<String> picture =
        api.send(api.request(location).header("Accept", "image/svg+xml"));
    assertThat(picture.body()).contains("cancelled: 0 of 8 rounds have ended.");

    // no round follows, and the next comparison can begin
    await().atMost(Duration.ofSeconds(20)).until(() -> compare(LONG).statusCode() == 202);
  }

  @Test
  void aBusyNodeRefusesUnlessForced() throws Exception {
    String job =
        text(
            json(
                api.post(
                    "/api/v1/jobs",
                    "{\"type\":\"countdown\",\"mode\":\"thread-pool\","
                        + "\"payload\":{\"name\":\"A\",\"delay\":\"20s\"}}")),
            "/id");
    String quick =
        "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"1ms\"},"
            + "\"modes\":[\"event-loop\"],\"repeats\":1,\"jobs\":1%s}";
    JsonNode refused = problem(compare(quick.formatted("")), 409, "node-busy");
    assertThat(text(refused, "/detail")).contains("mode thread-pool", "\"force\": true");
    assertThat(compare(quick.formatted(",\"force\":false")).statusCode()).isEqualTo(409);
    HttpResponse<String> forced = compare(quick.formatted(",\"force\":true"));
    assertThat(json(forced).path("forced").asBoolean()).as(forced.body()).isTrue();
    JsonNode ended = ended(begun(forced), Duration.ofSeconds(30));
    assertThat(ended.at("/report/remarks").toString()).contains("forced");
    assertThat(ended.at("/report/verdict/winner").isNull()).isTrue();
    assertThat(cancel(job).statusCode()).isEqualTo(202);
  }

  @Test
  void aModeInWhichJobsFailCannotWin() {
    JsonNode ended =
        ended(
            begun(
                compare(
                    """
                    {"type": "quiet", "payload": {"note": "fail on threads"}, "jobs": 2,
                      "modes": ["thread-pool", "event-loop"]}\
                    """)),
            Duration.ofSeconds(30));
    assertThat(text(ended, "/state")).isEqualTo("COMPLETED");
    assertThat(ended.at("/report/modes/0/failed").asInt()).isEqualTo(6);
    assertThat(ended.at("/report/modes/1/failed").asInt()).isZero();
    assertThat(ended.at("/report/verdict/failed").toString()).isEqualTo("[\"thread-pool\"]");
    assertThat(ended.at("/winner").isNull()).isTrue();
    assertThat(ended.at("/report/remarks").toString()).contains("thread-pool, 6 jobs");
  }
}
