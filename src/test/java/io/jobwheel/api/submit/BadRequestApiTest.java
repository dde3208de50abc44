package io.jobwheel.api.submit;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.RawHttp;
import io.jobwheel.api.Samples;
import io.jobwheel.dispatch.submission.FakeDispatch;
import io.jobwheel.store.StoreUnavailableException;
import java.io.EOFException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** An invalid submission gets a problem with the reason, and has no effect. */
class BadRequestApiTest extends ApiTestCase {

  private static final String GOOD = "{\"type\":\"countdown\",\"payload\":%s}";

  @AfterEach
  void nothingWasTakenIn() {
    assertThat(dispatch.stored()).isEmpty();
    assertThat(dispatch.hasWaits()).isFalse();
  }

  static Stream<Arguments> invalidJobs() {
    String payload = "{\"name\":\"A\",\"delay\":\"1s\"}";
    return Stream.of(
        Arguments.of("{}", "type payload"),
        Arguments.of("{\"type\":null,\"payload\":null}", "type payload"),
        Arguments.of("{\"type\":\"nope\",\"payload\":{}}", "type"),
        Arguments.of("{\"type\":\"Countdown\",\"payload\":" + payload + "}", "type"),
        Arguments.of("{\"type\":5,\"payload\":" + payload + "}", "type"),
        Arguments.of("{\"type\":[\"countdown\"],\"payload\":" + payload + "}", "type"),
        Arguments.of(job("\"mode\":\"fast\""), "mode"),
        Arguments.of(job("\"mode\":\"EVENT_LOOP\""), "mode"),
        Arguments.of(job("\"mode\":\"\""), "mode"),
        Arguments.of(job("\"mode\":1"), "mode"),
        Arguments.of(job("\"mode\":true"), "mode"),
        Arguments.of("{\"type\":\"anything\",\"mode\":\"event-loop\",\"payload\":[]}", "mode"),
        Arguments.of(job("\"delay\":\"1s\""), "delay"),
        Arguments.of(job("\"id\":\"x\""), "id"),
        Arguments.of(job("\"Priority\":1"), "Priority"),
        Arguments.of(job("\"priority\":101"), "priority"),
        Arguments.of(job("\"priority\":-101"), "priority"),
        Arguments.of(job("\"priority\":\"5\""), "priority"),
        Arguments.of(job("\"priority\":\"\""), "priority"),
        Arguments.of(job("\"priority\":1.5"), "priority"),
        Arguments.of(job("\"priority\":1.0"), "priority"),
        Arguments.of(job("\"priority\":1e1"), "priority"),
        Arguments.of(job("\"priority\":99999999999"), "priority"),
        Arguments.of(job("\"priority\":true"), "priority"),
        Arguments.of(job("\"priority\":[1]"), "priority"),
        Arguments.of(job("\"priority\":{}"), "priority"),
        Arguments.of(job("\"unique\":true"), "unique"),
        Arguments.of(job("\"unique\":\"nightly\""), "unique"),
        Arguments.of(unique("\"name\":\"nightly\""), "unique.name"),
        Arguments.of(unique("\"key\":\"\""), "unique.key"),
        Arguments.of(unique("\"key\":\"" + "k".repeat(256) + "\""), "unique.key"),
        Arguments.of(unique("\"key\":\"a\\u0000b\""), "unique.key"),
        Arguments.of(unique("\"key\":\"a\\nb\""), "unique.key"),
        Arguments.of(unique("\"key\":\"\\ud800\""), "unique.key"),
        Arguments.of(unique("\"key\":7"), "unique.key"),
        Arguments.of(unique("\"key\":[\"type\"]"), "unique.key"),
        Arguments.of(unique("\"until\":\"NEVER\""), "unique.until"),
        Arguments.of(unique("\"until\":\"end\""), "unique.until"),
        Arguments.of(unique("\"until\":1"), "unique.until"),
        Arguments.of(unique("\"until\":{}"), "unique.until"),
        Arguments.of(unique("\"until\":[]"), "unique.until"),
        Arguments.of(unique("\"until\":{\"for\":\"1h\",\"after\":\"END\"}"), "unique.until"),
        Arguments.of(unique("\"until\":{\"for\":3600}"), "unique.until"),
        Arguments.of(unique("\"until\":{\"after\":\"1h\"}"), "unique.until"),
        Arguments.of(unique("\"until\":{\"for\":\"soon\"}"), "unique.until.for"),
        Arguments.of(unique("\"until\":{\"for\":\"0s\"}"), "unique.until.for"),
        Arguments.of(unique("\"until\":{\"for\":\"-1s\"}"), "unique.until.for"),
        Arguments.of(unique("\"until\":{\"for\":\"366d\"}"), "unique.until.for"),
        Arguments.of(unique("\"onConflict\":\"IGNORE\""), "unique.onConflict"),
        Arguments.of(unique("\"onConflict\":\"\""), "unique.onConflict"),
        Arguments.of(unique("\"onConflict\":false"), "unique.onConflict"),
        Arguments.of(
            unique("\"key\":\"\",\"until\":\"x\",\"onConflict\":\"y\""),
            "unique.key unique.until unique.onConflict"),
        Arguments.of(job("\"runAt\":\"tomorrow\""), "runAt"),
        Arguments.of(job("\"runAt\":\"2027-01-31T08:00:00\""), "runAt"),
        Arguments.of(job("\"runAt\":\"2027-01-31\""), "runAt"),
        Arguments.of(job("\"runAt\":\"2027-02-30T08:00:00Z\""), "runAt"),
        Arguments.of(job("\"runAt\":\"+12027-01-31T08:00:00Z\""), "runAt"),
        Arguments.of(job("\"runAt\":\"9999-12-31T23:59:59-18:00\""), "runAt"),
        Arguments.of(job("\"runAt\":\"9999-12-31T23:59:59.999999999-00:01\""), "runAt"),
        Arguments.of(job("\"runAt\":\"0000-01-01T00:00:00+18:00\""), "runAt"),
        Arguments.of(job("\"runAt\":\"-0001-12-31T23:59:59Z\""), "runAt"),
        Arguments.of(job("\"runAt\":\"+10000-01-01T00:00:00Z\""), "runAt"),
        Arguments.of(job("\"runAt\":\"+2027-01-31T08:00:00Z\""), "runAt"),
        Arguments.of(job("\"runAt\":\"+999999999-12-31T23:59:59-18:00\""), "runAt"),
        Arguments.of(job("\"runAt\":\"-999999999-01-01T00:00:00+18:00\""), "runAt"),
        Arguments.of(job("\"runAt\":\"2027-01-31T08:00:00+18:01\""), "runAt"),
        Arguments.of(job("\"runAt\":\"2016-12-31T23:59:60Z\""), "runAt"),
        Arguments.of(job("\"runAt\":\"2027-01-31T24:00:00Z\""), "runAt"),
        Arguments.of(job("\"runAt\":\"\""), "runAt"),
        Arguments.of(job("\"runAt\":1800000000"), "runAt"),
        Arguments.of(job("\"maxAttempts\":0"), "maxAttempts"),
        Arguments.of(job("\"maxAttempts\":-1"), "maxAttempts"),
        Arguments.of(job("\"maxAttempts\":101"), "maxAttempts"),
        Arguments.of(job("\"maxAttempts\":\"3\""), "maxAttempts"),
        Arguments.of(job("\"maxAttempts\":1.5"), "maxAttempts"),
        Arguments.of(job("\"backoff\":\"-1ms\""), "backoff"),
        Arguments.of(job("\"backoff\":\"3601s\""), "backoff"),
        Arguments.of(job("\"backoff\":\"soon\""), "backoff"),
        Arguments.of(job("\"backoff\":\"\""), "backoff"),
        Arguments.of(job("\"backoff\":5"), "backoff"),
        Arguments.of(job("\"timeout\":\"0s\""), "timeout"),
        Arguments.of(job("\"timeout\":\"1us\""), "timeout"),
        Arguments.of(job("\"timeout\":\"366d\""), "timeout"),
        Arguments.of(job("\"timeout\":\"999999999999999999d\""), "timeout"),
        Arguments.of(job("\"timeout\":[\"1s\"]"), "timeout"),
        Arguments.of(job("\"timeout\":\"PT2562047788015215H30M7S\""), "timeout"),
        Arguments.of(job("\"timeout\":\"PT2562047788015216H\""), "timeout"),
        Arguments.of(job("\"timeout\":\"P106751991167300D\""), "timeout"),
        Arguments.of(job("\"timeout\":\"P106751991167301D\""), "timeout"),
        Arguments.of(job("\"timeout\":\"-PT9223372036854775808S\""), "timeout"),
        Arguments.of(job("\"timeout\":\"9999999999999999999s\""), "timeout"),
        Arguments.of(job("\"backoff\":\"PT2562047788015215H30M7.999999999S\""), "backoff"),
        Arguments.of(job("\"backoff\":\"-P106751991167300D\""), "backoff"),
        Arguments.of(job("\"backoff\":\"-999999999999999999d\""), "backoff"),
        Arguments.of(job("\"backoff\":\"999999999999999999.999999999d\""), "backoff"),
        Arguments.of(job("\"deadline\":\"soon\""), "deadline"),
        Arguments.of(job("\"deadline\":\"\""), "deadline"),
        Arguments.of(job("\"deadline\":600"), "deadline"),
        Arguments.of(job("\"deadline\":\"0s\""), "deadline"),
        Arguments.of(job("\"deadline\":\"-10m\""), "deadline"),
        Arguments.of(job("\"deadline\":\"999us\""), "deadline"),
        Arguments.of(job("\"deadline\":\"367d\""), "deadline"),
        Arguments.of(job("\"deadline\":\"999999999999999999d\""), "deadline"),
        Arguments.of(job("\"deadline\":\"2026-12-01T00:00:00\""), "deadline"),
        // the clock of the test
        Arguments.of(job("\"deadline\":\"2026-11-23T07:00:00.123456Z\""), "deadline"),
        Arguments.of(job("\"deadline\":\"2027-11-24T07:00:00.123457Z\""), "deadline"),
        Arguments.of(
            job("\"deadline\":\"10m\",\"runAt\":\"2026-11-23T07:10:00.123456Z\""), "deadline"),
        Arguments.of(
            job("\"deadline\":\"2026-12-01T00:00:00Z\",\"runAt\":\"2026-12-01T00:00:00Z\""),
            "deadline"),
        Arguments.of(
            job("\"maxAttempts\":0,\"backoff\":\"x\",\"timeout\":\"y\""),
            "maxAttempts backoff timeout"),
        Arguments.of("{\"type\":\"nope\",\"payload\":{},\"maxAttempts\":0}", "type maxAttempts"),
        Arguments.of(GOOD.formatted("null"), "payload"),
        Arguments.of(GOOD.formatted("5"), "payload"),
        Arguments.of(GOOD.formatted("[]"), "payload"),
        Arguments.of(GOOD.formatted("\"text\""), "payload"),
        Arguments.of(GOOD.formatted("{}"), "payload.delay payload.name"),
        Arguments.of(GOOD.formatted("{\"name\":\"A\"}"), "payload.delay"),
        Arguments.of(GOOD.formatted("{\"delay\":\"1s\"}"), "payload.name"),
        Arguments.of(GOOD.formatted("{\"name\":\"A\",\"delay\":null}"), "payload.delay"),
        Arguments.of(GOOD.formatted("{\"name\":\"A\",\"delay\":\"-1s\"}"), "payload.delay"),
        Arguments.of(GOOD.formatted("{\"name\":\"A\",\"delay\":\"-1ns\"}"), "payload.delay"),
        Arguments.of(GOOD.formatted("{\"name\":\"A\",\"delay\":\"1\"}"), "payload.delay"),
        Arguments.of(GOOD.formatted("{\"name\":\"A\",\"delay\":\"soon\"}"), "payload.delay"),
        Arguments.of(GOOD.formatted("{\"name\":\"A\",\"delay\":\"\"}"), "payload.delay"),
        Arguments.of(GOOD.formatted("{\"name\":\"A\",\"delay\":\"25h\"}"), "payload.delay"),
        Arguments.of(
            GOOD.formatted("{\"name\":\"A\",\"delay\":\"999999999999999999d\"}"), "payload.delay"),
        Arguments.of(GOOD.formatted("{\"name\":\"A\",\"delay\":1}"), "payload.delay"),
        Arguments.of(delay("PT2562047788015215H30M7S"), "payload.delay"),
        Arguments.of(delay("P106751991167301D"), "payload.delay"),
        Arguments.of(delay("-PT9223372036854775808S"), "payload.delay"),
        Arguments.of(delay("-999999999999999999d"), "payload.delay"),
        Arguments.of(GOOD.formatted("{\"name\":\"A\",\"delay\":1e400}"), "payload.delay"),
        Arguments.of(
            GOOD.formatted("{\"name\":\"A\",\"delay\":9223372036854775808}"), "payload.delay"),
        Arguments.of(GOOD.formatted("{\"name\":\"A\",\"delay\":1.5}"), "payload.delay"),
        Arguments.of(GOOD.formatted("{\"name\":\"AB\",\"delay\":\"1s\"}"), "payload.name"),
        Arguments.of(GOOD.formatted("{\"name\":\"a\",\"delay\":\"1s\"}"), "payload.name"),
        Arguments.of(GOOD.formatted("{\"name\":\"\",\"delay\":\"1s\"}"), "payload.name"),
        Arguments.of(GOOD.formatted("{\"name\":\"A\\n\",\"delay\":\"1s\"}"), "payload.name"),
        Arguments.of(GOOD.formatted("{\"name\":\"Ä\",\"delay\":\"1s\"}"), "payload.name"),
        Arguments.of(GOOD.formatted("{\"name\":5,\"delay\":\"1s\"}"), "payload.name"),
        Arguments.of(GOOD.formatted("{\"name\":[\"A\"],\"delay\":\"1s\"}"), "payload.name"),
        Arguments.of(GOOD.formatted("{\"name\":\"A\",\"delay\":\"1s\",\"x\":1}"), "payload.x"),
        Arguments.of("{\"type\":\"anything\",\"payload\":\"\\uD83D\"}", "payload"),
        Arguments.of("[]", ""),
        Arguments.of("5", ""),
        Arguments.of("\"countdown\"", ""),
        Arguments.of("true", ""));
  }

