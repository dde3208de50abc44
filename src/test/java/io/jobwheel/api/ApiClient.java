package io.jobwheel.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.contract.Contract;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of a service on this host. Every call has a time-out; requests and responses are checked
 * against the OpenAPI document.
 */
public final class ApiClient {

  public static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final int port;

  public ApiClient(int port) {
    this.port = port;
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(30));
  }

  public HttpRequest.Builder jsonPost(String path, String body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  public HttpResponse<String> get(String path) {
    return send(request(path));
  }

  public HttpResponse<String> post(String path, String body) {
    return send(jsonPost(path, body));
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    HttpResponse<String> response = sendLenient(request);
    Contract.check(response);
    return response;
  }

  /** Sends a request that the service accepts although it is invalid by the OpenAPI document. */
  public HttpResponse<String> sendLenient(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("no response", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
    return HTTP.sendAsync(request.build(), BodyHandlers.ofString())
        .whenComplete((response, _) -> {
          if (response != null) Contract.check(response);
        });
  }

  public static JsonNode json(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }

  /** Returns the body after checking that it is a complete problem of that type. */
  public static JsonNode problem(HttpResponse<String> response, int status, String slug) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    return problem(response.body(), status, slug);
  }

  public static JsonNode problem(String body, int status, String slug) {
    JsonNode problem = JSON.readTree(body);
    assertThat(problem.path("type").asString()).as(body).isEqualTo("urn:jobwheel:problem:" + slug);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("title").asString()).isNotBlank();
    assertThat(problem.path("detail").asString())
        .isNotBlank()
        .doesNotContain("io.jobwheel", "java.", "jackson", "Source:", "StreamRead", "`")
        .endsWith(".");
    assertThat(problem.path("errors").valueStream().map(error -> error.path("message").asString()))
        .noneMatch(message -> message.contains("io.jobwheel") || message.contains("java."));
    return problem;
  }

  public static java.util.List<String> fields(JsonNode problem) {
    return problem.path("errors").valueStream().map(e -> e.path("field").asString()).toList();
  }
}
