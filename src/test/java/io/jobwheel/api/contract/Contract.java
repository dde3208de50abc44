package io.jobwheel.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Checks what the service answers against its OpenAPI document. */
public final class Contract {

  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "DELETE", "PATCH");

  // such a request is answered with an error
  private static final Set<String> NOT_DESCRIBED =
      Set.of("validation.request.path.missing", "validation.request.operation.notAllowed");

  private static final OpenApiInteractionValidator VALIDATOR = validator();

  private Contract() {}

  private static OpenApiInteractionValidator validator() {
    try (InputStream file = Contract.class.getResourceAsStream("/openapi.yaml")) {
      return OpenApiInteractionValidator.createForInlineApiSpecification(
              new String(file.readAllBytes(), StandardCharsets.UTF_8))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Fails if the document does not describe the response: its status, its headers or a field of its
   * body. Other paths than those of the API are not checked.
   */
  public static void check(HttpResponse<String> response) {
    check(
        response.request().method(),
        response.request().uri().getPath(),
        response.statusCode(),
        response.headers(),
        response.body());
  }

  static void check(String method, String path, int status, HttpHeaders headers, String body) {
    boolean isEmptyText =
        body.isEmpty() && headers.firstValue("Content-Type").orElse("").startsWith("text/plain");
    if (!path.startsWith("/api/v1") || !METHODS.contains(method) || isEmptyText) {
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
}
