package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Deadlines of the whole service. */
class DeadlinesEndToEndTest extends EndToEndTestCase {

  private static String job(String deadline, String delay, String more) {
    return "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"%s\"},\"deadline\":\"%s\"%s}"
        .formatted(delay, deadline, more);
  }

  private JsonNode submit(String body) {
    HttpResponse<String> response = api.send(api.jsonPost("/api/v1/jobs", body));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return json(response);
  }

  private static Instant time(JsonNode document, String field) {
    return Instant.parse(text(document, "/" + field));
  }

  @ParameterizedTest
  @ValueSource(strings = {"event-loop", "thread-pool"})
  void aJobThatRunsTooLongFailsAndItsRedriveHasNoDeadline(String mode) throws Exception {
    JsonNode accepted =
        submit(job("400ms", "1h", ",\"maxAttempts\":9,\"mode\":\"%s\"".formatted(mode)));
    assertThat(time(accepted, "deadline")).isEqualTo(time(accepted, "createdAt").plusMillis(400));
    String id = text(accepted, "/id");

    JsonNode ended = ended(id);

    assertThat(text(ended, "/state")).isEqualTo("FAILED");
    assertThat(text(ended, "/error/code")).isEqualTo("deadline-exceeded");
    assertThat(ended.path("deadline")).isEqualTo(accepted.path("deadline"));
    assertThat(time(ended, "finishedAt")).isAfterOrEqualTo(time(ended, "deadline"));
    assertThat(ended.path("attempt").asInt()).isOne();

    JsonNode redriven = json(api.send(api.jsonPost("/api/v1/jobs/" + id + ":redrive", "{}")));
    assertThat(redriven.has("deadline")).isFalse();
    cancel(id);
  }

  @Test
  void aTimeWithAnOffsetIsShownInUtc() {
    Instant deadline = Instant.now().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
    String inParis = deadline.plusSeconds(3_600).toString().replace("Z", "+01:00");
    JsonNode accepted = submit(job(inParis, "0s", ""));
    assertThat(time(accepted, "deadline")).isEqualTo(deadline);
    assertThat(
            submit("{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"0s\"}}")
                .has("deadline"))
        .isFalse();
  }

  @Test
  void aRepeatedRequestWithADurationHasTheFirstAnswer() {
    String key = UUID.randomUUID().toString();
    String id = text(json(repeat(key, job("1h", "0s", ""))), "/id");
    HttpResponse<String> again = repeat(key, job("PT60M", "0s", ""));
    assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
    assertThat(text(json(again), "/id")).isEqualTo(id);
    problem(repeat(key, job("2h", "0s", "")), 422, "idempotency-key-reused");
    String time = Instant.now().plus(Duration.ofHours(1)).toString();
    problem(repeat(key, job(time, "0s", "")), 422, "idempotency-key-reused");
  }

  private HttpResponse<String> repeat(String key, String body) {
    return api.send(api.jsonPost("/api/v1/jobs", body).header("Idempotency-Key", key));
  }

  @Test
  void jobsOfBatchesAndGroupsHaveDeadlinesOfTheirOwn() {
    HttpResponse<String> batch =
        api.send(
            api.jsonPost(
                "/api/v1/jobs:batch", "[" + job("1h", "0s", "") + "," + job("0s", "0s", "") + "]"));
    assertThat(fields(problem(batch, 400, "invalid-request"))).containsExactly("jobs[1].deadline");
    String wrong =
        group("thread-pool", "ALL_COMPLETED", job("1h", "0s", ""), job("soon", "0s", ""));
    assertThat(
            fields(
                problem(api.send(api.jsonPost("/api/v1/groups", wrong)), 400, "invalid-request")))
        .containsExactly("jobs[1].deadline");
    String good = group("thread-pool", "ALL_COMPLETED", job("1h", "0s", ""), countdown("B", "0s"));
    HttpResponse<String> accepted = api.send(api.jsonPost("/api/v1/groups", good));
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    String id = text(json(accepted), "/jobs/0/id");
    JsonNode first = json(api.get("/api/v1/jobs/" + id));
    assertThat(time(first, "deadline")).isEqualTo(time(first, "createdAt").plusSeconds(3_600));
  }

  @Test
  void aScheduleTakesADurationAndRefusesATime() {
    JsonNode fired = json(trigger(schedule("1h"), 202));
    String id = text(fired, "/jobId");
    JsonNode first = json(api.get("/api/v1/jobs/" + id));
    assertThat(time(first, "deadline")).isEqualTo(time(first, "createdAt").plusSeconds(3_600));

    JsonNode problem =
        problem(
            trigger(schedule(Instant.now().plusSeconds(3_600).toString()), 400),
            400,
            "invalid-request");
    assertThat(fields(problem)).containsExactly("deadline");
  }

  private String schedule(String deadline) {
    String path = "/api/v1/schedules/deadline-" + UUID.randomUUID();
    String body = "{\"cron\":\"0 0 1 1 *\",\"job\":%s}".formatted(job(deadline, "0s", ""));
    HttpResponse<String> put =
        api.send(
            api.request(path)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
    assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
    return path;
  }

  private HttpResponse<String> trigger(String schedule, int status) {
    HttpResponse<String> response =
        api.send(api.request(schedule + ":trigger").POST(BodyPublishers.noBody()));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return response;
  }
}
