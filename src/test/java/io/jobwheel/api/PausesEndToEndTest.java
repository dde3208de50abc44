package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.store.pause.PauseKind;
import io.jobwheel.store.pause.PauseTarget;
import io.jobwheel.store.pause.Pauses;
import io.jobwheel.store.pause.Pauses.NewPause;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Pauses of types and submitters over HTTP. */
@Timeout(60)
class PausesEndToEndTest extends EndToEndTestCase {

  private static final String PAUSES = "/api/v1/pauses";

  @Autowired Pauses store;

  @DynamicPropertySource
  static void keys(DynamicPropertyRegistry properties) {
    TestKeys.configure(properties);
    properties.add("jobwheel.security.keys.admin.scopes", () -> "jobs:admin,jobs:read,jobs:write");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return api.send(request.header("Authorization", TestKeys.bearer("admin")));
  }

  private HttpResponse<String> put(String target, String body) {
    return send(
        api.request(PAUSES + "/" + target)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> get(String path) {
    return send(api.request(path));
  }

  private HttpResponse<String> delete(String target) {
    return send(api.request(PAUSES + "/" + target).DELETE());
  }

  private List<String> paused() {
    List<String> targets = new ArrayList<>();
    json(get(PAUSES)).path("items").forEach(item -> targets.add(text(item, "/target")));
    return targets;
  }

  @AfterEach
  void resumeAll() {
    paused().forEach(target -> assertThat(delete(target).statusCode()).isEqualTo(204));
  }

  @Test
  void aTypeIsPausedShownAndResumed() throws Exception {
    String target = PAUSES + "/type:countdown";
    problem(get(target), 404, "not-found");
    HttpResponse<String> created =
        put(
            "type:countdown",
            "{\"reason\":\"incident 7\",\"until\":\"2999-01-01T01:00:00+01:00\"}");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    JsonNode pause = json(created);
    assertThat(pause.propertyNames())
        .containsExactly("target", "known", "reason", "pausedBy", "since", "until");
    assertThat(text(pause, "/target")).isEqualTo("type:countdown");
    assertThat(pause.path("known").asBoolean()).isTrue();
    assertThat(text(pause, "/reason")).isEqualTo("incident 7");
    assertThat(text(pause, "/pausedBy")).isEqualTo("admin");
    assertThat(text(pause, "/until")).isEqualTo("2999-01-01T00:00:00Z");
    assertThat(json(get(target))).isEqualTo(pause);
    assertThat(json(get(PAUSES)).path("items").get(0)).isEqualTo(pause);

    HttpResponse<String> submitted = send(api.jsonPost("/api/v1/jobs", countdown("A", "0s")));
    assertThat(submitted.statusCode()).isEqualTo(202);
    assertThat(text(json(submitted), "/state")).isEqualTo("QUEUED");

    HttpResponse<String> replaced = put("type:countdown", "{}");
    assertThat(replaced.statusCode()).isEqualTo(200);
    assertThat(json(replaced).propertyNames())
        .containsExactly("target", "known", "pausedBy", "since");
    assertThat(text(json(replaced), "/since")).isEqualTo(text(pause, "/since"));
    assertThat(put("type:countdown", "{}").body()).isEqualTo(replaced.body());

    assertThat(delete("type:countdown").statusCode()).isEqualTo(204);
    problem(get(target), 404, "not-found");
    problem(delete("type:countdown"), 404, "not-found");
    String id = text(json(submitted), "/id");
    var _ = awaiter.awaitJob(UUID.fromString(id), Duration.ofSeconds(20)).join();
    assertThat(text(json(get("/api/v1/jobs/" + id)), "/state")).isEqualTo("SUCCEEDED");
  }

  @Test
  void aSubmitterIsPaused() {
    assertThat(put("submitter:writer", "{}").statusCode()).isEqualTo(201);
    for (String who : new String[] {"writer", "admin"}) {
      HttpResponse<String> submitted =
          api.send(
              api.jsonPost("/api/v1/jobs", countdown("A", "0s"))
                  .header("Authorization", TestKeys.bearer(who)));
      assertThat(text(json(submitted), "/state"))
          .isEqualTo(who.equals("writer") ? "QUEUED" : "RUNNING");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "type:no-such-type, type:no-such-type",
    "type%3Ano-such-type, type:no-such-type",
    "submitter:nobody-yet, submitter:nobody-yet",
    "submitter:token:alice@example.com, submitter:token:alice@example.com",
    "submitter:token:auth0%7C42%20%C3%A4, submitter:token:auth0|42 ä",
    "submitter:token:, submitter:token:"
  })
  void anUnknownTargetMayBePaused(String path, String target) {
    HttpResponse<String> created = put(path, "{\"reason\":\"ä\"}");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    JsonNode pause = json(created);
    assertThat(text(pause, "/target")).isEqualTo(target);
    assertThat(pause.path("known").isMissingNode()).isEqualTo(target.startsWith("submitter"));
    assertThat(pause.path("known").asBoolean(false)).isFalse();
    assertThat(paused()).containsExactly(target);
    assertThat(json(get(PAUSES + "/" + path))).isEqualTo(pause);
    assertThat(delete(path).statusCode()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http",
        "type",
        "type:",
        ":http",
        "Type:http",
        "queue:mail",
        "type:Http",
        "type:9",
        "type:a%20b",
        "type:http:x",
        "submitter:",
        "submitter:a_b",
        "submitter:token:%C2%85"
      })
  void aTargetThatCannotBeIsRefused(String target) {
    for (HttpResponse<String> response :
        List.of(put(target, "{}"), get(PAUSES + "/" + target), delete(target))) {
      assertThat(fields(problem(response, 400, "invalid-parameter"))).containsExactly("target");
    }
    assertThat(paused()).isEmpty();
  }

  @Test
  void namesHaveALimit() {
    assertThat(put("type:" + "a".repeat(63), "{}").statusCode()).isEqualTo(201);
    problem(put("type:" + "a".repeat(64), "{}"), 400, "invalid-parameter");
    assertThat(put("submitter:" + "A".repeat(64), "{}").statusCode()).isEqualTo(201);
    problem(put("submitter:" + "A".repeat(65), "{}"), 400, "invalid-parameter");
    assertThat(put("submitter:token:" + "s".repeat(200), "{}").statusCode()).isEqualTo(201);
    problem(put("submitter:token:" + "s".repeat(201), "{}"), 400, "invalid-parameter");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"until\":\"2020-01-01T00:00:00Z\"} | until",
        "{\"until\":\"tomorrow\"} | until",
        "{\"until\":\"\"} | until",
        "{\"until\":\"2999-01-01\"} | until",
        "{\"until\":1} | until",
        "{\"reason\":\"\"} | reason",
        "{\"reason\":\" \"} | reason",
        "{\"reason\":\"a\\u0000b\"} | reason",
        "{\"reason\":\"a\\nb\"} | reason",
        "{\"reason\":\"\\ud800\"} | reason",
        "{\"reason\":7} | reason",
        "{\"reason\":\"\",\"until\":\"never\"} | reason,until",
        "{\"because\":\"x\"} | because"
      })
  void anInvalidFieldIsNamedAndNothingIsStored(String body, String names) {
    assertThat(fields(problem(put("type:countdown", body), 400, "invalid-request")))
        .containsExactly(names.split(","));
    assertThat(paused()).isEmpty();
  }

  @Test
  void aReasonHasUpTo500Characters() {
    String body = "{\"reason\":\"%s\"}";
    assertThat(put("type:countdown", body.formatted("x".repeat(500))).statusCode()).isEqualTo(201);
    problem(put("type:countdown", body.formatted("x".repeat(501))), 400, "invalid-request");
    assertThat(text(json(get(PAUSES + "/type:countdown")), "/reason")).hasSize(500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "{} {}", "{\"reason\":\"a\",\"reason\":\"b\"}"})
  void aBodyThatIsNoObjectIsRefused(String body) {
    HttpResponse<String> response = put("type:countdown", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.body()).contains("urn:jobwheel:problem:");
    assertThat(paused()).isEmpty();
  }

  @Test
  void theThousandAndFirstTargetIsRefused() {
    List<PauseTarget> targets =
        IntStream.range(0, Pauses.MAX)
            .mapToObj(i -> new PauseTarget(PauseKind.TYPE, "t" + i))
            .toList();
    all(targets, target -> store.put(new NewPause(target, null, null, null)));
    assertThat(fields(problem(put("type:countdown", "{}"), 400, "invalid-request")))
        .containsExactly("target");
    assertThat(paused()).hasSize(Pauses.MAX);
    all(targets, store::delete);
  }

  private static void all(
      List<PauseTarget> targets, Function<PauseTarget, CompletableFuture<?>> write) {
    targets.stream().map(write).toList().forEach(CompletableFuture::join);
  }

  @Test
  void otherRequestsAreRefused() {
    problem(
        send(api.request(PAUSES + "/type:countdown").PUT(BodyPublishers.ofString("{}"))),
        415,
        "unsupported-media-type");
    problem(send(api.jsonPost(PAUSES, "{}")), 405, "method-not-allowed");
    problem(get(PAUSES + "?limit=1"), 400, "invalid-parameter");
    problem(get(PAUSES + "/"), 404, "not-found");
  }
}
