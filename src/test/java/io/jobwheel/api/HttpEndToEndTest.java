package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.jobwheel.LogCapture;
import io.jobwheel.handler.http.RawServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The type http in the whole service, with servers on loopback. */
@TestPropertySource(
    properties = {
      "jobwheel.http.egress.allowed-networks=127.0.0.1",
      "jobwheel.secrets.key.value=" + HttpEndToEndTest.SECRET,
      "jobwheel.secrets.key.hosts=127.0.0.1",
      "jobwheel.secrets.key.over-http=true"
    })
class HttpEndToEndTest extends EndToEndTestCase {

  static final String SECRET = "s3cr3t-of-the-service";

  private static String job(String payload) {
    return "{\"type\":\"http\",\"payload\":%s}".formatted(payload);
  }

  @Test
  void aCallIsSubmittedAwaitedAndShownAndItsSecretStaysInTheNode() throws Exception {
    try (RawServer server =
        new RawServer((request, out) ->
            RawServer.write(
                out,
                RawServer.response(
                    "200 OK\r\nContent-Type: application/json",
                    "{\"echo\":%s,\"key\":\"%s\"}"
                        .formatted(request.body(), request.headers().get("authorization")))))) {
      HttpResponse<String> response =
          postAndWait(
              "/api/v1/jobs",
              job(
                  """
                  {"method":"POST","url":"%s","headers":{"Authorization":"Bearer ${secret:key}"},
                   "body":{"json":{"n":[1,2.50]}},"timeout":"5s"}
                  """
                      .formatted(server.url("/in"))));

      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      JsonNode job = json(response);
      assertThat(text(job, "/state")).isEqualTo("SUCCEEDED");
      assertThat(text(job, "/mode")).isEqualTo("event-loop");
      assertThat(job.at("/result/status").asInt()).isEqualTo(200);
      assertThat(text(job, "/result/body/text")).contains("\"key\":\"Bearer ***\"", "[1,2.5");
      assertThat(server.requests().getFirst().headers())
          .containsEntry("authorization", "Bearer " + SECRET);
      assertThat(text(job, "/payload/headers/Authorization")).isEqualTo("Bearer ${secret:key}");
      assertThat(response.body()).doesNotContain(SECRET);
      assertThat(api.get("/api/v1/jobs?limit=1000").body()).doesNotContain(SECRET);
      assertThat(api.get("/actuator/prometheus").body()).doesNotContain(SECRET);
      assertThatNoFileOfTheStoreHasTheSecret();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"event-loop", "thread-pool"})
  void aJsonBodyIsSentAsTheClientWroteIt(String mode) throws Exception {
    String body =
        "{ \"amount\": 10.00,\t\"e\":1E+2, \"big\" : 12345678901234567890.10 ,\r\n"
            + " \"b\":1, \"a\": [ ], \"text\": \"\\u00e9 \u00e9 \\/ / \\ud83d\\ude00"
            + " \uD83D\uDE00\"}";
    try (RawServer server =
        new RawServer(
            (request, out) -> RawServer.write(out, RawServer.response("204 No Content", "")))) {
      HttpResponse<String> response =
          postAndWait(
              "/api/v1/jobs",
              "{\"type\":\"http\",\"mode\":\"%s\",\"payload\":%s}"
                  .formatted(
                      mode,
                      " { \"method\":\"POST\", \"body\" : { \"json\":   %s  } , \"url\":\"%s\"} "
                          .formatted(body, server.url("/"))));

      assertThat(response.body()).contains("SUCCEEDED");
      assertThat(server.requests().getFirst().body()).isEqualTo(body);
    }
  }

  @Test
  void nothingOfACallIsLoggedWhateverIsAskedFor() throws Exception {
    String secrets = "Bearer ${secret:key}";
    try (LogCapture log = new LogCapture("io.jobwheel", Level.TRACE);
        RawServer server =
            new RawServer((request, out) ->
                RawServer.write(
                    out,
                    request.target().startsWith("/fine")
                        ? RawServer.response("200 OK\r\nX-Said: said-by-the-server", "body-back")
                        : RawServer.response("500 Broken", "no " + SECRET)))) {
      for (String path : List.of("/fine?token=in-the-query", "/broken?token=in-the-query")) {
        var _ =
            postAndWait(
                "/api/v1/jobs",
                """
                {"type":"http","maxAttempts":1,"payload":{"method":"POST","url":"%s",
                 "headers":{"Authorization":"%s","X-Mine":"header-of-the-client"},
                 "body":{"text":"body-of-the-client"}}}
                """
                    .formatted(server.url(path), secrets));
      }

      assertThat(server.requests()).hasSize(2);
      assertThat(log.await("attempt 1 failed").getFormattedMessage()).contains("returned 500");
      assertThat(log.events().stream().map(event -> wholeOf(event)))
          .noneMatch(line -> line.contains(SECRET))
          .noneMatch(line -> line.contains("body-of-the-client"))
          .noneMatch(line -> line.contains("header-of-the-client"))
          .noneMatch(line -> line.contains("in-the-query"))
          .noneMatch(line -> line.contains("body-back") || line.contains("said-by-the-server"));
    }
  }

