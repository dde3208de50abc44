package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestCase;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The base of tests of the console on a real connector. */
abstract class ConsoleTestCase extends ApiTestCase {

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private static final Pattern SCRIPT = Pattern.compile("src=\"(/[^\"]*)/app\\.js\"");

  /** Sends a request with further headers, and returns the response as it came. */
  HttpResponse<byte[]> call(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        api.request(path).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofByteArray());
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** Returns the path of the files, as a page names it. */
  static String assets(HttpResponse<byte[]> page) {
    Matcher script = SCRIPT.matcher(text(page));
    assertThat(script.find()).as(text(page)).isTrue();
    return script.group(1);
  }
}
