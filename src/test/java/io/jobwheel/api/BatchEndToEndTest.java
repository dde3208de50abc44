package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Many independent jobs in one request. */
class BatchEndToEndTest extends EndToEndTestCase {

  private static final String BATCH = "/api/v1/jobs:batch";
  private static final String GOOD = countdown("A", "0s");
  private static final String BAD = countdown("B", "soon");
  private static final String LATER =
      "{\"type\":\"countdown\",\"payload\":{\"name\":\"L\",\"delay\":\"0s\"},"
          + "\"mode\":\"%s\",\"runAt\":\"2999-01-01T00:00:00Z\"}";

  private HttpResponse<String> batch(String... jobs) {
    return api.post(BATCH, "[" + String.join(",", jobs) + "]");
  }

  private HttpRequest.Builder lines(String body) {
    return api.request(BATCH)
        .header("Content-Type", "application/x-ndjson")
        .POST(BodyPublishers.ofString(body));
  }

  private static String letter(int index) {
    return String.valueOf((char) ('A' + index));
  }

  private int stored() {
    return json(api.get("/api/v1/jobs?limit=1000")).path("items").size();
  }

  private void cancelAll(HttpResponse<String> batch) {
    for (JsonNode item : json(batch).path("items")) {
      assertThat(cancel(item.path("id").asString()).statusCode()).isEqualTo(202);
    }
  }

  @Test
  void theAnswerNamesTheJobsInTheOrderOfTheRequest() throws Exception {
    String[] jobs =
        IntStream.range(0, 26)
            .mapToObj(i ->
                "{\"type\":\"countdown\",\"mode\":\"%s\",\"payload\":{\"name\":\"%s\",\"delay\":\"0s\"}}"
                    .formatted(i % 2 == 0 ? "thread-pool" : "event-loop", letter(i)))
            .toArray(String[]::new);
    HttpResponse<String> response = batch(jobs);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    JsonNode document = json(response);
    assertThat(document.path("accepted").asInt()).isEqualTo(26);
    assertThat(document.path("rejected").asInt()).isZero();
    for (int i = 0; i < 26; i++) {
      JsonNode job = ended(document.path("items").path(i).path("id").asString());
      assertThat(text(job, "/payload/name")).isEqualTo(letter(i));
      assertThat(text(job, "/state")).isEqualTo("SUCCEEDED");
      assertThat(job.path("groupId").isMissingNode() || job.path("groupId").isNull()).isTrue();
    }
  }

  @Test
  void jobsMayBeSentOneALine() throws Exception {
    HttpResponse<String> response = api.send(lines(GOOD + "\r\n\n" + countdown("Z", "0s")));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    JsonNode items = json(response).path("items");
    assertThat(items.size()).isEqualTo(2);
    assertThat(text(ended(items.path(1).path("id").asString()), "/payload/name")).isEqualTo("Z");
  }

  @Test
  void oneInvalidJobRefusesAllUnlessTheClientIsLenient() {
    List<String> jobs = new ArrayList<>(Collections.nCopies(100, GOOD));
    jobs.set(17, BAD);
    jobs.set(40, "{\"type\":\"countdown\",\"unknown\":1}");
    jobs.set(41, "null");
    String body = "[" + String.join(",", jobs) + "]";
    int before = stored();

    JsonNode problem = problem(api.post(BATCH, body), 400, "invalid-request");
    assertThat(fields(problem))
        .containsExactly("jobs[17].payload.delay", "jobs[40].unknown", "jobs[41]");
    assertThat(stored()).isEqualTo(before);

    HttpResponse<String> lenient =
        api.send(api.jsonPost(BATCH, body).header("Prefer", "handling=lenient"));
    assertThat(lenient.statusCode()).isEqualTo(202);
    assertThat(lenient.headers().firstValue("Preference-Applied")).contains("handling=lenient");
    JsonNode document = json(lenient);
    assertThat(document.path("accepted").asInt()).isEqualTo(97);
    assertThat(document.path("rejected").asInt()).isEqualTo(3);
    assertThat(text(document, "/items/17/error/field")).isEqualTo("payload.delay");
    assertThat(text(document, "/items/40/error/field")).isEqualTo("unknown");
    assertThat(document.at("/items/17/errorCount").asInt()).isEqualTo(1);
    assertThat(document.at("/items/17/id").isMissingNode()).isTrue();
    assertThat(document.at("/items/18/id").asString("")).isNotEmpty();
    assertThat(stored()).isEqualTo(before + 97);
  }

  @Test
  void atMostAHundredErrorsAreListedAndAllAreCounted() {
    JsonNode problem =
        problem(
            batch(Collections.nCopies(150, BAD).toArray(String[]::new)), 400, "invalid-request");
    assertThat(problem.path("errors").size()).isEqualTo(100);
    assertThat(problem.path("errorCount").asInt()).isEqualTo(150);
  }

  @Test
  void aFullBacklogOfOneModeRefusesAllJobs() {
    int before = stored();
    List<String> jobs = new ArrayList<>(Collections.nCopies(150, LATER.formatted("event-loop")));
    jobs.addAll(Collections.nCopies(201, LATER.formatted("sequential")));
    for (int round = 0; round < 3; round++) { // each gives its places back
      problem(batch(jobs.toArray(String[]::new)), 429, "backlog-full");
    }
    assertThat(stored()).isEqualTo(before);
    HttpResponse<String> fits = batch(jobs.subList(0, 150).toArray(String[]::new));
    assertThat(fits.statusCode()).as(fits.body()).isEqualTo(202);
    cancelAll(fits);
  }

