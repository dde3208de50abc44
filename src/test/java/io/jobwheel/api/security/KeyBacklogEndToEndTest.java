package io.jobwheel.api.security;

import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.EndToEndTestCase;
import io.jobwheel.api.TestKeys;
import io.jobwheel.store.Backlog;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Keys with a limit on their backlog; each test has a key of its own. */
@Timeout(60)
class KeyBacklogEndToEndTest extends EndToEndTestCase {

  private static final String LATER =
      "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"1s\"},\"runAt\":\"2999-01-01T00:00:00Z\"}";

  @Autowired Backlog backlog;

  @DynamicPropertySource
  static void keys(DynamicPropertyRegistry properties) {
    key(properties, "shop", 3);
    key(properties, "lab", 3);
    key(properties, "group", 3);
    key(properties, "freed", 1);
    key(properties, "hasty", 2);
    properties.add("jobwheel.security.keys.hasty.requests-per-second", () -> "1000");
    key(properties, "none", 0);
  }

  private static void key(DynamicPropertyRegistry properties, String name, int maxBacklog) {
    String prefix = "jobwheel.security.keys." + name;
    properties.add(prefix + ".hashes", () -> TestKeys.hash(TestKeys.key(name)));
    properties.add(prefix + ".scopes", () -> "jobs:read,jobs:write");
    properties.add(prefix + ".max-backlog", () -> maxBacklog);
  }

  private HttpResponse<String> send(String key, HttpRequest.Builder request) {
    return api.send(request.header("Authorization", TestKeys.bearer(key)));
  }

  private HttpResponse<String> submit(String key) {
    return send(key, api.jsonPost("/api/v1/jobs", LATER));
  }

  private HttpResponse<String> submitGroup(String key, int jobs) {
    String[] all = Collections.nCopies(jobs, LATER).toArray(String[]::new);
    return send(key, api.jsonPost("/api/v1/groups", group("event-loop", "ALL_COMPLETED", all)));
  }

  private static void assertLimit(HttpResponse<String> response, int limit, int room) {
    assertThat(response.headers().allValues("RateLimit-Policy"))
        .contains("\"backlog\";q=%d;qu=\"jobs\"".formatted(limit));
    assertThat(response.headers().allValues("RateLimit")).contains("\"backlog\";r=" + room);
  }

  private static void assertFull(HttpResponse<String> response, String key, int limit) {
    problem(response, 429, "key-backlog-full");
    assertThat(json(response).path("detail").asString())
        .contains("jobs of " + key + " wait", "limit of " + limit);
    assertThat(response.headers().firstValue("Retry-After"))
        .hasValueSatisfying(seconds -> assertThat(Integer.parseInt(seconds)).isPositive());
  }

  @Test
  void aKeyWhoseBacklogIsFullIsRefusedAndAnotherIsNotDisturbed() {
    List<String> submittedBy = new ArrayList<>();
    for (int room = 2; room >= 0; room--) {
      HttpResponse<String> response = submit("shop");
      assertThat(response.statusCode()).isEqualTo(202);
      assertLimit(response, 3, room);
      String id = json(response).path("id").asString();
      submittedBy.add(
          json(send("shop", api.request("/api/v1/jobs/" + id))).path("submittedBy").asString());
    }
    assertThat(submittedBy).containsOnly("shop");
    HttpResponse<String> refused = submit("shop");
    assertFull(refused, "shop", 3);
    assertLimit(refused, 3, 0);
    assertThat(backlog.waitingOf("shop")).isEqualTo(3);
    assertThat(submit("lab").statusCode()).isEqualTo(202);
  }

  @Test
  void aGroupWaitsWholeOrNotAtAll() {
    HttpResponse<String> refused = submitGroup("group", 4);
    assertFull(refused, "group", 3);
    assertLimit(refused, 3, 3);
    assertThat(backlog.waitingOf("group")).isZero();
    HttpResponse<String> admitted = submitGroup("group", 3);
    assertThat(admitted.statusCode()).isEqualTo(202);
    assertLimit(admitted, 3, 0);
    assertThat(json(admitted).at("/jobs/2/submittedBy").asString()).isEqualTo("group");
  }

  @Test
  void aCancelMakesRoom() {
    String id = json(submit("freed")).path("id").asString();
    assertFull(submit("freed"), "freed", 1);
    HttpResponse<String> cancelled =
        send("freed", api.request("/api/v1/jobs/" + id + ":cancel").POST(BodyPublishers.noBody()));
    assertThat(cancelled.statusCode()).isEqualTo(202);
    HttpResponse<String> again = submit("freed");
    assertThat(again.statusCode()).isEqualTo(202);
    assertLimit(again, 1, 0);
  }

  @Test
  void bothLimitsOfAKeyAreInTheHeadersAlsoWithAWait() {
    HttpResponse<String> response =
        send("hasty", api.jsonPost("/api/v1/jobs", LATER).header("Prefer", "wait=0"));
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.headers().allValues("RateLimit-Policy"))
        .containsExactly("\"key\";q=1000;w=1", "\"backlog\";q=2;qu=\"jobs\"");
    assertThat(response.headers().allValues("RateLimit"))
        .hasSize(2)
        .last()
        .isEqualTo("\"backlog\";r=1");
    HttpResponse<String> reading = send("hasty", api.request("/api/v1/lanes"));
    assertThat(reading.headers().allValues("RateLimit")).as("only submits wait").hasSize(1);
  }

  @Test
  void whatStartsAtOnceIsNotLimited() {
    HttpResponse<String> ended =
        send(
            "none", api.jsonPost("/api/v1/jobs", countdown("A", "0s")).header("Prefer", "wait=20"));
    assertThat(ended.statusCode()).isEqualTo(200);
    assertThat(ended.headers().allValues("RateLimit-Policy"))
        .containsExactly("\"backlog\";q=0;qu=\"jobs\"");
    assertFull(submit("none"), "none", 0);
  }
}
