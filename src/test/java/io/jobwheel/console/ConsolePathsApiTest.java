package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestApplication;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** The console below a context path, and behind a proxy that adds a prefix. */
@SpringBootTest(
    classes = ApiTestApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoint.health.validate-group-membership=false",
      "server.servlet.context-path=/wheel",
      "server.forward-headers-strategy=framework"
    })
class ConsolePathsApiTest extends ConsoleTestCase {

  private static final String PREFIX = "X-Forwarded-Prefix";

  @Test
  void linksBeginWithTheContextPath() throws Exception {
    HttpResponse<byte[]> root = call("GET", "/wheel/", "Accept", "text/html");
    assertThat(header(root, "Location")).isEqualTo("/wheel/console");

    String assets = assets(call("GET", "/wheel/console"));
    assertThat(assets).startsWith("/wheel/console/assets/");
    assertThat(call("GET", assets + "/app.js").statusCode()).isEqualTo(200);
  }

  @Test
  void linksBeginWithThePrefixOfTheProxy() throws Exception {
    HttpResponse<byte[]> root = call("GET", "/wheel/", "Accept", "text/html", PREFIX, "/team/jobs");
    assertThat(header(root, "Location")).isEqualTo("/team/jobs/console");

    assertThat(assets(call("GET", "/wheel/console", PREFIX, "/team/jobs")))
        .startsWith("/team/jobs/console/assets/");
    assertThat(assets(call("GET", "/wheel/console"))).startsWith("/wheel/console/assets/");
  }

  @Test
  void aPrefixIsNoMarkup() throws Exception {
    HttpResponse<byte[]> page = call("GET", "/wheel/console", PREFIX, "/\"><script>");

    assertThat(text(page)).doesNotContain("\"><script>/");
  }
}
