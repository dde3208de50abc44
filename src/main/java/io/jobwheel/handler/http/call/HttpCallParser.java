package io.jobwheel.handler.http.call;

import io.jobwheel.handler.http.egress.CallUrl;
import io.jobwheel.handler.http.egress.Destinations;
import io.jobwheel.handler.http.secret.Secrets;
import io.jobwheel.handler.http.transport.RequestHeaders;
import io.jobwheel.job.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Converts payloads to requests, or lists their errors. Thread-safe. */
final class HttpCallParser {

  static final int DEFAULT_KEEP_BODY = 65_536;

  private static final byte[] EMPTY = {};

  private final Destinations destinations;
  private final Secrets secrets;
  private final int maxKeepBody;

  HttpCallParser(Destinations destinations, Secrets secrets, int maxKeepBody) {
    this.destinations = destinations;
    this.secrets = secrets;
    this.maxKeepBody = maxKeepBody;
  }

  /** An error of a payload, with the error code of the attempt if it is found when the job runs. */
  record CallError(HttpErrorCode code, FieldError error) {}

  /** The result of reading a payload. */
  sealed interface ParsedCall {

    /** A call that can be made. */
    record Valid(Hop first, ExpectedStatuses expected, int keep) implements ParsedCall {}

    /** A call that cannot be made. */
    record Invalid(List<CallError> errors) implements ParsedCall {}
  }

  /** Reads a payload that satisfies the constraints of its record. */
  ParsedCall read(HttpCall call) {
    List<CallError> errors = new ArrayList<>();
    CallUrl url = url(call.url(), errors);
    checkHeaders(call.headersOrNone(), url, errors);
    byte[] body = body(call, errors);
    ExpectedStatuses expected = expected(call.expect(), errors);
    int keep = call.keepBodyOr(Math.min(DEFAULT_KEEP_BODY, maxKeepBody));
    if (keep > maxKeepBody) {
      errors.add(invalid("keepBody", "must be at most %d on this node".formatted(maxKeepBody)));
    }
    if (url == null || !errors.isEmpty()) {
      return new ParsedCall.Invalid(errors);
    }
    Hop first =
        new Hop(
            call.methodOrDefault(),
            url,
            call.headersOrNone(),
            call.body() == null ? null : body,
            contentType(call.body()));
    return new ParsedCall.Valid(first, expected, keep);
  }

  private @Nullable CallUrl url(String text, List<CallError> errors) {
    try {
      CallUrl url = CallUrl.parse(text);
      destinations
          .denialReason(url)
          .map(reason -> new CallError(HttpErrorCode.EGRESS_DENIED, new FieldError("url", reason)))
          .ifPresent(errors::add);
      return url;
    } catch (CallUrl.BadUrlException e) {
      errors.add(invalid("url", String.valueOf(e.getMessage())));
      return null;
    }
  }

  private void checkHeaders(
      Map<String, String> headers, @Nullable CallUrl url, List<CallError> errors) {
    List<RequestHeaders.HeaderError> invalid = RequestHeaders.validate(headers);
    invalid.forEach(error ->
        errors.add(
            invalid(
                error.name().isEmpty() ? "headers" : "headers." + error.name(), error.message())));
    if (url == null || !invalid.isEmpty()) {
      return;
    }
    headers.forEach((name, value) ->
        secrets
            .denialReason(value, url)
            .map(reason ->
                new CallError(
                    HttpErrorCode.SECRET_REFUSED, new FieldError("headers." + name, reason)))
            .ifPresent(errors::add));
  }

  private static byte[] body(HttpCall call, List<CallError> errors) {
    HttpCall.RequestBody body = call.body();
    if (body == null) {
      return EMPTY;
    }
    String method = call.methodOrDefault();
    if (method.equals("GET") || method.equals("HEAD")) {
      errors.add(invalid("body", "is not allowed with %s".formatted(method)));
    }
    if (Stream.of(body.json(), body.text(), body.base64()).filter(Objects::nonNull).count() != 1) {
      errors.add(invalid("body", "must have exactly one of json, text and base64"));
      return EMPTY;
    }
    if (body.base64() == null) {
      String text = body.json() == null ? body.text() : body.json().text();
      return String.valueOf(text).getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(body.base64());
    } catch (IllegalArgumentException e) {
      errors.add(invalid("body.base64", "must be base64 with the alphabet of RFC 4648, section 4"));
      return EMPTY;
    }
  }

  private static String contentType(HttpCall.@Nullable RequestBody body) {
    if (body == null || body.base64() != null) {
      return "application/octet-stream";
    }
    return body.text() == null ? "application/json" : "text/plain;charset=utf-8";
  }

  private static ExpectedStatuses expected(@Nullable List<String> entries, List<CallError> errors) {
    if (entries == null) {
      return ExpectedStatuses.SUCCESSFUL;
    }
    int before = errors.size();
    for (int i = 0; i < entries.size(); i++) {
      @SuppressWarnings("NullAway") // JSON may contain null
      String entry = entries.get(i);
      if (entry == null || !ExpectedStatuses.isEntry(entry)) {
        errors.add(
            invalid("expect[%d]".formatted(i), "must be a status such as 204, 2xx or 200-299"));
      }
    }
    return errors.size() > before ? ExpectedStatuses.SUCCESSFUL : ExpectedStatuses.of(entries);
  }

  private static CallError invalid(String field, String message) {
    return new CallError(HttpErrorCode.INVALID_CALL, new FieldError(field, message));
  }
}