  private static String wholeOf(ILoggingEvent event) {
    return event.getFormattedMessage()
        + event.getMDCPropertyMap()
        + (event.getThrowableProxy() == null
            ? ""
            : ThrowableProxyUtil.asString(event.getThrowableProxy()));
  }

  private static void assertThatNoFileOfTheStoreHasTheSecret() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertThat(all).isNotEmpty();
      for (Path file : all) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(SECRET);
      }
    }
  }

  @Test
  void whatAPayloadAloneShowsToBeWrongIsA400ThatNamesTheField() {
    assertThat(refused("{}")).containsExactly("payload.url");
    assertThat(refused("{\"url\":\"http://169.254.169.254/\"}")).containsExactly("payload.url");
    assertThat(refused("{\"url\":\"file:///etc/passwd\"}")).containsExactly("payload.url");
    assertThat(refused("{\"url\":\"http://a@example.com/\"}")).containsExactly("payload.url");
    assertThat(refused("{\"url\":\"http://example.com/\",\"method\":\"TRACE\"}"))
        .containsExactly("payload.method");
    assertThat(refused("{\"url\":\"http://127.0.0.1/\",\"headers\":{\"A\":\"${secret:unknown}\"}}"))
        .containsExactly("payload.headers.A");
    assertThat(refused("{\"url\":\"http://example.com/\",\"headers\":{\"A\":\"${secret:key}\"}}"))
        .containsExactly("payload.headers.A");
    assertThat(refused("{\"url\":\"http://example.com/\",\"headers\":{\"A\":\"a\\r\\nB: c\"}}"))
        .containsExactly("payload.headers.A");
    assertThat(refused("{\"url\":\"http://example.com/\",\"timeout\":\"11m\"}"))
        .containsExactly("payload.timeout");
    assertThat(refused("{\"url\":\"http://example.com/\",\"cookies\":true}")).isNotEmpty();
    assertThat(
            fields(
                problem(
                    api.post(
                        "/api/v1/jobs",
                        "{\"type\":\"http\",\"mode\":\"process-pool\","
                            + "\"payload\":{\"url\":\"http://example.com/\"}}"),
                    400,
                    "invalid-request")))
        .containsExactly("mode");
  }

  private List<String> refused(String payload) {
    return fields(problem(api.post("/api/v1/jobs", job(payload)), 400, "invalid-request"));
  }

  @Test
  void aFailureHasACodeThatClientsCanCount() throws Exception {
    try (RawServer server =
        new RawServer((_, out) ->
            RawServer.write(out, RawServer.response("404 Not Found", "no such thing")))) {
      JsonNode job =
          json(postAndWait("/api/v1/jobs", job("{\"url\":\"%s\"}".formatted(server.url("/x")))));
      assertThat(text(job, "/state")).isEqualTo("FAILED");
      assertThat(text(job, "/error/code")).isEqualTo("unexpected-status");
      assertThat(text(job, "/error/message"))
          .isEqualTo("GET %s returned 404: no such thing".formatted(server.url("/x")));
    }
  }

  @Test
  void aRunningCallIsCancelled() throws Exception {
    try (RawServer server = RawServer.silent()) {
      String id =
          text(
              json(api.post("/api/v1/jobs", job("{\"url\":\"%s\"}".formatted(server.url("/"))))),
              "/id");
      assertThat(server.awaitRequest()).isTrue();
      assertThat(cancel(id).statusCode()).isEqualTo(202);
      JsonNode ended = ended(id);
      assertThat(text(ended, "/state")).isEqualTo("CANCELLED");
      assertThat(text(ended, "/cancel/outcome")).isEqualTo("ACKNOWLEDGED");
      assertThat(server.awaitHangUp()).isTrue();
    }
  }
}
