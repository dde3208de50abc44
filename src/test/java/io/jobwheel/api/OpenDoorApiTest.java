package io.jobwheel.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Without keys: who is on this machine, by a name of this machine. */
@SpringBootTest(
    classes = ApiTestApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoint.health.validate-group-membership=false",
      "jobwheel.security.hosts=jobs.internal"
    })
class OpenDoorApiTest extends ApiTestCase {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8080",
        "127.0.0.1",
        "127.1.2.3:80",
        "[::1]",
        "[::1]:8080",
        "jobs.internal",
        "Jobs.Internal:443"
      })
  void aNameOfThisMachineIsTaken(String host) throws IOException {
    assertThat(RawHttp.status(ask(host))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "0.0.0.0",
        "jobs.internal.evil.example",
        "[::2]",
        "xlocalhost"
      })
  void anotherNameIsTheTrickOfAWebPage(String host) throws IOException {
    String answer = ask(host);
    ApiClient.problem(RawHttp.body(answer), 421, "misdirected-request");
    assertThat(RawHttp.status(answer)).isEqualTo(421);
  }

  private String ask(String host) throws IOException {
    return raw.send(
        "GET /api/v1/lanes HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }
}