  @Test
  void aRepeatedBatchIsAnsweredWithTheFirstOne() {
    String key = UUID.randomUUID().toString();
    String body =
        "["
            + String.join(",", LATER.formatted("sequential"), BAD, LATER.formatted("event-loop"))
            + "]";
    List<HttpResponse<String>> answers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      answers.add(
          api.send(
              api.jsonPost(BATCH, body)
                  .header("Idempotency-Key", key)
                  .header("Prefer", "handling=lenient")));
    }
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(202);
    assertThat(json(answers.get(1))).isEqualTo(json(answers.get(0)));
    assertThat(answers.get(1).headers().firstValue("Idempotency-Replayed")).contains("true");
    assertThat(cancel(text(json(answers.get(0)), "/items/2/id")).statusCode()).isEqualTo(202);
    JsonNode now =
        json(
            api.send(
                api.jsonPost(BATCH, body)
                    .header("Idempotency-Key", key)
                    .header("Prefer", "handling=lenient")));
    assertThat(text(now, "/items/0/state")).isEqualTo("SCHEDULED");
    assertThat(text(now, "/items/1/error/field")).isEqualTo("payload.delay");
    assertThat(text(now, "/items/2/state")).isEqualTo("CANCELLED");
    problem(
        api.send(api.jsonPost(BATCH, "[" + GOOD + "]").header("Idempotency-Key", key)),
        422,
        "idempotency-key-reused");
    problem(
        api.send(
            api.jsonPost(BATCH, body.replace("soon", "-1s"))
                .header("Idempotency-Key", key)
                .header("Prefer", "handling=lenient")),
        422,
        "idempotency-key-reused");
    assertThat(cancel(text(now, "/items/0/id")).statusCode()).isEqualTo(202);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          []                       | 400 | invalid-request | jobs
          {}                       | 400 | malformed-json  | must be a JSON array
          [{"type":"countdown"]    | 400 | malformed-json  | is incomplete
          [{"type":"a",}]          | 400 | malformed-json  | Item 0 of the body
          [{"a":1,"a":1}]          | 400 | malformed-json  | Item 0 of the body repeats the field 'a'
          [7]                      | 400 | invalid-request | jobs[0]
          [null]                   | 400 | invalid-request | jobs[0]
          """)
  void otherBodiesAreRefused(String body, int status, String type, String part) {
    int before = stored();
    JsonNode problem = problem(api.post(BATCH, body), status, type);
    assertThat(problem.toString()).contains(part);
    assertThat(stored()).isEqualTo(before);
  }

  @Test
  void aLineThatIsNoJsonRefusesAll() {
    int before = stored();
    JsonNode problem = problem(api.send(lines(GOOD + "\nno json\n" + GOOD)), 400, "malformed-json");
    assertThat(text(problem, "/detail")).startsWith("Item 1 of the body has 'no'");
    assertThat(stored()).isEqualTo(before);
  }

  @Test
  void textThatIsNotUtf8RefusesAll() {
    byte[] body = ("[" + GOOD + "]").getBytes(UTF_8);
    body[12] = (byte) 0xff; // within the name of the type
    JsonNode problem =
        problem(
            api.send(
                api.request(BATCH)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(body))),
            400,
            "malformed-json");
    assertThat(text(problem, "/detail")).startsWith("Item 0 of the body is not valid UTF-8");
  }

  @Test
  void moreJobsOrBytesThanTheLimitsAreRefused() {
    JsonNode tooMany =
        problem(
            batch(Collections.nCopies(10_001, "{}").toArray(String[]::new)),
            400,
            "invalid-request");
    assertThat(tooMany.toString()).contains("at most 10000 jobs");
    String megabyte = "x".repeat(1_048_576);
    problem(batch("{\"type\":\"" + megabyte + "\"}"), 413, "payload-too-large");
    String tooLong = " ".repeat(17 * 1_048_576);
    problem(api.post(BATCH, "[" + tooLong + "]"), 413, "payload-too-large");
    HttpRequest.Builder chunked =
        api.request(BATCH)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("[" + tooLong + "]")));
    problem(api.send(chunked), 413, "payload-too-large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/jobs%3Abatch", "/api/v1/jobs%3abatch", "/api/v1/%6Aobs:batch"})
  void thePathMayHaveEscapes(String path) {
    String space = " ".repeat(2 * 1_048_576); // longer than other bodies may be
    HttpResponse<String> response = api.post(path, "[" + GOOD + "]" + space);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
  }

  @Test
  void aHandlingThatIsNotKnownIsRefused() {
    problem(
        api.send(api.jsonPost(BATCH, "[" + GOOD + "]").header("Prefer", "handling=loose")),
        400,
        "invalid-parameter");
    assertThat(
            api.send(
                    api.jsonPost(BATCH, "[" + GOOD + "]")
                        .header("Prefer", "wait=5, handling=strict"))
                .statusCode())
        .isEqualTo(202);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          handling="lenient"      | 202
          Handling = lenient; a=b | 202
          handling="strict"       | 400
          handling=""             | 400
          """)
  void theHandlingMayBeInQuotes(String prefer, int status) {
    HttpResponse<String> response =
        api.send(api.jsonPost(BATCH, "[" + GOOD + ",null]").header("Prefer", prefer));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
  }
}
