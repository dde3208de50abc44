package io.jobwheel.job;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A position in a trace: the value of the header {@code traceparent} of W3C Trace Context.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 lower-case hexadecimal digits, not all zero
 * @param sampled whether the caller may have recorded the trace
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {

  private static final Pattern HEADER =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
  private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern SPAN_ID = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern ZERO = Pattern.compile("0+");
  private static final String CURRENT = "00";
  private static final String INVALID = "ff";
  private static final int LONGEST = 512;

  public TraceParent {
    if (!isId(TRACE_ID, traceId) || !isId(SPAN_ID, spanId)) {
      throw new IllegalArgumentException(
          "A trace has ids of 32 and 16 hexadecimal digits, not %s and %s"
              .formatted(traceId, spanId));
    }
  }

  /**
   * Parses a header; empty if it is missing or invalid, since an invalid header must not fail a
   * request. Of a later version, reads the parts that version 00 defines.
   *
   * @param header the value of the header; null if there is none
   */
  public static Optional<TraceParent> parse(@Nullable String header) {
    if (header == null || header.length() > LONGEST) {
      return Optional.empty();
    }
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String version = matcher.group(1);
    boolean more = matcher.group(5) != null;
    if (version.equals(INVALID) || (version.equals(CURRENT) && more)) {
      return Optional.empty();
    }
    String traceId = matcher.group(2);
    String spanId = matcher.group(3);
    if (!isId(TRACE_ID, traceId) || !isId(SPAN_ID, spanId)) {
      return Optional.empty();
    }
    boolean sampled = (Integer.parseInt(matcher.group(4), 16) & 1) != 0;
    return Optional.of(new TraceParent(traceId, spanId, sampled));
  }

  private static boolean isId(Pattern form, String id) {
    return form.matcher(id).matches() && !ZERO.matcher(id).matches();
  }

  /**
   * Returns the header of version 00: {@code 00-<trace id>-<span id>-01}, or {@code -00} unsampled.
   */
  public String header() {
    return CURRENT + "-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
  }

  @Override
  public String toString() {
    return header();
  }
}
