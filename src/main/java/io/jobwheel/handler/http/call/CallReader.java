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

/** Makes requests of payloads, or says what is wrong with them. Safe from any thread. */
final class CallReader {

  static final int KEEP_BODY = 65_536;

  private static final byte[] NOTHING = {};

  private final Destinations destinations;
  private final Secrets secrets;
  private final int maxKeepBody;

  CallReader(Destinations destinations, Secrets secrets, int maxKeepBody) {
    this.destinations = destinations;
    this.secrets = secrets;
    this.maxKeepBody = maxKeepBody;
  }

  /** A fault of a payload, with the code of the failure that it is when the job runs. */
  record Fault(HttpErrorCode code, FieldError error) {}

  /** What a payload turned out to be. */
  sealed interface Reading {

    /** It can be called. */
    record Fits(Hop first, ExpectedStatuses expected, int keep) implements Reading {}

    /** It cannot. */
    record Faulty(List<Fault> faults) implements Reading {}
  }

  /** Reads a payload that fits the constraints of its record. */
  Reading read(HttpCall call) {
    List<Fault> faults = new ArrayList<>();
    CallUrl url = url(call.url(), faults);
    checkHeaders(call.headersOrNone(), url, faults);
    byte[] body = body(call, faults);
    ExpectedStatuses expected = expected(call.expect(), faults);
    int keep = call.keepBodyOr(Math.min(KEEP_BODY, maxKeepBody));
    if (keep > maxKeepBody) {
      faults.add(invalid("keepBody", "must be at most %d here".formatted(maxKeepBody)));
    }
    if (url == null || !faults.isEmpty()) {
      return new Reading.Faulty(faults);
    }
    Hop first =
        new Hop(
            call.methodOrDefault(),
            url,
            call.headersOrNone(),
            call.body() == null ? null : body,
            contentType(call.body()));
    return new Reading.Fits(first, expected, keep);
  }

  private @Nullable CallUrl url(String text, List<Fault> faults) {
    try {
      CallUrl url = CallUrl.parse(text);
      destinations
          .refusal(url)
          .map(why -> new Fault(HttpErrorCode.EGRESS_DENIED, new FieldError("url", why)))
          .ifPresent(faults::add);
      return url;
    } catch (CallUrl.BadUrlException e) {
      faults.add(invalid("url", String.valueOf(e.getMessage())));
      return null;
    }
  }

  private void checkHeaders(
      Map<String, String> headers, @Nullable CallUrl url, List<Fault> faults) {
    List<RequestHeaders.Fault> wrong = RequestHeaders.faults(headers);
    wrong.forEach(fault ->
        faults.add(
            invalid(
                fault.name().isEmpty() ? "headers" : "headers." + fault.name(), fault.message())));
    if (url == null || !wrong.isEmpty()) {
      return;
    }
    headers.forEach((name, value) ->
        secrets
            .refusal(value, url)
            .map(why ->
                new Fault(HttpErrorCode.SECRET_REFUSED, new FieldError("headers." + name, why)))
            .ifPresent(faults::add));
  }

  private static byte[] body(HttpCall call, List<Fault> faults) {
    HttpCall.Body body = call.body();
    if (body == null) {
      return NOTHING;
    }
    String method = call.methodOrDefault();
    if (method.equals("GET") || method.equals("HEAD")) {
      faults.add(invalid("body", "must be left out with %s".formatted(method)));
    }
    if (Stream.of(body.json(), body.text(), body.base64()).filter(Objects::nonNull).count() != 1) {
      faults.add(invalid("body", "must have exactly one of json, text and base64"));
      return NOTHING;
    }
    if (body.base64() == null) {
      String text = body.json() == null ? body.text() : body.json().text();
      return String.valueOf(text).getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(body.base64());
    } catch (IllegalArgumentException e) {
      faults.add(invalid("body.base64", "must be base64 with the alphabet of RFC 4648, section 4"));
      return NOTHING;
    }
  }

  private static String contentType(HttpCall.@Nullable Body body) {
    if (body == null || body.base64() != null) {
      return "application/octet-stream";
    }
    return body.text() == null ? "application/json" : "text/plain;charset=utf-8";
  }

  private static ExpectedStatuses expected(@Nullable List<String> entries, List<Fault> faults) {
    if (entries == null) {
      return ExpectedStatuses.SUCCESSFUL;
    }
    int before = faults.size();
    for (int i = 0; i < entries.size(); i++) {
      @SuppressWarnings("NullAway") // JSON has null where the type has none
      String entry = entries.get(i);
      if (entry == null || !ExpectedStatuses.isEntry(entry)) {
        faults.add(
            invalid("expect[%d]".formatted(i), "must be a status such as 204, 2xx or 200-299"));
      }
    }
    return faults.size() > before ? ExpectedStatuses.SUCCESSFUL : ExpectedStatuses.of(entries);
  }

  private static Fault invalid(String field, String message) {
    return new Fault(HttpErrorCode.INVALID_CALL, new FieldError(field, message));
  }
}
