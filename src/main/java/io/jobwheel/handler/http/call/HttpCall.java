package io.jobwheel.handler.http.call;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.jobwheel.handler.RawJson;
import io.jobwheel.handler.http.egress.CallUrl;
import io.jobwheel.handler.http.transport.HttpTransport;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

/**
 * The payload of the type {@code http}. What is left out has the default that its description
 * names.
 */
public record HttpCall(
    @JsonPropertyDescription("GET (the default), HEAD, POST, PUT, PATCH, DELETE or OPTIONS.")
        @Pattern(
            regexp = "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS",
            message = "must be one of GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS")
        @Nullable String method,
    @JsonPropertyDescription("An absolute http or https URL, percent-encoded; no user information.")
        @NotNull(message = "is required")
        @Size(max = CallUrl.LONGEST, message = "must have at most 8192 characters")
        String url,
    @JsonPropertyDescription(
            "Header fields by name, at most 64. ${secret:NAME} in a value stands for a secret of"
                + " the node.")
        @Size(max = 64, message = "must have at most 64 fields")
        @Nullable Map<String, String> headers,
    @JsonPropertyDescription("What to send; nothing when left out.") @Valid @Nullable Body body,
    @JsonPropertyDescription("How long to wait for a connection, 1ms to 1m; 5s by default.")
        @DurationMin(millis = 1, message = "must be at least 1ms")
        @DurationMax(minutes = 1, message = "must not be longer than 1m")
        @Nullable Duration connectTimeout,
    @JsonPropertyDescription(
            "How long the whole call may take, redirects included, 1ms to 10m; 30s by default.")
        @DurationMin(millis = 1, message = "must be at least 1ms")
        @DurationMax(minutes = 10, message = "must not be longer than 10m")
        @Nullable Duration timeout,
    @JsonPropertyDescription(
            "The statuses that are a success, each such as 204, 2xx or 200-299; 2xx by default.")
        @Size(min = 1, max = 20, message = "must have 1 to 20 entries")
        @Nullable List<String> expect,
    @JsonPropertyDescription("How many redirects to follow, 0 to 10; 5 by default.")
        @Min(value = 0, message = "must be 0 to 10")
        @Max(value = 10, message = "must be 0 to 10")
        @Nullable Integer maxRedirects,
    @JsonPropertyDescription(
            "How many bytes of the response's body to keep; 65536 by default. The node has a"
                + " maximum.")
        @Min(value = 0, message = "must not be negative")
        @Nullable Integer keepBody) {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_REDIRECTS = 5;

  /** How long a call may be allowed to take. */
  static final Duration LONGEST_TIMEOUT = HttpTransport.LONGEST_RESPONSE;

  /**
   * What is sent: one of the three.
   *
   * @param json any JSON, sent as the payload has it
   * @param text sent as UTF-8
   * @param base64 any bytes
   */
  public record Body(
      @JsonPropertyDescription("Any JSON; the default content type is application/json.")
          @Nullable RawJson json,
      @JsonPropertyDescription(
              "Text, sent as UTF-8; the default content type is text/plain;charset=utf-8.")
          @Nullable String text,
      @JsonPropertyDescription("Bytes; the default content type is application/octet-stream.")
          @Nullable String base64) {}

  String methodOrDefault() {
    return method == null ? "GET" : method;
  }

  Map<String, String> headersOrNone() {
    return headers == null ? Map.of() : headers;
  }

  Duration connectTimeoutOrDefault() {
    return connectTimeout == null ? CONNECT_TIMEOUT : connectTimeout;
  }

  Duration timeoutOrDefault() {
    return timeout == null ? TIMEOUT : timeout;
  }

  int maxRedirectsOrDefault() {
    return maxRedirects == null ? MAX_REDIRECTS : maxRedirects;
  }

  int keepBodyOr(int byDefault) {
    return keepBody == null ? byDefault : keepBody;
  }
}
