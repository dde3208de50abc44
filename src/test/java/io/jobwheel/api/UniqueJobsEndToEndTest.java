package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Unique jobs of the whole service. */
class UniqueJobsEndToEndTest extends EndToEndTestCase {

  private static final String FAR = "\"runAt\":\"2999-01-01T00:00:00Z\",";

  private final String key = UUID.randomUUID().toString();

  /** Returns a job with more fields before its uniqueness, which has the key and more fields. */
  private String unique(String fields, String name, String delay, String more) {
    return "{%s\"type\":\"countdown\",\"payload\":{\"name\":\"%s\",\"delay\":\"%s\"},\"unique\":{\"key\":\"%s\"%s}}"
        .formatted(fields, name, delay, key, more);
  }

  private JsonNode submit(String body, int status) {
    HttpResponse<String> response = api.send(api.jsonPost("/api/v1/jobs", body));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Location"))
        .contains("/api/v1/jobs/" + text(json(response), "/id"));
    return json(response);
  }

  private JsonNode read(String id) {
    return json(api.get("/api/v1/jobs/" + id));
  }

  private int jobs() {
    return json(api.get("/api/v1/jobs?limit=1000")).path("items").size();
  }

  @Test
  void aDuplicateIsAnsweredWithTheHolderAndNotStored() {
    JsonNode holder = submit(unique(FAR, "A", "0s", ""), 202);
    assertThat(holder.has("duplicate")).isFalse();
    assertThat(holder.path("unique").toString())
        .isEqualTo("{\"key\":\"%s\",\"until\":\"END\",\"onConflict\":\"RETURN\"}".formatted(key));
    int before = jobs();

    JsonNode duplicate = submit(unique("\"priority\":7,", "B", "0s", ""), 200);
    assertThat(duplicate.path("duplicate").asBoolean()).isTrue();
    assertThat(duplicate.has("replaced")).isFalse();
    assertThat(text(duplicate, "/payload/name")).isEqualTo("A");
    String id = text(holder, "/id");
    assertThat(text(duplicate, "/id")).isEqualTo(id);
    assertThat(read(id)).isEqualTo(holder);
    assertThat(jobs()).isEqualTo(before);

    cancel(id);
    assertThat(text(submit(unique(FAR, "C", "0s", ""), 202), "/id")).isNotEqualTo(id);
  }

  @Test
  void theDefaultKeyIsTheTypeAndThePayloadInAnyOrder() {
    int delay = ThreadLocalRandom.current().nextInt(1_000_000, 80_000_000);
    String later = "{" + FAR + "\"type\":\"countdown\",\"unique\":{},\"payload\":";
    JsonNode holder = submit(later + "{\"name\":\"A\",\"delay\":\"%dms\"}}".formatted(delay), 202);
    assertThat(holder.path("unique").has("key")).isFalse();
    JsonNode same = submit(later + "{\"delay\": \"%dms\", \"name\":\"A\"}}".formatted(delay), 200);
    assertThat(text(same, "/id")).isEqualTo(text(holder, "/id"));
    submit(later + "{\"name\":\"B\",\"delay\":\"%dms\"}}".formatted(delay), 202);
  }

  @Test
  void aDuplicateMayWaitForTheHolder() {
    JsonNode holder = submit(unique("", "A", "300ms", ""), 202);
    HttpResponse<String> waited = postAndWait("/api/v1/jobs", unique("", "B", "0s", ""));
    assertThat(waited.statusCode()).isEqualTo(200);
    assertThat(json(waited).path("duplicate").asBoolean()).isTrue();
    assertThat(text(json(waited), "/id")).isEqualTo(text(holder, "/id"));
    assertThat(text(json(waited), "/state")).isEqualTo("SUCCEEDED");
  }

  @Test
  void aRejectedJobNamesTheHolder() {
    String id = text(submit(unique(FAR, "A", "0s", ""), 202), "/id");
    int before = jobs();
    String rejected = unique("", "B", "0s", ",\"onConflict\":\"REJECT\"");
    JsonNode problem =
        problem(api.send(api.jsonPost("/api/v1/jobs", rejected)), 409, "unique-conflict");
    assertThat(text(problem, "/holder")).isEqualTo(id);
    assertThat(text(problem, "/detail")).contains(id);
    assertThat(jobs()).isEqualTo(before);
  }

