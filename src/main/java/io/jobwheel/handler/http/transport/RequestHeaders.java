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

/** Which header fields a call may have, and which of them go along to another origin. */
public final class RequestHeaders {

  private static final int LONGEST_VALUE = 8192;
  private static final int LONGEST_ALL = 32_768;
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

  /** The transport's own: a call that set them could smuggle a second request into the first. */
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

  /** All that is known to give no access; whatever else a client sends may be a key. */
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

  /** A fault of one field. */
  public record Fault(String name, String message) {}

  /** What is wrong with the fields as such; empty for nothing. */
  public static List<Fault> faults(Map<String, String> headers) {
    List<Fault> faults = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    int size = 0;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      String name = header.getKey();
      String shown = Truncation.of(name, 64);
      @SuppressWarnings("NullAway") // JSON has null where the type has none
      String value = header.getValue();
      if (value == null) {
        faults.add(new Fault(shown, "must be a text"));
        continue;
      }
      size += name.length() + value.length();
      if (!NAME.matcher(name).matches()) {
        faults.add(new Fault(shown, "is no name of a header field"));
      } else if (RESERVED.contains(lower(name))) {
        faults.add(new Fault(shown, "is set by the node itself and must be left out"));
      } else if (!seen.add(lower(name))) {
        faults.add(new Fault(shown, "is there twice; names do not differ by case"));
      } else if (!isPlain(value)) {
        faults.add(
            new Fault(
                shown,
                "must be printable ASCII without line breaks, and without spaces at its ends, at"
                    + " most %d characters".formatted(LONGEST_VALUE)));
      }
    }
    if (size > LONGEST_ALL) {
      faults.add(new Fault("", "must have at most %d characters together".formatted(LONGEST_ALL)));
    }
    return faults;
  }

  private static boolean isPlain(String value) {
    return value.length() <= LONGEST_VALUE
        && value.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\t')
        && value.strip().equals(value);
  }

  /** Whether the field may follow a redirect to another origin. */
  public static boolean isHarmless(String name, String value) {
    return HARMLESS.contains(lower(name)) && !Secrets.isReferredToBy(value);
  }

  /** Whether there is a field of that name, given in lower case. */
  public static boolean has(Map<String, String> headers, String name) {
    return headers.keySet().stream().anyMatch(each -> lower(each).equals(name));
  }

  /** Whether the field speaks of a body. */
  public static boolean isOfBody(String name) {
    return lower(name).startsWith("content-");
  }

  public static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
