package io.jobwheel.console;

import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestApplication;
import java.net.http.HttpResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** A service without the console. */
@SpringBootTest(
    classes = ApiTestApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoint.health.validate-group-membership=false",
      "jobwheel.console.enabled=false"
    })
class ConsoleDisabledApiTest extends ConsoleTestCase {

  @ParameterizedTest
  @ValueSource(
      strings = {"/console", "/console/jobs", "/console/assets", "/console/assets/0/app.js"})
  void itsPathsAreNotFound(String path) {
    problem(api.get(path), 404, "not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "text/html,*/*;q=0.8", "application/json", "*/*"})
  void theRootIsTheIndexForAll(String accept) throws Exception {
    HttpResponse<byte[]> response = call("GET", "/", "Accept", accept);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo("application/json");
    assertThat(text(response)).isEqualTo(api.get("/api/v1").body());
  }
}
