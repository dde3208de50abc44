package io.jobwheel.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiClient;
import io.jobwheel.api.ApiTestApplication;
import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.RawHttp;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Access while authentication is disabled: from this host, by a loopback name. */
@SpringBootTest(
    classes = ApiTestApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoint.health.validate-group-membership=false",
      "jobwheel.security.hosts=jobs.internal"
    })
class LoopbackAccessApiTest extends ApiTestCase {

  @Test
  void withoutAuthenticationEverythingIsAllowed() {
    assertThat(api.get("/api/v1/access").body())
        .isEqualTo(
            "{\"authenticated\":false,\"name\":null,\"scopes\":[\"jobs:read\",\"jobs:write\","
                + "\"jobs:admin\",\"metrics:read\"],\"expiresAt\":null}");
  }

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
  void aLoopbackNameIsAccepted(String host) throws IOException {
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
  void anotherNameIsRejectedAsDnsRebinding(String host) throws IOException {
    String response = ask(host);
    ApiClient.problem(RawHttp.body(response), 421, "misdirected-request");
    assertThat(RawHttp.status(response)).isEqualTo(421);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:3000",
        "https://127.0.0.1",
        "http://[::1]:80",
        "https://jobs.internal"
      })
  void aPageOfThisHostIsAllowed(String origin) throws IOException {
    assertThat(RawHttp.status(ask("localhost", "Origin: " + origin + "\r\n"))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://localhost.evil.example",
        "null",
        "",
        "localhost",
        "file://",
        "http://evil.example#localhost",
        "http://localhost@evil.example",
        "http://a b"
      })
  void aPageOfAnotherOriginIsRejected(String origin) throws IOException {
    String response = ask("localhost", "Origin: " + origin + "\r\n");
    ApiClient.problem(RawHttp.body(response), 403, "forbidden");
    String cancel =
        raw.send(
            "POST /api/v1/jobs/019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f:cancel HTTP/1.1\r\n"
                + "Host: localhost\r\nConnection: close\r\nContent-Length: 0\r\nOrigin: "
                + origin
                + "\r\n\r\n");
    assertThat(RawHttp.status(cancel)).isEqualTo(403);
  }

  private String ask(String host) throws IOException {
    return ask(host, "");
  }

  private String ask(String host, String headers) throws IOException {
    return raw.send(
        "GET /api/v1/lanes HTTP/1.1\r\nHost: %s\r\n%sConnection: close\r\n\r\n"
            .formatted(host, headers));
  }
}
