package io.jobwheel.api.request;

import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.RawHttp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limit of request bodies, 1 MiB here. */
class BodyLimitApiTest extends ApiTestCase {

  private static final int LIMIT = 1024 * 1024;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/jobs",
        "/api/v1/groups",
        "/api/v1/lanes",
        "/api/nowhere",
        "/api/v1/jobs/x"
      })
  void aBodyPastTheLimitIsRefusedWhereverItGoes(String path) {
    HttpResponse<String> response = api.post(path, json(LIMIT + 1));

    problem(response, 413, "payload-too-large");
    assertThat(dispatch.stored()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/jobs", "/api/v1/groups", "/api/v1/lanes", "/api/nowhere"})
  void aBodyInChunksPastTheLimitIsRefusedWhereverItGoes(String path) {
    HttpResponse<String> response =
        api.send(
            api.request(path)
                .header("Content-Type", "application/json")
                .POST(chunked(json(2 * LIMIT))));

    problem(response, 413, "payload-too-large");
    assertThat(dispatch.stored()).isEmpty();
  }

  @Test
  void aBodyAtTheLimitIsTaken() {
    assertThat(api.post("/api/v1/jobs", json(LIMIT)).statusCode()).isEqualTo(202);
    assertThat(
            api.send(
                    api.request("/api/v1/jobs")
                        .header("Content-Type", "application/json")
                        .POST(chunked(json(LIMIT))))
                .statusCode())
        .isEqualTo(202);
    assertThat(dispatch.stored()).hasSize(2);
  }

  @Test
  void aBodyThatSaysItIsHugeIsRefusedUnread() throws IOException {
    try (Socket socket = raw.open()) {
      OutputStream out = socket.getOutputStream();
      out.write(head("Content-Length: 99999999999\r\nExpect: 100-continue"));
      out.flush();

      String response = RawHttp.readAll(socket.getInputStream());

      assertThat(RawHttp.status(response)).isEqualTo(413);
      problem(RawHttp.body(response), 413, "payload-too-large");
    }
  }

  @Test
  void aBodyThatEndsBeforeItsLengthIsRefused() throws IOException {
    String response =
        raw.send(text(head("Content-Length: 500")) + "{\"type\":\"anything\",\"payload\":1}");

    assertThat(dispatch.stored()).isEmpty();
    assertThat(RawHttp.status(response)).isEqualTo(400);
    problem(RawHttp.body(response), 400, "malformed-request");
  }

  @Test
  void aBodyThatGoesOnPastItsLengthIsCutAndTheRestIsGarbage() throws IOException {
    String response =
        raw.send(text(head("Content-Length: 5")) + "{\"type\":\"anything\",\"payload\":1}");

    assertThat(dispatch.stored()).isEmpty();
    assertThat(RawHttp.status(response)).isEqualTo(400);
    assertThat(response).contains("malformed-json");
  }

  @Test
  void chunksThatAreNoneAreRefused() throws IOException {
    String response = raw.send(text(head("Transfer-Encoding: chunked")) + "zz\r\n{}\r\n0\r\n\r\n");

    assertThat(dispatch.stored()).isEmpty();
    assertThat(RawHttp.status(response)).isEqualTo(400);
    problem(RawHttp.body(response), 400, "malformed-request");
  }

  private static byte[] head(String headers) {
    return ("POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + headers
            + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private static java.net.http.HttpRequest.BodyPublisher chunked(String body) {
    InputStream in = new ByteArrayInputStream(body.getBytes(StandardCharsets.US_ASCII));
    return BodyPublishers.ofInputStream(() -> in);
  }

  /** Returns a valid submission of that number of bytes. */
  private static String json(int bytes) {
    String start = "{\"type\":\"anything\",\"payload\":\"";
    return start + "x".repeat(bytes - start.length() - 2) + "\"}";
  }
}
