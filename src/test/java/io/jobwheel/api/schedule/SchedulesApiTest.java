package io.jobwheel.api.schedule;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestCase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Headers, parameters and bodies of requests for schedules, and schedules of the configuration. */
@TestPropertySource(
    properties = {
      "jobwheel.schedules.audit.cron=0 6 * * *",
      "jobwheel.schedules.audit.job={\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"1ms\"}}"
    })
class SchedulesApiTest extends ApiTestCase {

  private static final String BODY =
      """
      {"cron": "@daily", "job": {"type": "countdown", "payload": {"name": "A", "delay": "1ms"}}}\
      """;

  private HttpRequest.Builder put(String name) {
    return api.request("/api/v1/schedules/" + name)
        .header("Content-Type", "application/json")
        .PUT(BodyPublishers.ofString(BODY));
  }

  private void create(String... names) {
    for (String name : names) {
      assertThat(api.send(put(name)).statusCode()).isEqualTo(201);
    }
  }

  @AfterEach
  void deleteAll() {
    for (JsonNode schedule : json(api.get("/api/v1/schedules")).get("items")) {
      if (!schedule.path("configured").asBoolean()) {
        String name = schedule.path("name").asString();
        assertThat(api.send(api.request("/api/v1/schedules/" + name).DELETE()).statusCode())
            .isEqualTo(204);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"one\"", "\"1\", \"2\"", "W/\"1\"", "\"\"", "", "\"1"})
  void anIfMatchOfAnotherFormIsRefused(String header) {
    create("guarded");

    HttpResponse<String> response = api.sendLenient(put("guarded").header("If-Match", header));

    assertThat(fields(problem(response, 400, "invalid-parameter"))).contains("If-Match");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1\"", "\"*\"", "any"})
  void anIfNoneMatchOfAnotherFormIsRefused(String header) {
    HttpResponse<String> response = api.sendLenient(put("new").header("If-None-Match", header));

    assertThat(fields(problem(response, 400, "invalid-parameter"))).contains("If-None-Match");
    problem(api.get("/api/v1/schedules/new"), 404, "not-found");
  }

  @Test
  void eachChangeCanBeGuarded() {
    create("guarded");
    for (String verb : List.of("pause", "resume")) {
      HttpRequest.Builder request =
          api.request("/api/v1/schedules/guarded:" + verb)
              .header("If-Match", "\"7\"")
              .POST(BodyPublishers.noBody());
      problem(api.send(request), 412, "version-mismatch");
    }
    HttpRequest.Builder delete =
        api.request("/api/v1/schedules/guarded").header("If-Match", "\"7\"").DELETE();
    problem(api.send(delete), 412, "version-mismatch");
    assertThat(api.get("/api/v1/schedules/guarded").headers().firstValue("ETag")).contains("\"1\"");
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit",
    "limit=-1, limit",
    "limit=many, limit",
    "limit=1&limit=2, limit",
    "cursor=No%20name, cursor",
    "cursor=-, cursor",
    "state=ACTIVE, state",
  })
  void aBadParameterOfTheListIsRefused(String query, String field) {
    HttpResponse<String> response = api.sendLenient(api.request("/api/v1/schedules?" + query));

    assertThat(fields(problem(response, 400, "invalid-parameter"))).contains(field);
  }

  @Test
  void aClientCanFollowTheLinksToTheEnd() {
    create("c", "a", "b");
    List<String> names = new ArrayList<>();
    String path = "/api/v1/schedules?limit=2";
    while (!path.isEmpty()) {
      HttpResponse<String> response = api.get(path);
      json(response)
          .get("items")
          .valueStream()
          .forEach(item -> names.add(item.path("name").asString()));
      path = response.headers().firstValue("Link").orElse("").replaceFirst("<(.*)>.*", "$1");
    }
    assertThat(names).containsExactly("a", "audit", "b", "c");
  }

  @Test
  void aLimitAboveTheMaximumIsReducedToIt() {
    assertThat(api.get("/api/v1/schedules?limit=1001").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\" \""})
  void aPauseNeedsNoReasonButNoEmptyOne(String reason) {
    create("paused");
    HttpResponse<String> response =
        api.sendLenient(
            api.jsonPost("/api/v1/schedules/paused:pause", "{\"reason\":%s}".formatted(reason)));

    assertThat(fields(problem(response, 400, "invalid-request"))).contains("reason");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                             | from
          {"from": "2026-11-02T00:00:00Z", "to": "2026-11-01T00:00:00Z"} | to
          {"from": "2026-11-01T00:00:00Z", "to": "2999-11-01T00:00:00Z"} | to
          {"from": "1969-11-01T00:00:00Z", "to": "2026-11-01T00:00:00Z"} | from
          {"from": "yesterday", "to": "2026-11-01T00:00:00Z"}            | from
          """)
  void aBackfillNeedsAnIntervalOfThePast(String body, String field) {
    create("past");
    HttpResponse<String> response =
        api.sendLenient(api.jsonPost("/api/v1/schedules/past:backfill", body));

    assertThat(fields(problem(response, 400, "invalid-request"))).contains(field);
  }

  @Test
  void aScheduleThatDoesNotExistIsNotFound() {
    for (String verb : List.of("pause", "resume", "trigger")) {
      HttpRequest.Builder request =
          api.request("/api/v1/schedules/none:" + verb).POST(BodyPublishers.noBody());
      problem(api.send(request), 404, "not-found");
    }
    problem(api.send(api.request("/api/v1/schedules/none").DELETE()), 404, "not-found");
    String interval = "{\"from\":\"2026-11-01T00:00:00Z\",\"to\":\"2026-11-02T00:00:00Z\"}";
    problem(api.post("/api/v1/schedules/none:backfill", interval), 404, "not-found");
  }

  @Test
  void aScheduleOfTheConfigurationRefusesEdits() {
    JsonNode audit = json(api.get("/api/v1/schedules/audit"));
    assertThat(audit.path("configured").asBoolean()).isTrue();

    Stream.of(put("audit"), api.request("/api/v1/schedules/audit").DELETE())
        .map(api::send)
        .forEach(response ->
            assertThat(problem(response, 409, "conflict").path("detail").asString())
                .contains("comes from the configuration"));

    assertThat(json(api.get("/api/v1/schedules/audit")).path("cron").asString())
        .isEqualTo("0 6 * * *");
  }

  @Test
  void aScheduleOfTheConfigurationCanBePausedAndResumed() {
    JsonNode paused = json(api.post("/api/v1/schedules/audit:pause", "{\"reason\":\"holidays\"}"));
    assertThat(paused.path("state").asString()).isEqualTo("PAUSED");

    HttpRequest.Builder resume =
        api.request("/api/v1/schedules/audit:resume").POST(BodyPublishers.noBody());
    assertThat(json(api.send(resume)).path("state").asString()).isEqualTo("ACTIVE");
  }
}
