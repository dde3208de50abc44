package io.jobwheel.handler.http.call;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.jobwheel.handler.VerbatimJson;
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

/** The payload of the job type {@code http}. The descriptions name the defaults. */
public record HttpCall(
    @JsonPropertyDescription("GET (the default), HEAD, POST, PUT, PATCH, DELETE or OPTIONS.")
        @Pattern(
            regexp = "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS",
            message = "must be one of GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS")
        @Nullable String method,
    @JsonPropertyDescription("An absolute http or https URL, percent-encoded; no user information.")
        @NotNull(message = "is required")
        @Size(max = CallUrl.MAX_LENGTH, message = "must have at most 8192 characters")
        String url,
    @JsonPropertyDescription(
            "Header fields by name, at most 64. ${secret:NAME} in a value stands for a secret of"
                + " the node.")
        @Size(max = 64, message = "must have at most 64 fields")
        @Nullable Map<String, String> headers,
    @JsonPropertyDescription("Body of the request; none by default.") @Valid
        @Nullable RequestBody body,
    @JsonPropertyDescription("Time limit for a connection, 1ms to 1m; 5s by default.")
        @DurationMin(millis = 1, message = "must be at least 1ms")
        @DurationMax(minutes = 1, message = "must not be longer than 1m")
        @Nullable Duration connectTimeout,
    @JsonPropertyDescription(
            "Time limit of the whole call, including redirects, 1ms to 10m; 30s by default.")
        @DurationMin(millis = 1, message = "must be at least 1ms")
        @DurationMax(minutes = 10, message = "must not be longer than 10m")
        @Nullable Duration timeout,
    @JsonPropertyDescription(
            "Status codes that count as success, such as 204, 2xx or 200-299; 2xx by default.")
        @Size(min = 1, max = 20, message = "must have 1 to 20 entries")
        @Nullable List<String> expect,
    @JsonPropertyDescription("Maximum number of redirects, 0 to 10; 5 by default.")
        @Min(value = 0, message = "must be 0 to 10")
        @Max(value = 10, message = "must be 0 to 10")
        @Nullable Integer maxRedirects,
    @JsonPropertyDescription(
            "Number of bytes of the response's body to keep; 65536 by default. The node has a"
                + " maximum.")
        @Min(value = 0, message = "must not be negative")
        @Nullable Integer keepBody) {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_REDIRECTS = 5;

  /** The maximum of {@link #timeout}. */
  static final Duration MAX_TIMEOUT = HttpTransport.MAX_RESPONSE_TIME;

  /**
   * The body of a request. Exactly one of the components is set.
   *
   * @param json any JSON, sent verbatim
   * @param text a text, sent as UTF-8
   * @param base64 any bytes, in base64
   */
  public record RequestBody(
      @JsonPropertyDescription("Any JSON; the default content type is application/json.")
          @Nullable VerbatimJson json,
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

  int keepBodyOr(int defaultValue) {
    return keepBody == null ? defaultValue : keepBody;
  }
}
