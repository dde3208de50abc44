package io.jobwheel.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks what the service accepts and answers against its OpenAPI document. */
public final class Contract {

  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "DELETE", "PATCH");

  // such a request is answered with an error
  private static final Set<String> NOT_DESCRIBED =
      Set.of("validation.request.path.missing", "validation.request.operation.notAllowed");

  private static final String BODY_MISSING = "validation.request.body.missing";

  private static final OpenApiInteractionValidator VALIDATOR =
      OpenApiInteractionValidator.createFor(ContractModel.read()).build();

  private Contract() {}

  /**
   * Fails if the document does not describe the response: its status, its headers or a field of its
   * body; or if the request succeeded, although it is invalid by the document: a parameter in the
   * path, the query or a described header, or a field of its body. Other headers, and other paths
   * than those of the API, are not checked. Forms that HTTP or docs/listing.md declare equal are
   * checked as one: a repeated header or parameter, and an empty one.
   */
  public static void check(HttpResponse<String> response) {
    HttpRequest request = response.request();
    checkResponse(
        request.method(),
        request.uri().getPath(),
        response.statusCode(),
        response.headers(),
        response.body());
    if (response.statusCode() < 400) {
      checkRequest(request.method(), request.uri(), request.headers(), body(request));
    }
  }

  static void checkResponse(
      String method, String path, int status, HttpHeaders headers, String body) {
    boolean isEmptyText =
        body.isEmpty() && headers.firstValue("Content-Type").orElse("").startsWith("text/plain");
    if (!isDescribed(method, path) || isEmptyText) {
      return;
    }
    SimpleResponse.Builder response = SimpleResponse.Builder.status(status).withBody(body);
    headers.map().forEach(response::withHeader);
    ValidationReport report =
        VALIDATOR.validateResponse(path, Request.Method.valueOf(method), response.build());
    assertThat(
            report.getMessages().stream()
                .filter(message -> !(status >= 400 && NOT_DESCRIBED.contains(message.getKey()))))
        .as("%s %s: %d %s", method, path, status, body)
        .isEmpty();
  }

  /** Checks a request; a body that is null is not checked, one that is empty is none. */
  static void checkRequest(String method, URI uri, HttpHeaders headers, @Nullable String body) {
    if (!isDescribed(method, uri.getPath())) {
      return;
    }
    SimpleRequest.Builder request = new SimpleRequest.Builder(method, uri.getPath());
    headers
        .map()
        .forEach((name, lines) -> add(String.join(", ", lines), name, request::withHeader));
    parameters(uri).forEach((name, values) -> add(elements(values), name, request::withQueryParam));
    if (body != null && !body.isEmpty()) {
      request.withBody(body);
    }
    assertThat(
            VALIDATOR.validateRequest(request.build()).getMessages().stream()
                .filter(message -> !(body == null && message.getKey().equals(BODY_MISSING))))
        .as("accepted: %s %s %s", method, uri, body)
        .isEmpty();
  }

  /** Adds a value of a parameter or header, which is ignored if it is empty. */
  private static void add(String value, String name, BiConsumer<String, String> request) {
    if (!value.isEmpty()) {
      request.accept(name, value);
    }
  }

  private static Map<String, List<String>> parameters(URI uri) {
    return Arrays.stream(Optional.ofNullable(uri.getRawQuery()).orElse("").split("&"))
        .filter(parameter -> !parameter.isEmpty())
        .map(parameter -> parameter.split("=", 2))
        .collect(
            Collectors.groupingBy(
                parts -> decode(parts[0]),
                Collectors.mapping(
                    parts -> parts.length == 1 ? "" : decode(parts[1]), Collectors.toList())));
  }

  /** Returns the values in the form of the document: separated by commas, instead of repeated. */
  private static String elements(List<String> values) {
    return values.stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .collect(Collectors.joining(","));
  }

  /**
   * Fails if the document does not describe a call of a webhook: its method, its headers or a field
   * of its body.
   *
   * @param event the event of which the call tells
   */
  public static void checkWebhook(
      String event, String method, Map<String, String> headers, String body) {
    SimpleRequest.Builder request =
        new SimpleRequest.Builder(method, ContractModel.WEBHOOKS + event).withBody(body);
    headers.forEach((name, value) -> request.withHeader(name, value));
    assertThat(VALIDATOR.validateRequest(request.build()).getMessages())
        .as("%s %s: %s", event, headers, body)
        .isEmpty();
  }

  private static boolean isDescribed(String method, String path) {
    return path.startsWith("/api/v1") && METHODS.contains(method);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /**
   * Returns the body; null if it cannot be read again, or belongs to a batch in which invalid items
   * are allowed.
   */
  private static @Nullable String body(HttpRequest request) {
    BodyPublisher publisher = request.bodyPublisher().orElse(BodyPublishers.noBody());
    boolean isLenient =
        request.headers().allValues("Prefer").stream().anyMatch(line -> line.contains("lenient"));
    return isLenient || publisher.contentLength() < 0 ? null : text(publisher);
  }

  private static String text(BodyPublisher publisher) {
    var body = HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
    publisher.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            body.onSubscribe(subscription);
          }

          @Override
          public void onNext(ByteBuffer part) {
            body.onNext(List.of(part));
          }

          @Override
          public void onError(Throwable error) {
            body.onError(error);
          }

          @Override
          public void onComplete() {
            body.onComplete();
          }
        });
    return body.getBody().toCompletableFuture().join();
  }
}
