package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Requests with the header Idempotency-Key. */
class RepeatedRequestsEndToEndTest extends EndToEndTestCase {

  private final String key = UUID.randomUUID().toString();

  private HttpRequest.Builder keyed(String path, String body) {
    return api.jsonPost(path, body).header("Idempotency-Key", '"' + key + '"');
  }

  private static boolean isReplayed(HttpResponse<String> response) {
    return response.headers().firstValue("Idempotency-Replayed").orElse("").equals("true");
  }

  @Test
  void aRepeatedJobIsAnsweredWithTheFirstOneAsItIsNow() throws Exception {
    String body = countdown("A", "0s");
    HttpResponse<String> first = api.send(keyed("/api/v1/jobs", body));
    String id = text(json(first), "/id");
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(isReplayed(first)).isFalse();
    JsonNode ended = ended(id);

    HttpResponse<String> again =
        api.send(api.jsonPost("/api/v1/jobs", " " + body).header("Idempotency-Key", key));

    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(isReplayed(again)).isTrue();
    assertThat(again.headers().firstValue("Location")).contains("/api/v1/jobs/" + id);
    assertThat(json(again)).isEqualTo(ended);
  }

  @Test
  void aRepeatedRequestMayWaitForTheEnd() {
    String body = countdown("A", "200ms");
    HttpResponse<String> first = api.send(keyed("/api/v1/jobs", body));
    HttpResponse<String> again = api.send(keyed("/api/v1/jobs", body).header("Prefer", "wait=20"));
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(isReplayed(again)).isTrue();
    assertThat(text(json(again), "/id")).isEqualTo(text(json(first), "/id"));
    assertThat(text(json(again), "/state")).isEqualTo("SUCCEEDED");
  }

  @Test
  void aRepeatedGroupIsAnsweredWithTheFirstOne() {
    String body = group("thread-pool", "ALL_COMPLETED", countdown("A", "0s"), countdown("B", "0s"));
    HttpResponse<String> first =
        api.send(keyed("/api/v1/groups", body).header("Prefer", "wait=20"));
    HttpResponse<String> again = api.send(keyed("/api/v1/groups", body));
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(isReplayed(again)).isTrue();
    assertThat(json(again)).isEqualTo(json(first));
    assertThat(again.headers().firstValue("Location"))
        .isEqualTo(first.headers().firstValue("Location"));
  }

  @Test
  void otherContentIsRefusedAndNotStored() {
    HttpResponse<String> first = api.send(keyed("/api/v1/jobs", countdown("A", "1h")));
    int jobs = json(api.get("/api/v1/jobs?limit=1000")).path("items").size();
    HttpResponse<String> other = api.send(keyed("/api/v1/jobs", countdown("B", "1h")));
    JsonNode problem = problem(other, 422, "idempotency-key-reused");
    assertThat(text(problem, "/detail")).contains(text(json(first), "/id"));
    assertThat(json(api.get("/api/v1/jobs?limit=1000")).path("items").size()).isEqualTo(jobs);
    assertThat(cancel(text(json(first), "/id")).statusCode()).isEqualTo(202);
  }

  @Test
  void anInvalidRequestLeavesItsKeyFree() {
    problem(api.send(keyed("/api/v1/jobs", countdown("A", "never"))), 400, "invalid-request");
    HttpResponse<String> corrected = api.send(keyed("/api/v1/jobs", countdown("A", "0s")));
    assertThat(corrected.statusCode()).isEqualTo(202);
    assertThat(isReplayed(corrected)).isFalse();
  }

  @Test
  void anInvalidKeyIsRefused() {
    HttpResponse<String> twice =
        api.send(keyed("/api/v1/jobs", countdown("A", "0s")).header("Idempotency-Key", "x"));
    assertThat(fields(problem(twice, 400, "invalid-parameter"))).containsExactly("Idempotency-Key");
    HttpResponse<String> empty =
        api.send(api.jsonPost("/api/v1/jobs", countdown("A", "0s")).header("Idempotency-Key", ""));
    assertThat(fields(problem(empty, 400, "invalid-parameter"))).containsExactly("Idempotency-Key");
  }
}
