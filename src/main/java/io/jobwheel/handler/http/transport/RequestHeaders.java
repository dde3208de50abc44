package io.jobwheel.handler.http.transport;

import io.jobwheel.handler.http.secret.Secrets;
import io.jobwheel.job.Truncation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The header fields that a call may have, and those that may follow a redirect. */
public final class RequestHeaders {

  private static final int MAX_VALUE_LENGTH = 8192;
  private static final int MAX_TOTAL_LENGTH = 32_768;
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

  /** Fields that only the transport sets: a call could use them for request smuggling. */
  private static final Set<String> RESERVED =
      Set.of(
          "accept-encoding",
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** Fields that grant no access. Any other field may contain credentials. */
  private static final Set<String> HARMLESS =
      Set.of(
          "accept",
          "accept-language",
          "cache-control",
          "content-language",
          "content-type",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-unmodified-since",
          "prefer",
          "range",
          "traceparent",
          "tracestate",
          "user-agent");

  private RequestHeaders() {}

  /**
   * An error of a header field.
   *
   * @param name the name of the field, truncated to 64 characters; empty for all fields together
   * @param message the predicate of a sentence about the field
   */
  public record HeaderError(String name, String message) {}

  /** Returns the errors of the fields; empty if they are valid. */
  public static List<HeaderError> validate(Map<String, String> headers) {
    List<HeaderError> errors = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    int size = 0;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      String name = header.getKey();
      String displayedName = Truncation.of(name, 64);
      @SuppressWarnings("NullAway") // JSON may contain null
      String value = header.getValue();
      if (value == null) {
        errors.add(new HeaderError(displayedName, "must be a string"));
        continue;
      }
      size += name.length() + value.length();
      if (!NAME.matcher(name).matches()) {
        errors.add(new HeaderError(displayedName, "is not a valid header field name"));
      } else if (RESERVED.contains(lower(name))) {
        errors.add(new HeaderError(displayedName, "is set by the node and must be omitted"));
      } else if (!seen.add(lower(name))) {
        errors.add(new HeaderError(displayedName, "is a duplicate; names are case-insensitive"));
      } else if (!isPlain(value)) {
        errors.add(
            new HeaderError(
                displayedName,
                "must be printable ASCII without line breaks and without leading or trailing"
                    + " spaces,"
                    + " at most %d characters".formatted(MAX_VALUE_LENGTH)));
      }
    }
    if (size > MAX_TOTAL_LENGTH) {
      errors.add(
          new HeaderError(
              "", "must have at most %d characters together".formatted(MAX_TOTAL_LENGTH)));
    }
    return errors;
  }

  private static boolean isPlain(String value) {
    return value.length() <= MAX_VALUE_LENGTH
        && value.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\t')
        && value.strip().equals(value);
  }

  /** Returns whether the field may follow a redirect to another origin. */
  public static boolean isHarmless(String name, String value) {
    return HARMLESS.contains(lower(name)) && !Secrets.isReferencedBy(value);
  }

  /** Returns whether there is a field with this name, given in lower case. */
  public static boolean has(Map<String, String> headers, String name) {
    return headers.keySet().stream().anyMatch(each -> lower(each).equals(name));
  }

  /** Returns whether the field describes a body. */
  public static boolean describesBody(String name) {
    return lower(name).startsWith("content-");
  }

  /** Returns the name in lower case. */
  public static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