  private static String delay(String duration) {
    return GOOD.formatted("{\"name\":\"A\",\"delay\":\"%s\"}".formatted(duration));
  }

  private static String unique(String fields) {
    return job("\"unique\":{" + fields + "}");
  }

  private static String job(String field) {
    return "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"1s\"}," + field + "}";
  }

  @ParameterizedTest
  @MethodSource("invalidJobs")
  void anInvalidJobIsRejectedByField(String body, String fields) {
    JsonNode problem = problem(api.post("/api/v1/jobs", body), 400, "invalid-request");

    assertThat(String.join(" ", fields(problem))).isEqualTo(fields);
    assertThat(problem.path("instance").asString()).isEqualTo("/api/v1/jobs");
    assertThat(problem.path("errors").valueStream().map(e -> e.path("message").asString()))
        .allSatisfy(message -> assertThat(message).isNotBlank());
  }

  static Stream<Arguments> invalidGroups() {
    String job = "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"1s\"}}";
    return Stream.of(
        Arguments.of("{\"jobs\":[" + job + "]}", "mode"),
        Arguments.of("{\"mode\":\"warp\",\"jobs\":[" + job + "]}", "mode"),
        Arguments.of("{\"mode\":\"event-loop\"}", "jobs"),
        Arguments.of("{\"mode\":\"event-loop\",\"jobs\":null}", "jobs"),
        Arguments.of("{\"mode\":\"event-loop\",\"jobs\":[]}", "jobs"),
        Arguments.of("{\"mode\":\"event-loop\",\"jobs\":{}}", "jobs"),
        Arguments.of("{\"mode\":\"event-loop\",\"jobs\":" + job + "}", "jobs"),
        Arguments.of(
            "{\"mode\":\"event-loop\",\"jobs\":["
                + String.join(",", Collections.nCopies(6, job))
                + "]}",
            "jobs"),
        Arguments.of("{\"mode\":\"event-loop\",\"jobs\":[" + job + ",null]}", "jobs[1]"),
        Arguments.of("{\"mode\":\"event-loop\",\"jobs\":[" + job + ",5]}", "jobs[1]"),
        Arguments.of(
            "{\"mode\":\"event-loop\",\"jobs\":[" + job + ",{\"prio\":5}]}", "jobs[1].prio"),
        Arguments.of(
            "{\"mode\":\"event-loop\",\"jobs\":["
                + job
                + ","
                + job("\"maxAttempts\":101,\"timeout\":\"never\"")
                + "]}",
            "jobs[1].maxAttempts jobs[1].timeout"),
        Arguments.of(
            "{\"mode\":\"event-loop\",\"jobs\":[" + job + ",{\"priority\":\"5\"}]}",
            "jobs[1].priority"),
        Arguments.of(
            """
            {"mode":"event-loop","jobs":[
              {"type":"countdown","payload":{"name":"A","delay":"-1s"}},%s,
              {"type":"nope","payload":{}},
              {"type":"countdown","mode":"sequential","payload":{"name":"A","delay":"1s"}}]}
            """
                .formatted(job),
            "jobs[0].payload.delay jobs[2].type jobs[3].mode"),
        Arguments.of(
            """
            {"mode":"event-loop","returnWhen":"LATER","jobs":[%s,{"runAt":"x"}]}
            """
                .formatted(job),
            "returnWhen jobs[1].runAt"),
        Arguments.of(
            "{\"mode\":\"event-loop\",\"returnWhen\":0,\"jobs\":[" + job + "]}", "returnWhen"),
        Arguments.of(
            "{\"mode\":\"event-loop\",\"returnWhen\":\"all_completed\",\"jobs\":[" + job + "]}",
            "returnWhen"),
        Arguments.of("{\"mode\":\"event-loop\",\"jobs\":[" + job + "],\"x\":1}", "x"));
  }

