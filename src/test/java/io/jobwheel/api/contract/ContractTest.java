package io.jobwheel.api.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check of exchanges finds what the document does not describe. */
class ContractTest {

  private static void check(int status, String type, String body) {
    Contract.checkResponse("POST", "/api/v1/jobs:batch", status, headers(type), body);
  }

  private static void checkRequest(String request, String body) {
    String[] parts = request.split(" ");
    Contract.checkRequest(
        parts[0], URI.create(parts[1]), headers("application/json"), body == null ? "" : body);
  }

  private static HttpHeaders headers(String type) {
    return HttpHeaders.of(Map.of("Content-Type", List.of(type)), (_, _) -> true);
  }

  @Test
  void aResponseThatIsDescribedPasses() {
    assertThatCode(() ->
            check(
                202,
                "application/json",
                "{\"accepted\":1,\"rejected\":0,\"items\":[{\"state\":\"QUEUED\"}]}"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          202 | application/json | {"accepted":1,"rejected":0}
          202 | application/json | {"accepted":1,"rejected":0,"items":[],"more":1}
          202 | application/json | {"accepted":"1","rejected":0,"items":[]}
          202 | application/json | {"accepted":1,"rejected":0,"items":[{"state":"LOST"}]}
          202 | text/plain       | {"accepted":1,"rejected":0,"items":[]}
          201 | application/json | {"accepted":1,"rejected":0,"items":[]}
          400 | application/json | {"type":"about:blank"}
          400 | application/problem+json | {"type":"about:blank","title":"a","status":400,"detail":"b"}
          """)
  void aResponseThatIsNotDescribedFails(int status, String type, String body) {
    assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> check(status, type, body));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          GET /api/v1/jobs?state=FAILED,CANCELLED&limit=5 |
          GET /api/v1/jobs?createdFrom=2026-11-01T00:00:00%2B01:00 |
          GET /api/v1/jobs?state=FAILED&state=QUEUED,%20RUNNING,&cursor= |
          POST /api/v1/jobs | {"type":"a","payload":null,"priority":100}
          POST /api/v1/jobs:batch | [{"type":"a","payload":1},{"type":"b","payload":[]}]
          PUT /api/v1/pauses/type:a | {}
          DELETE /api/v1/pauses/type:a |
          GET /actuator/health?any=1 |
          """)
  void aRequestThatIsDescribedPasses(String request, String body) {
    assertThatCode(() -> checkRequest(request, body)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          GET /api/v1/jobs?state=LOST |
          GET /api/v1/jobs?limit=0 |
          GET /api/v1/jobs?more=1 |
          GET /api/v1/jobs?createdFrom=yesterday |
          GET /api/v1/jobs/1 |
          GET /api/v1/more |
          POST /api/v1/jobs |
          POST /api/v1/jobs | {"type":"a"}
          POST /api/v1/jobs | {"type":"a","payload":1,"more":1}
          POST /api/v1/jobs | {"type":"a","payload":1,"priority":101}
          POST /api/v1/jobs | {"type":"a","payload":1,"timeout":null}
          POST /api/v1/jobs:batch | []
          POST /api/v1/groups | {"mode":"fast","jobs":[{"type":"a","payload":1}]}
          """)
  void aRequestThatIsNotDescribedFails(String request, String body) {
    assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> checkRequest(request, body));
  }

  private static void checkWebhook(String event, Map<String, String> changes, String body) {
    Map<String, String> headers = new HashMap<>();
    headers.put("content-type", "application/json");
    headers.put("webhook-id", "msg_01a2077f-8d52-72e6-bb0f-789a4e39fbf5");
    headers.put("webhook-timestamp", "1795984186");
    headers.put("webhook-signature", "v1," + "A".repeat(44));
    headers.putAll(changes);
    headers.values().removeIf(String::isEmpty);
    Contract.checkWebhook(event, "POST", headers, body);
  }

  private static final String GROUP_EVENT =
      """
      {"type":"group.finished","timestamp":"2026-11-29T20:29:46.759489Z","data":{
       "id":"01a2077f-8d52-72e6-bb0f-789a4e39fbf5","mode":"event-loop","state":"SUCCEEDED",
       "returnWhen":"ALL_COMPLETED","createdAt":"2026-11-29T20:29:46Z","startedAt":null,
       "finishedAt":"2026-11-29T20:29:46Z"}}
      """;

  @Test
  void aWebhookThatIsDescribedPasses() {
    assertThatCode(() -> checkWebhook("group.finished", Map.of(), GROUP_EVENT))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          group.started  | webhook-id        | msg_01a2077f-8d52-72e6-bb0f-789a4e39fbf5
          job.failed     | webhook-id        | msg_01a2077f-8d52-72e6-bb0f-789a4e39fbf5
          group.finished | webhook-id        | 1
          group.finished | webhook-id        |
          group.finished | webhook-timestamp | now
          group.finished | webhook-signature | v2,AAAA
          group.finished | content-type      | text/plain
          """)
  void aWebhookThatIsNotDescribedFails(String event, String header, @Nullable String value) {
    Map<String, String> changes = Map.of(header, value == null ? "" : value);
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> checkWebhook(event, changes, GROUP_EVENT));
  }

  @Test
  void aWebhookWithAFieldThatIsNotDescribedFails() {
    String body = GROUP_EVENT.replace("\"startedAt\"", "\"jobs\":[],\"startedAt\"");
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> checkWebhook("group.finished", Map.of(), body));
  }
}