  @Test
  void aReplacedHolderRunsWithTheNewPayload() throws Exception {
    String id = text(submit(unique(FAR, "A", "0s", ""), 202), "/id");
    JsonNode replaced =
        submit(unique("\"priority\":3,", "B", "0s", ",\"onConflict\":\"REPLACE\""), 200);
    assertThat(replaced.path("duplicate").asBoolean()).isTrue();
    assertThat(replaced.path("replaced").asBoolean()).isTrue();
    // it is due now, so that it starts without a poll
    JsonNode ended = ended(id);
    assertThat(text(ended, "/state")).isEqualTo("SUCCEEDED");
    assertThat(text(ended, "/payload/name")).isEqualTo("B");
    assertThat(ended.path("priority").asInt()).isEqualTo(3);
  }

  @Test
  void aReplacedHolderStartsAtItsNewTime() throws Exception {
    String id = text(submit(unique(FAR, "A", "0s", ""), 202), "/id");
    String soon = Instant.now().plusMillis(300).toString();
    submit(unique("\"runAt\":\"" + soon + "\",", "B", "0s", ",\"onConflict\":\"REPLACE\""), 200);
    assertThat(text(ended(id), "/state")).isEqualTo("SUCCEEDED");
  }

  @Test
  void aRunningHolderIsNotReplaced() throws Exception {
    String id = text(submit(unique("", "A", "1s", ""), 202), "/id");
    await().until(() -> text(read(id), "/state").equals("RUNNING"));
    JsonNode answer = submit(unique("", "B", "0s", ",\"onConflict\":\"REPLACE\""), 200);
    assertThat(answer.has("replaced")).isFalse();
    assertThat(text(ended(id), "/payload/name")).isEqualTo("A");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"START\"", "{\"for\":\"PT1H\"}"})
  void theDocumentHasWhatMakesTheKeyFree(String until) {
    JsonNode job = submit(unique(FAR, "A", "0s", ",\"until\":" + until), 202);
    assertThat(job.at("/unique/until").toString()).isEqualTo(until);
  }

  @Test
  void aKeyIsKeptAfterTheEnd() throws Exception {
    String id = text(submit(unique("", "A", "0s", ",\"until\":{\"for\":\"1h\"}"), 202), "/id");
    JsonNode ended = ended(id);
    JsonNode duplicate = submit(unique("", "B", "0s", ""), 200);
    assertThat(text(duplicate, "/id")).isEqualTo(id);
    assertThat(duplicate.path("result")).isEqualTo(ended.path("result"));
    api.send(api.request("/api/v1/jobs/" + id).DELETE());
    submit(unique("", "B", "0s", ""), 202);
  }

  @Test
  void aBatchNamesTheHoldersOfItsDuplicates() {
    String id = text(submit(unique(FAR, "A", "0s", ""), 202), "/id");
    String items =
        "[%s,%s,%s]"
            .formatted(
                countdown("B", "0s"),
                unique("", "C", "0s", ""),
                unique(FAR, "D", "0s", ",\"onConflict\":\"REPLACE\""));
    HttpResponse<String> response = api.send(api.jsonPost("/api/v1/jobs:batch", items));
    assertThat(response.statusCode()).isEqualTo(202);
    JsonNode batch = json(response);
    assertThat(batch.path("accepted").asInt()).isEqualTo(3);
    assertThat(batch.at("/items/0").has("duplicate")).isFalse();
    assertThat(batch.at("/items/1").toString())
        .isEqualTo("{\"id\":\"%s\",\"state\":\"SCHEDULED\",\"duplicate\":true}".formatted(id));
    assertThat(batch.at("/items/2/replaced").asBoolean()).isTrue();
    assertThat(text(read(id), "/payload/name")).isEqualTo("D");
  }

  @Test
  void aRejectedJobRefusesItsBatchUnlessThatIsLenient() {
    String id = text(submit(unique(FAR, "A", "0s", ""), 202), "/id");
    int before = jobs();
    String items =
        "[%s,%s]"
            .formatted(countdown("B", "0s"), unique("", "C", "0s", ",\"onConflict\":\"REJECT\""));
    HttpResponse<String> strict = api.send(api.jsonPost("/api/v1/jobs:batch", items));
    assertThat(text(problem(strict, 409, "unique-conflict"), "/holder")).isEqualTo(id);
    assertThat(jobs()).isEqualTo(before);

    JsonNode lenient =
        json(
            api.send(
                api.jsonPost("/api/v1/jobs:batch", items)
                    .header("Prefer", "handling=lenient")
                    .header("Idempotency-Key", key)));
    assertThat(lenient.path("accepted").asInt()).isEqualTo(1);
    assertThat(lenient.path("rejected").asInt()).isEqualTo(1);
    assertThat(text(lenient, "/items/1/error/field")).isEqualTo("unique");
    assertThat(text(lenient, "/items/1/error/message")).contains(id);

    JsonNode repeated =
        json(
            api.send(
                api.jsonPost("/api/v1/jobs:batch", items)
                    .header("Prefer", "handling=lenient")
                    .header("Idempotency-Key", key)));
    assertThat(repeated.at("/items/1")).isEqualTo(lenient.at("/items/1"));
    assertThat(repeated.at("/items/0/id")).isEqualTo(lenient.at("/items/0/id"));
  }

  @Test
  void aBatchThatRejectsItsOwnJobsIsInvalid() {
    String first = unique("", "A", "0s", "");
    String second = unique("", "B", "0s", ",\"onConflict\":\"REJECT\"");
    HttpResponse<String> response =
        api.send(api.jsonPost("/api/v1/jobs:batch", "[" + first + "," + second + "]"));
    assertThat(fields(problem(response, 400, "invalid-request"))).containsExactly("jobs[1].unique");
  }

  @Test
  void aJobOfAGroupCannotBeUnique() {
    String body =
        group("thread-pool", "ALL_COMPLETED", countdown("A", "0s"), unique("", "B", "0s", ""));
    HttpResponse<String> response = api.send(api.jsonPost("/api/v1/groups", body));
    assertThat(fields(problem(response, 400, "invalid-request")))
        .isEqualTo(List.of("jobs[1].unique"));
  }

  @Test
  void aRepeatedRequestHasTheFirstAnswer() throws Exception {
    String id = text(submit(unique("", "A", "200ms", ""), 202), "/id");
    String body = unique("", "B", "0s", "");
    HttpResponse<String> first =
        api.send(api.jsonPost("/api/v1/jobs", body).header("Idempotency-Key", key));
    assertThat(first.statusCode()).isEqualTo(200);
    JsonNode ended = ended(id);
    HttpResponse<String> again =
        api.send(api.jsonPost("/api/v1/jobs", body).header("Idempotency-Key", key));
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
    assertThat(text(json(again), "/id")).isEqualTo(id);
    assertThat(json(again).path("duplicate").asBoolean()).isTrue();
    assertThat(json(again).path("result")).isEqualTo(ended.path("result"));
    // another uniqueness is another request
    HttpResponse<String> other =
        api.send(
            api.jsonPost("/api/v1/jobs", unique("", "B", "0s", ",\"until\":\"START\""))
                .header("Idempotency-Key", key));
    problem(other, 422, "idempotency-key-reused");
  }

  @Test
  void aRedriveWhoseKeyIsHeldNamesTheHolder() {
    String id = text(submit(unique(FAR, "A", "0s", ""), 202), "/id");
    cancel(id);
    String holder = text(submit(unique(FAR, "B", "0s", ""), 202), "/id");
    HttpResponse<String> redrive =
        api.send(api.request("/api/v1/jobs/" + id + ":redrive").POST(BodyPublishers.noBody()));
    JsonNode problem = problem(redrive, 409, "unique-conflict");
    assertThat(text(problem, "/holder")).isEqualTo(holder);
    assertThat(text(read(id), "/state")).isEqualTo("CANCELLED");
  }
}