  @ParameterizedTest
  @MethodSource("invalidGroups")
  void anInvalidGroupIsRejectedByField(String body, String fields) {
    JsonNode problem = problem(api.post("/api/v1/groups", body), 400, "invalid-request");

    assertThat(String.join(" ", fields(problem))).isEqualTo(fields);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "{",
        "{\"type\":",
        "{\"type\":\"countdown\"",
        "{type:\"countdown\"}",
        "{'type':'countdown'}",
        "{\"type\":\"countdown\",}",
        "{\"type\":\"countdown\"}}",
        "{\"type\":\"countdown\"} {}",
        "{\"type\":\"countdown\"} x",
        "{\"type\":\"countdown\",\"type\":\"countdown\"}",
        "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"name\":\"B\"}}",
        "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\"",
        "{\"priority\":05}",
        "{\"priority\":NaN}",
        "{\"priority\":+1}",
        "{\"priority\":0x10}",
        "{\"type\":\"a\nb\"}",
        "{\"type\":\"\\x\"}",
        "// comment\n{}",
        "type=countdown",
        "<xml/>",
        "{\"type\":\"anything\",\"payload\":{\"\\uDE00\":1}}",
        "\uFEFF\uFEFF{}"
      })
  void aBodyThatIsNotJsonIsRefused(String body) {
    JsonNode problem = problem(api.post("/api/v1/jobs", body), 400, "malformed-json");

    assertThat(problem.has("errors")).isFalse();
  }

  @Test
  void thePositionOfMalformedJsonIsReported() {
    JsonNode problem =
        problem(api.post("/api/v1/jobs", "{\"type\":\n  oops}"), 400, "malformed-json");

    assertThat(problem.path("detail").asString()).contains("oops", "line 2, column");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"payload\":", "{\"payload\":[", "{\"type\":\"anything\",\"payload\":{\"a\":"})
  void aBodyThatIsNestedTooDeepIsRefused(String opening) {
    String tail = opening.endsWith("[") ? "[" : "[{\"a\":";

    JsonNode problem =
        problem(api.post("/api/v1/jobs", opening + tail.repeat(100_000)), 400, "malformed-json");

    assertThat(problem.path("detail").asString()).contains("nesting");
  }

  @Test
  void aNumberThatIsTooLongIsRefused() {
    String body = "{\"type\":\"anything\",\"payload\":" + "1".repeat(2_000) + "}";

    problem(api.post("/api/v1/jobs", body), 400, "malformed-json");
  }

  static Stream<byte[]> notUtf8() {
    return Stream.of(
        latin1("{\"type\":\"caf\u00e9\"}"),
        latin1("{\"type\":\"\u00ff\u00fe\"}"),
        latin1("\u0000\u0001\u0002"),
        latin1("{\"type\":\"\u00f0\u009f"));
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @MethodSource("notUtf8")
  void aBodyThatIsNotUtf8IsRefused(byte[] body) {
    HttpResponse<String> response =
        api.send(
            api.request("/api/v1/jobs")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body)));

    problem(response, 400, "malformed-json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/json",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/octet-stream",
        "application",
        "*/*",
        ";"
      })
  void aBodyOfAnotherMediaTypeIsRefused(String type) {
    for (String path : new String[] {"/api/v1/jobs", "/api/v1/groups"}) {
      HttpResponse<String> response =
          api.send(
              api.request(path)
                  .header("Content-Type", type)
                  .POST(BodyPublishers.ofString(Samples.GROUP)));

      JsonNode problem = problem(response, 415, "unsupported-media-type");
      assertThat(problem.path("detail").asString()).contains("application/json");
    }
  }

  @Test
  void aBodyWithoutAMediaTypeIsRefused() {
    HttpResponse<String> response =
        api.send(api.request("/api/v1/jobs").POST(BodyPublishers.ofString("{}")));

    problem(response, 415, "unsupported-media-type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/xml", "image/png", "garbage", "text/plain"})
  void aRequestWithoutAnAcceptableResponseHasNoEffect(String accept) {
    for (String prefer : new String[] {"", "wait=5"}) {
      var request =
          api.jsonPost("/api/v1/jobs", GOOD.formatted("{\"name\":\"A\",\"delay\":\"1s\"}"));
      request.header("Accept", accept);
      if (!prefer.isEmpty()) {
        request.header("Prefer", prefer);
      }
      problem(api.send(request), 406, "not-acceptable");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wait",
        "wait=",
        "wait=abc",
        "wait=-1",
        "wait=1.5",
        "wait=1s",
        "wait=\"",
        "wait=\"5",
        "respond-async, wait=x",
        "wait = five",
        "wait=0x5",
        "wait=\u00b2",
        "wait=1 2"
      })
  void aWaitThatIsNotANumberOfSecondsIsRefused(String prefer) throws IOException {
    assertRefused(prefer, "/api/v1/jobs", GOOD.formatted("{\"name\":\"A\",\"delay\":\"1s\"}"));
    assertRefused(prefer, "/api/v1/groups", Samples.GROUP);
  }

  private void assertRefused(String prefer, String path, String body) throws IOException {
    String answer =
        raw.send(
            """
            POST %s HTTP/1.1\r
            Host: localhost\r
            Connection: close\r
            Content-Type: application/json\r
            Prefer: %s\r
            Content-Length: %d\r
            \r
            %s\
            """
                .formatted(path, prefer, body.length(), body));

    assertThat(RawHttp.status(answer)).as(answer).isEqualTo(400);
    JsonNode problem = problem(RawHttp.body(answer), 400, "invalid-parameter");
    assertThat(fields(problem)).containsExactly("Prefer");
  }

  @Test
  void aFullBacklogHasARetryAfter() {
    dispatch.failSubmits(FakeDispatch.backlogFull(Duration.ofMillis(1500)));

    HttpResponse<String> response = api.post("/api/v1/groups", Samples.GROUP);

    problem(response, 429, "backlog-full");
    assertThat(response.headers().firstValue("Retry-After")).contains("2");
  }

  @Test
  void aNodeThatShutsDownHasARetryAfter() {
    dispatch.failSubmits(FakeDispatch.notAccepting());

    HttpResponse<String> response = api.post("/api/v1/groups", Samples.GROUP);

    problem(response, 503, "not-accepting");
    assertThat(response.headers().firstValue("Retry-After")).contains("5");
  }

  @Test
  void anUnavailableStoreHasARetryAfterAndRevealsNoInternals() {
    dispatch.failSubmits(
        new StoreUnavailableException("SQLITE_FULL at /var/secret.db", new EOFException()));

    HttpResponse<String> response = api.post("/api/v1/groups", Samples.GROUP);

    problem(response, 503, "store-unavailable");
    assertThat(response.headers().firstValue("Retry-After")).contains("5");
    assertThat(response.body()).doesNotContain("secret", "SQLITE");
  }
}
