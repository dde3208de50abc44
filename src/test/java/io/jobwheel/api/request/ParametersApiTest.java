package io.jobwheel.api.request;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.LogCapture;
import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.RawHttp;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Invalid query parameters are rejected, and client errors are never logged as server errors. */
class ParametersApiTest extends ApiTestCase {

  private static final String ID = "019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "state=%00 | state",
        "state=%20 | state",
        "state=, | state",
        "state=%09 | state",
        "state=%C2%A0 | state",
        "state=%E2%80%8B | state",
        "state=%0AFAILED | state",
        "state=FAILED%00 | state",
        "state=QUEUED&state=%00 | state",
        "type=%00 | type",
        "type=%20 | type",
        "type=a%00b | type",
        "type=%0A | type",
        "mode=%20 | mode",
        "mode=%00 | mode",
        "limit=%20 | limit",
        "limit=%00 | limit",
        "limit=1e1 | limit",
        "limit=+5 | limit",
        "limit=%2B5 | limit",
        "limit=0x5 | limit",
        "limit=%D9%A3 | limit",
        "cursor=%00 | cursor",
        "cursor=%20 | cursor"
      })
  void aValueWithoutMeaningIsRefused(String query, String field) {
    JsonNode problem = problem(api.get("/api/v1/jobs?" + query), 400, "invalid-parameter");

    assertThat(fields(problem)).containsExactly(field);
    assertThat(store.filters()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"sate, state", "State, state", "limits, limit", "curser, cursor", "tpye, type"})
  void theNearestKnownParameterIsNamed(String misspelt, String meant) {
    JsonNode problem =
        problem(api.get("/api/v1/jobs?" + misspelt + "=FAILED"), 400, "invalid-parameter");

    assertThat(problem.at("/errors/0/field").asString()).isEqualTo(misspelt);
    assertThat(problem.at("/errors/0/message").asString())
        .contains("did you mean '" + meant + "'?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/jobs/" + ID,
        "/api/v1/jobs/" + ID + "/output",
        "/api/v1/groups/" + ID,
        "/api/v1/groups/" + ID + "/output",
        "/api/v1",
        "/api/v1/lanes",
        "/api/v1/summary",
        "/api/v1/job-types"
      })
  void aParameterThatIsNotKnownIsRefusedEverywhere(String path) {
    JsonNode problem = problem(api.get(path + "?atempt=1&state=FAILED"), 400, "invalid-parameter");

    assertThat(fields(problem)).containsExactly("atempt", "state");
    assertThat(store.readers()).isEmpty();
  }

  @Test
  void aSubmitTakesNoParameters() {
    problem(
        api.post("/api/v1/jobs?wait=5", "{\"type\":\"anything\",\"payload\":1}"),
        400,
        "invalid-parameter");

    assertThat(dispatch.stored()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator/health/liveness?a%00b=1",
        "/actuator/health/liveness?%01=1",
        "/actuator/health/liveness?%7F=1",
        "/actuator/health/liveness?a=%zz",
        "/actuator/health/liveness?a=%C3",
        "/api/v1/jobs?state%00=FAILED",
        "/api/v1/jobs?%0D%0A=FAILED",
        "/api/v1/lanes?a%00b=1",
        "/api/v1/job-types?a=%zz",
        "/nowhere?a%00b=1"
      })
  void aQueryThatTheServerDoesNotTakeIsAProblemWithoutALogLine(String path) throws IOException {
    try (LogCapture log = new LogCapture()) {
      String response =
          raw.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

      assertThat(RawHttp.status(response)).as(response).isIn(400, 404);
      assertThat(response).contains("Content-Type: application/problem+json");
      assertQuiet(log);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0001", "\u0000", "\u007f", "\u001b[0m", "\u000b", "a\u0008b"})
  void aControlCharacterInAHeaderIsAProblemWithoutALogLine(String value) throws IOException {
    try (LogCapture log = new LogCapture()) {
      for (String header : new String[] {"X", "User-Agent", "Authorization", "Accept", "Cookie"}) {
        String response =
            raw.send(
                "GET /actuator/health/liveness HTTP/1.1\r\nHost: localhost\r\n%s: %s\r\n\r\n"
                    .formatted(header, value));

        assertThat(RawHttp.status(response)).as(header).isEqualTo(400);
        problem(RawHttp.body(response), 400, "malformed-request");
      }
      assertQuiet(log);
    }
  }

  @Test
  void clientErrorsAreNotLoggedByTheServer() {
    // Tomcat logs the first of a day with its stack trace
    for (String name :
        new String[] {
          "org.apache.coyote.http11.Http11Processor",
          "org.apache.tomcat.util.http.Rfc6265CookieProcessor",
          "org.apache.tomcat.util.http.Parameters"
        }) {
      assertThat(LoggerFactory.getLogger(name).isInfoEnabled()).as(name).isFalse();
    }
  }

  private static void assertQuiet(LogCapture log) {
    assertThat(log.events())
        .extracting(event -> event.getLoggerName() + ": " + event.getFormattedMessage())
        .noneMatch(line ->
            line.startsWith("io.jobwheel.api")
                || line.startsWith("org.apache")
                || line.startsWith("org.springframework"));
  }
}
