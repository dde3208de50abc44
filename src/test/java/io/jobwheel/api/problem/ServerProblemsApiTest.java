package io.jobwheel.api.problem;

import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.RawHttp;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that Tomcat rejects also get problem documents. */
class ServerProblemsApiTest extends ApiTestCase {

  @AfterEach
  void nothingWasTakenIn() {
    assertThat(dispatch.stored()).isEmpty();
  }

  static Stream<Arguments> garbage() {
    return Stream.of(
        Arguments.of("garbage\r\n\r\n", 400),
        Arguments.of("G\u0001T / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        Arguments.of(get("/api/v1/jobs/{x"), 400),
        Arguments.of(get("/api/v1/jobs/x}"), 400),
        Arguments.of(get("/api/v1/jobs/%zz"), 400),
        Arguments.of(get("/api/v1/jobs/%"), 400),
        Arguments.of(get("/api/v1/jobs/%2F"), 400),
        Arguments.of(get("/api/v1/jobs/%00"), 400),
        Arguments.of(get("/api/v1/jobs/%C3"), 400),
        Arguments.of(get("/api/v1/jobs\\x"), 400),
        Arguments.of(get("/../../etc/passwd"), 400),
        Arguments.of(get("/api/v1/jobs/\u00ff\u00fe"), 400),
        Arguments.of(get("/api/v1/jobs?type=<script>"), 400),
        Arguments.of("GET /api/v1/jobs HTTP/1.1\r\n\r\n", 400),
        Arguments.of("GET /api/v1/jobs HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        Arguments.of("GET /api/v1/jobs HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        Arguments.of("GET /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nb@d: 1\r\n\r\n", 400),
        Arguments.of("GET /api/v1/jobs HTTP/9.9\r\nHost: localhost\r\n\r\n", 505),
        Arguments.of("GET http://[/api/v1/jobs HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        Arguments.of(head("Content-Length: x"), 400),
        Arguments.of(head("Content-Length: -5"), 400),
        Arguments.of(head("Content-Length: 2\r\nContent-Length: 3"), 400),
        Arguments.of(head("Transfer-Encoding: rot13"), 501),
        Arguments.of(head("Content-Length: 5\r\nTransfer-Encoding: chunked"), 400));
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  }

  private static String head(String header) {
    return "POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + header
        + "\r\n\r\n";
  }

  @ParameterizedTest
  @MethodSource("garbage")
  void garbageIsAnsweredWithAProblem(String request, int status) throws IOException {
    String response = raw.send(request);

    assertThat(response).as(response).contains("Content-Type: application/problem+json");
    assertThat(response).doesNotContain("<", "Tomcat", "Exception");
    assertThat(RawHttp.status(response)).isEqualTo(status);
    problem(
        RawHttp.body(response),
        status,
        ProblemType.ofServerStatus(status).urn().substring("urn:jobwheel:problem:".length()));
  }

  @Test
  void headersThatAreTooLargeAreAProblem() throws IOException {
    String response =
        raw.send(
            "GET /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nX: "
                + "x".repeat(20_000)
                + "\r\n\r\n");

    assertThat(response).contains("Content-Type: application/problem+json");
    problem(RawHttp.body(response), 400, "malformed-request");
  }

  @Test
  void aPathThatIsTooLongIsAProblem() throws IOException {
    String response = raw.send(get("/" + "x".repeat(20_000)));

    assertThat(response).contains("Content-Type: application/problem+json");
    problem(RawHttp.body(response), 400, "malformed-request");
  }

  @Test
  void traceIsNotServed() throws IOException {
    String response =
        raw.send("TRACE /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(response).contains("Content-Type: application/problem+json");
    problem(RawHttp.body(response), 405, "method-not-allowed");
  }

  @Test
  void aHeadOfAnUnknownPathHasNoBody() throws IOException {
    String response =
        raw.send("HEAD /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(RawHttp.status(response)).isEqualTo(404);
    assertThat(response).contains("Content-Type: application/problem+json");
    assertThat(RawHttp.body(response)).isEmpty();
  }

  @Test
  void badEscapesInAQueryAreAProblem() throws IOException {
    String response = raw.send(get("/api/v1/jobs?type=%zz"));

    assertThat(response).contains("Content-Type: application/problem+json");
    problem(RawHttp.body(response), 400, "invalid-parameter");
    assertThat(store.filters()).isEmpty();
  }

  @Test
  void theServerDoesNotNameItself() throws IOException {
    assertThat(raw.send(get("/api/v1/job-types"))).doesNotContain("Server:", "Tomcat");
    assertThat(raw.send("garbage\r\n\r\n")).doesNotContain("Server:", "Tomcat");
  }
}
