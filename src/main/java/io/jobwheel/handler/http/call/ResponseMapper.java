package io.jobwheel.handler.http.call;

import io.jobwheel.handler.http.egress.CallUrl;
import io.jobwheel.handler.http.secret.Redaction;
import io.jobwheel.handler.http.transport.RequestHeaders;
import io.jobwheel.handler.http.transport.WireResponse;
import io.jobwheel.job.Truncation;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ContentType;
import org.jspecify.annotations.Nullable;

/** Converts responses to results of limited size, without secrets. */
final class ResponseMapper {

  private static final int MAX_HEADERS = 16_384;
  private static final int MAX_EXCERPT = 200;
  private static final Pattern TEXTUAL =
      Pattern.compile(
          "text/.*|.*\\+(?:json|xml)"
              + "|application/(?:json|xml|javascript|x-ndjson|yaml|x-www-form-urlencoded)");

  /** Header fields that grant access; the result contains only their names. */
  private static final Set<String> MASKED =
      Set.of(
          "authentication-info",
          "authorization",
          "cookie",
          "proxy-authentication-info",
          "proxy-authorization",
          "set-cookie",
          "set-cookie2");

  private final Redaction redaction;
  private final int keep;

  ResponseMapper(Redaction redaction, int keep) {
    this.redaction = redaction;
    this.keep = keep;
  }

  HttpResult result(CallUrl url, int redirects, WireResponse response, long totalNanos) {
    boolean truncated = isTruncated(response);
    return new HttpResult(
        response.status(),
        redaction.redact(url.withoutQuery()),
        redirects,
        response.protocol(),
        headers(response),
        body(response, truncated),
        truncated,
        new HttpResult.Timing(
            TimeUnit.NANOSECONDS.toMillis(response.connectNanos()),
            TimeUnit.NANOSECONDS.toMillis(response.firstByteNanos()),
            TimeUnit.NANOSECONDS.toMillis(totalNanos)));
  }

  /**
   * Returns the first 200 characters of a textual body on one line; empty if the body is not
   * textual.
   */
  String excerpt(WireResponse response) {
    HttpResult.ResponseBody body = body(response, isTruncated(response));
    if (body == null || body.text() == null) {
      return "";
    }
    String line = body.text().replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return Truncation.of(line, MAX_EXCERPT);
  }

  private boolean isTruncated(WireResponse response) {
    byte[] body = response.body();
    return response.truncated() || (body != null && body.length > keep);
  }

  private Map<String, List<String>> headers(WireResponse response) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    int size = 0;
    for (WireResponse.Field field : response.headers()) {
      size += field.name().length() + field.value().length();
      if (size > MAX_HEADERS) {
        break;
      }
      String name = RequestHeaders.lower(field.name());
      String value = MASKED.contains(name) ? Redaction.MASK : redaction.redact(field.value());
      headers.computeIfAbsent(redaction.redact(name), _ -> new ArrayList<>()).add(value);
    }
    return headers;
  }

  private HttpResult.@Nullable ResponseBody body(WireResponse response, boolean truncated) {
    byte[] received = response.body();
    if (received == null || received.length == 0) {
      return null;
    }
    return text(response, received, truncated)
        .map(text -> new HttpResult.ResponseBody(text, null))
        .orElseGet(() ->
            new HttpResult.ResponseBody(
                null, Base64.getEncoder().encodeToString(redaction.redact(received, keep))));
  }

  private Optional<String> text(WireResponse response, byte[] received, boolean truncated) {
    String encoding = response.header("content-encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      return Optional.empty();
    }
    return charset(response.header("content-type"))
        .flatMap(charset -> text(received, charset, truncated))
        .filter(text -> text.indexOf('\0') < 0); // PostgreSQL cannot store it
  }

  /** Redacts the decoded text, because in some charsets the bytes of a secret are not ASCII. */
  private Optional<String> text(byte[] received, Charset charset, boolean truncated) {
    ByteBuffer kept = ByteBuffer.wrap(received, 0, Math.min(keep, received.length));
    return decoded(kept, charset, truncated)
        .map(text -> redaction.redact(new String(received, charset), text.length()));
  }

  private static Optional<Charset> charset(@Nullable String contentType) {
    if (contentType == null) {
      return Optional.of(StandardCharsets.UTF_8);
    }
    try {
      ContentType type = ContentType.parse(contentType);
      if (type == null || !TEXTUAL.matcher(RequestHeaders.lower(type.getMimeType())).matches()) {
        return Optional.empty();
      }
      return Optional.of(type.getCharset() == null ? StandardCharsets.UTF_8 : type.getCharset());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> decoded(ByteBuffer in, Charset charset, boolean truncated) {
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer out =
        CharBuffer.allocate((int) Math.ceil(in.remaining() * decoder.maxCharsPerByte()) + 1);
    // a truncated body may end within a character
    CoderResult result = decoder.decode(in, out, !truncated);
    try {
      if (result.isError()) {
        result.throwException();
      }
      return Optional.of(out.flip().toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
