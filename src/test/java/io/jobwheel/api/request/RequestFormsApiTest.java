package io.jobwheel.api.request;

import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiClient;
import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.RawHttp;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Content codings, character sets and lengths of request bodies. */
class RequestFormsApiTest extends ApiTestCase {

  private static final String JOB = "{\"type\":\"anything\",\"payload\":1}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "deflate",
        "br",
        "zstd",
        "x-gzip",
        "GZIP",
        "identity, gzip",
        "gzip, identity",
        "utf-8",
        "*"
      })
  void aBodyInAContentCodingIsRefused(String coding) {
    for (String path :
        new String[] {"/api/v1/jobs", "/api/v1/groups", "/nowhere", "/actuator/health"}) {
      HttpResponse<String> response =
          api.send(api.jsonPost(path, JOB).header("Content-Encoding", coding));

      problem(response, 415, "unsupported-media-type");
      assertThat(response.headers().firstValue("Accept-Encoding")).contains("identity");
    }
    assertThat(dispatch.stored()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "Identity", "identity, identity", ""})
  void aBodyAsItIsIsTaken(String coding) {
    assertThat(api.send(api.jsonPost("/api/v1/jobs", JOB).header("Content-Encoding", coding)))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c080", // NUL, overlong
        "c1bf", // DEL, overlong
        "c0af", // a slash, overlong
        "e08080", // three bytes for NUL
        "e09fbf",
        "f0808080",
        "f08fbfbf",
        "eda080", // half of a pair
        "edbfbf",
        "eda080edb080", // a pair as CESU-8 has it
        "f4908080", // past U+10FFFF
        "f8888080",
        "ff",
        "80",
        "e282",
        "00"
      })
  void whatIsNoUtf8IsRefused(String hex) throws IOException {
    byte[] wrong = HexFormat.of().parseHex(hex);
    for (String place : new String[] {"payload\":\"%\"", "payload\":1,\"%\":2", "payload\":1%"}) {
      String[] parts = ("{\"type\":\"anything\",\"" + place + "}").split("%");
      byte[] body = new byte[parts[0].length() + wrong.length + parts[1].length()];
      System.arraycopy(latin1(parts[0]), 0, body, 0, parts[0].length());
      System.arraycopy(wrong, 0, body, parts[0].length(), wrong.length);
      System.arraycopy(
          latin1(parts[1]), 0, body, parts[0].length() + wrong.length, parts[1].length());

      problem(post(body), 400, "malformed-json");
    }
    assertThat(dispatch.stored()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE"})
  void anotherUnicodeThanUtf8IsRefused(String charset) {
    problem(post(JOB.getBytes(Charset.forName(charset))), 400, "malformed-json");
    assertThat(dispatch.stored()).isEmpty();
  }

  @Test
  void allOfUtf8IsTaken() {
    String text = "\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff";
    String body = "{\"type\":\"anything\",\"payload\":\"" + text + "\"}";

    assertThat(post(body.getBytes(StandardCharsets.UTF_8)).statusCode()).isEqualTo(202);
    assertThat(dispatch.stored().getFirst().payload()).isEqualTo("\"" + text + "\"");
  }

  private HttpResponse<String> post(byte[] body) {
    return api.send(
        api.request("/api/v1/jobs")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Content-Length: %d\\r\\nContent-Length: %1$d | 202",
        "Content-Length: %d\\r\\ncontent-length:   %1$d\\r\\nCONTENT-LENGTH: %1$d | 202",
        "Content-Length: %d, %1$d | 202",
        "Content-Length: %d\\r\\nContent-Length: 5 | 400",
        "Content-Length: 5\\r\\nContent-Length: %d | 400",
        "Content-Length: %d, 5 | 400",
        "Content-Length: %d\\r\\nContent-Length: 0%1$d | 400",
        "Content-Length: %d\\r\\nContent-Length: | 400",
        "Content-Length: %d\\r\\nContent-Length: +%1$d | 400",
        "Content-Length: %d\\r\\nContent-Length: %1$d\\r\\nTransfer-Encoding: chunked | 400"
      })
  void equalLengthsAreOne(String lengths, int status) throws IOException {
    String response =
        raw.send(
            "POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\n"
                + lengths.replace("\\r\\n", "\r\n").formatted(JOB.length())
                + "\r\n\r\n"
                + JOB);

    assertThat(RawHttp.status(response)).as(response).isEqualTo(status);
    assertThat(dispatch.stored()).hasSize(status == 202 ? 1 : 0);
  }

  @Test
  void equalLengthsDetermineTheEndOfTheBody() throws IOException {
    String request =
        "POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: %1$d\r\nContent-Length: %1$d\r\n\r\n%2$s";

    String answers =
        raw.send(
            (request.formatted(JOB.length(), JOB)).repeat(2)
                + "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(answers.split("HTTP/1.1 202 ", -1)).hasSize(3);
    assertThat(answers).contains("HTTP/1.1 404 ");
    assertThat(dispatch.stored()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"priority\":\"%s\",\"type\":\"anything\",\"payload\":1}",
        "{\"runAt\":[\"%s\"],\"type\":\"anything\",\"payload\":1}",
        "{\"maxAttempts\":{\"a\":\"%s\"},\"type\":\"anything\",\"payload\":1}",
        "{\"type\":\"countdown\",\"payload\":{\"name\":[\"%s\"],\"delay\":\"1s\"}}",
        "\"%s\""
      })
  void theMessageDoesNotDependOnTheValue(String body) {
    String plain = sentence(body.formatted("?"));
    for (String value : new String[] {"`", "'", "{}", "[Source: x]", "(class y)", "`int`"}) {
      String sentence = sentence(body.formatted(value));
      assertThat(sentence.replaceAll("column [0-9]+", ""))
          .isEqualTo(plain.replaceAll("column [0-9]+", ""));
    }
    assertThat(plain)
        .doesNotContain(
            "deserialize", "token (", "Unexpected", "coerce", "START_", "VALUE_", "Cannot");
  }

  private String sentence(String body) {
    var problem = ApiClient.json(api.post("/api/v1/jobs", body));
    assertThat(problem.path("status").asInt()).isEqualTo(400);
    return problem.path("detail").asString() + problem.path("errors");
  }
}
