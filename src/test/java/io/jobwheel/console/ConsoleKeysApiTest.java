package io.jobwheel.console;

import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestApplication;
import io.jobwheel.api.RawHttp;
import io.jobwheel.api.TestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** With keys: the files of the console are public, and no other path is. */
@SpringBootTest(
    classes = ApiTestApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "management.endpoint.health.validate-group-membership=false")
class ConsoleKeysApiTest extends ConsoleTestCase {

  @DynamicPropertySource
  static void keys(DynamicPropertyRegistry properties) {
    TestKeys.configure(properties);
  }

  @Test
  void thePageAndItsFilesNeedNoKey() throws Exception {
    String assets = assets(call("GET", "/console/jobs"));

    for (String method : new String[] {"GET", "HEAD"}) {
      assertThat(call(method, "/console").statusCode()).isEqualTo(200);
      assertThat(call(method, assets + "/app.js").statusCode()).isEqualTo(200);
      assertThat(call(method, "/").statusCode()).isEqualTo(200);
    }
    assertThat(call("GET", "/", "Accept", "text/html").statusCode()).isEqualTo(302);
  }

  @Test
  void anyHostReachesThem() throws Exception {
    String response =
        raw.send(
            "GET /console HTTP/1.1\r\nHost: jobs.example\r\nOrigin: https://jobs.example\r\n"
                + "Connection: close\r\n\r\n");

    assertThat(RawHttp.status(response)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1",
        "/api/v1/jobs",
        "/api/v1/openapi.json",
        "/consoleX",
        "/Console",
        "/console.json",
        "/actuator",
        "/favicon.ico",
        "/index.html"
      })
  void otherPathsStillDo(String path) throws Exception {
    problem(api.get(path), 401, "unauthorized");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/../api/v1/jobs",
        "/console/%2e%2e/api/v1/jobs",
        "/console/..;/api/v1/jobs",
        "/console/..%2fapi%2fv1%2fjobs",
        "/console//../../api/v1/jobs",
        "/console;/../api/v1/jobs",
        "/console\\..\\api\\v1\\jobs",
        "/console/assets/../../api/v1/jobs",
        "/console/..",
        "/."
      })
  void noPathThroughTheConsoleReachesTheApi(String path) throws Exception {
    String response =
        raw.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(RawHttp.status(response)).as(response).isIn(400, 401);
    assertThat(response).doesNotContain("\"items\"");
  }

  @Test
  void whatIsNoReadNeedsAKey() throws Exception {
    for (String method : new String[] {"POST", "PUT", "DELETE"}) {
      problem(text(call(method, "/console")), 401, "unauthorized");
      assertThat(call(method, "/console", "Authorization", TestKeys.bearer("admin")).statusCode())
          .isEqualTo(405);
    }
  }
}
