package io.jobwheel.handler.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Puts {@code ***} in the place of secrets wherever they appear as they are. It is a net, not a
 * wall: what a server sends back in another form passes. The wall is that secrets are only sent to
 * hosts that their owner names.
 */
final class Redaction {

  static final String MARK = "***";

  private static final byte[] MARK_BYTES = MARK.getBytes(StandardCharsets.US_ASCII);

  // the longest first, so that a secret within another does not leave the rest of it to be seen
  private final List<String> values;
  private final List<byte[]> patterns;

  Redaction(Collection<String> values) {
    this.values =
        values.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
    this.patterns =
        this.values.stream().map(value -> value.getBytes(StandardCharsets.US_ASCII)).toList();
  }

  /**
   * How many bytes past the end of what is to be shown must be known, to see whether a secret
   * begins there.
   */
  int lookAhead() {
    return patterns.isEmpty() ? 0 : patterns.getFirst().length - 1;
  }

  String of(String text) {
    String redacted = text;
    for (String value : values) {
      redacted = redacted.replace(value, MARK);
    }
    return redacted;
  }

  /** A text in which letters may have lost their case, such as the name of a header field. */
  String ofName(String name) {
    String redacted = name;
    for (String value : values) {
      redacted =
          Pattern.compile(Pattern.quote(value), Pattern.CASE_INSENSITIVE)
              .matcher(redacted)
              .replaceAll(MARK);
    }
    return redacted;
  }

  /** The first so many bytes; a secret that begins in them is hidden whole. */
  byte[] of(byte[] bytes, int length) {
    if (patterns.isEmpty()) {
      return bytes.length <= length ? bytes : Arrays.copyOf(bytes, length);
    }
    ByteArrayOutputStream redacted = new ByteArrayOutputStream(Math.min(bytes.length, length));
    int at = 0;
    while (at < bytes.length && at < length) {
      int found = secretAt(bytes, at);
      if (found > 0) {
        redacted.writeBytes(MARK_BYTES);
        at += found;
      } else {
        redacted.write(bytes[at++]);
      }
    }
    return redacted.toByteArray();
  }

  private int secretAt(byte[] bytes, int at) {
    for (byte[] pattern : patterns) {
      int end = at + pattern.length;
      if (end <= bytes.length && Arrays.equals(bytes, at, end, pattern, 0, pattern.length)) {
        return pattern.length;
      }
    }
    return 0;
  }
}
