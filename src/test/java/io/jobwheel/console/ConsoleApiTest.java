package io.jobwheel.console;

import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.RawHttp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page and the files of the console, as browsers get them. */
class ConsoleApiTest extends ConsoleTestCase {

  private static final String LIBRARY = "/lib/lit-html/lit-html.js";

  private String assets() throws Exception {
    return assets(call("GET", "/console"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console",
        "/console/",
        "/console?page=2",
        "/console/jobs/019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f",
        "/console/index.html",
        "/console/nothing.js",
        "/console/assetsX/a.js",
        "/console/a/b/c/d/e"
      })
  void everyPathOfTheConsoleIsThePage(String path) throws Exception {
    HttpResponse<byte[]> page = call("GET", path);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(header(page, "Content-Type")).isEqualTo("text/html;charset=UTF-8");
    assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
    assertThat(text(page)).startsWith("<!doctype html>").doesNotContain("{{");
    assertThat(assets(page)).matches("/console/assets/[0-9a-f]{16}");
    assertThat(text(page))
        .contains("<link rel=\"modulepreload\" href=\"%s\">".formatted(assets(page) + LIBRARY));
    assertProtected(page);
  }

  private static void assertProtected(HttpResponse<byte[]> response) {
    assertThat(response.headers().allValues("Content-Security-Policy"))
        .containsExactly(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
                + " 'self' data:; require-trusted-types-for 'script'; frame-ancestors 'none';"
                + " base-uri 'none'; form-action 'none'");
    assertThat(header(response, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(header(response, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(response, "Content-Disposition")).isEqualTo("inline");
    assertThat(header(response, "Set-Cookie")).isEmpty();
    assertThat(header(response, "Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void aPageThatTheBrowserHasIsNotSentAgain() throws Exception {
    String tag = header(call("GET", "/console"), "ETag");
    assertThat(tag).startsWith("W/\"");

    HttpResponse<byte[]> again = call("GET", "/console/jobs", "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(header(again, "ETag")).isEqualTo(tag);
    assertProtected(again);
    assertThat(call("GET", "/console", "If-None-Match", "W/\"other\"").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/app.js, text/javascript;charset=UTF-8",
    "/style.css, text/css;charset=UTF-8",
    "/lib/lit-html/directives/repeat.js, text/javascript;charset=UTF-8",
    "/lib/lit-html/LICENSE, text/plain;charset=UTF-8"
  })
  void filesOfThisVersionAreKeptForever(String path, String type) throws Exception {
    HttpResponse<byte[]> file = call("GET", assets() + path);

    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.body()).isEqualTo(Files.readAllBytes(Path.of("target/classes/console" + path)));
    assertThat(header(file, "Content-Type")).isEqualTo(type);
    assertThat(header(file, "Cache-Control")).isEqualTo("max-age=31536000, public, immutable");
    assertProtected(file);
  }

  @Test
  void filesOfAnotherVersionAreThoseOfThisOneAndNotKept() throws Exception {
    HttpResponse<byte[]> file = call("GET", "/console/assets/0123456789abcdef" + LIBRARY);

    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.body()).isEqualTo(call("GET", assets() + LIBRARY).body());
    assertThat(header(file, "Cache-Control")).isEqualTo("no-store");
    assertProtected(file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/HASH",
        "/HASH/",
        "/HASH/none.js",
        "/HASH/index.html",
        "/HASH/lib",
        "/HASH/lib/lit-html/",
        "/HASH/app.js/",
        "/HASH/application.yml",
        "/app.js",
        "/HASH/APP.JS"
      })
  void anUnknownFileIsNotFound(String path) throws Exception {
    String full = "/console/assets" + path.replace("HASH", assets().substring(16));

    problem(api.get(full), 404, "not-found");
    assertThat(call("HEAD", full).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/console", "/console/jobs", "/console/assets/HASH/app.js", "/"})
  void headHasTheHeadersOfGetAndNoBody(String path) throws Exception {
    String full = path.replace("HASH", assets().substring(16));
    HttpResponse<byte[]> get = call("GET", full, "Accept", "*/*");
    HttpResponse<byte[]> head = call("HEAD", full, "Accept", "*/*");

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String name : new String[] {"Content-Type", "Cache-Control", "ETag", "Content-Length"}) {
      assertThat(header(head, name)).as(name).isEqualTo(header(get, name));
    }
  }

  @ParameterizedTest
  @CsvSource({"POST", "PUT", "DELETE", "PATCH"})
  void otherMethodsAreNotAllowed(String method) throws Exception {
    for (String path : new String[] {"/console", "/console/jobs", assets() + "/app.js", "/"}) {
      HttpResponse<byte[]> response = call(method, path);
      problem(text(response), 405, "method-not-allowed");
      assertThat(header(response, "Allow")).contains("GET");
    }
  }

  @Test
  void scriptsAndThePageAreCompressedForBrowsersThatTakeIt() throws Exception {
    HttpResponse<byte[]> plain = call("GET", assets() + LIBRARY);
    assertThat(header(plain, "Content-Encoding")).isEmpty();
    assertThat(header(plain, "Vary")).containsIgnoringCase("accept-encoding");

    HttpResponse<byte[]> small = call("GET", assets() + LIBRARY, "Accept-Encoding", "gzip, br");
    assertThat(header(small, "Content-Encoding")).isEqualTo("gzip");
    assertThat(header(small, "Vary")).containsIgnoringCase("accept-encoding");
    assertThat(small.body()).hasSizeLessThan(plain.body().length / 2);
    assertThat(unzip(small.body())).isEqualTo(plain.body());
  }

  private static byte[] unzip(byte[] content) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/v1/openapi.json", "/api/v1", "/api/v1/none", "/actuator/prometheus", "/"})
  void responsesOfTheApiAreNeverCompressed(String path) throws Exception {
    HttpResponse<byte[]> response = call("GET", path, "Accept-Encoding", "gzip", "Accept", "*/*");

    assertThat(header(response, "Content-Encoding")).isEmpty();
    assertThat(header(response, "Vary")).doesNotContainIgnoringCase("accept-encoding");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/assets/HASH/../../application.yml",
        "/console/assets/HASH/../../../application.yml",
        "/console/assets/../../application.yml",
        "/console/../application.yml",
        "/console/assets/HASH/%2e%2e/%2e%2e/application.yml",
        "/console/assets/HASH/..%2f..%2fapplication.yml",
        "/console/assets/HASH/..%5c..%5capplication.yml",
        "/console/assets/HASH/..\\..\\application.yml",
        "/console/assets/HASH/..;/..;/application.yml",
        "/console/assets/HASH/.../application.yml",
        "/console/assets/HASH/%252e%252e/application.yml",
        "/console/assets/HASH//application.yml",
        "/console/assets/HASH//etc/passwd",
        "/console/assets/HASH/app.js%00.css",
        "/console/assets/HASH/app.js%00",
        "/console/assets/HASH/app.js;a=b",
        "/console/assets/HASH/lib/%2e%2e/app.js",
        "/console/assets/%00/app.js",
        "/console/assets/HASH/file:/etc/passwd",
        "/console/assets/HASH/classpath:application.yml",
        "/console/assets/HASH/io/jobwheel/Jobwheel.class",
        "/console/assets/HASH/%c0%ae%c0%ae/application.yml"
      })
  void noPathLeavesTheFolder(String path) throws Exception {
    String response = ask(path.replace("HASH", assets().substring(16)), "localhost", "");

    assertThat(RawHttp.status(response)).as(response).isIn(400, 404);
    assertThat(RawHttp.body(response)).contains("urn:jobwheel:problem:");
    assertThat(response).doesNotContain("flyway", "root:");
  }

  private String ask(String path, String host, String headers) throws IOException {
    return raw.send(
        "GET %s HTTP/1.1\r\nHost: %s\r\n%sConnection: close\r\n\r\n"
            .formatted(path, host, headers));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/console", "/console/assets/HASH/app.js", "/"})
  void withoutKeysOnlyNamesOfThisHostReachIt(String path) throws Exception {
    String full = path.replace("HASH", assets().substring(16));

    assertThat(RawHttp.status(ask(full, "localhost", ""))).isEqualTo(200);
    String rebound = ask(full, "evil.example", "");
    assertThat(RawHttp.status(rebound)).isEqualTo(421);
    problem(RawHttp.body(rebound), 421, "misdirected-request");
    String embedded = ask(full, "localhost", "Origin: https://evil.example\r\n");
    problem(RawHttp.body(embedded), 403, "forbidden");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
        "text/html",
        "text/*",
        "application/json;q=0.5, text/html"
      })
  void theRootLeadsBrowsersToTheConsole(String accept) throws Exception {
    HttpResponse<byte[]> response = call("GET", "/", "Accept", accept);

    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(header(response, "Location")).isEqualTo("/console");
    assertThat(header(response, "Vary")).isEqualTo("Accept");
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*/*", "application/json", "text/html;q=0.5, application/json", "application/*"})
  void theRootIsTheIndexForOtherClients(String accept) throws Exception {
    HttpResponse<byte[]> response = call("GET", "/", "Accept", accept);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo("application/json");
    assertThat(header(response, "Vary")).isEqualTo("Accept");
    assertThat(text(response)).isEqualTo(api.get("/api/v1").body());
    assertThat(text(response).getBytes(StandardCharsets.UTF_8)).isNotEmpty();
  }

  @Test
  void withoutAPreferenceTheRootIsTheIndex() throws Exception {
    assertThat(RawHttp.body(ask("/", "localhost", ""))).isEqualTo(api.get("/api/v1").body());
  }
}
