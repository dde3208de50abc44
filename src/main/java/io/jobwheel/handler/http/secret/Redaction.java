package io.jobwheel.handler.http.secret;

import io.jobwheel.handler.http.egress.EscapeDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replaces secrets in texts by {@code ***}, also in common encodings. It does not recognize a
 * secret that a server has transformed in another way: the protection against that is {@link
 * Secret#hosts}. Immutable.
 */
public final class Redaction {

  /** The replacement of a secret. */
  public static final String MASK = "***";

  private static final int ASCII = 0x80;
  private static final SecretForm[] NONE = {};

  // by their first character
  private final SecretForm[][] forms = new SecretForm[ASCII][];
  private final int lookAhead;

  Redaction(Collection<String> secrets) {
    List<SecretForm> all =
        secrets.stream().flatMap(secret -> SecretForm.of(secret).stream()).toList();
    for (char c = 0; c < ASCII; c++) {
      char first = c;
      forms[c] = all.stream().filter(form -> form.beginsWith(first)).toArray(SecretForm[]::new);
    }
    int longest = all.stream().mapToInt(form -> form.text().length()).max().orElse(0);
    this.lookAhead = EscapeDecoder.MAX_LENGTH * longest;
  }

  /**
   * Returns the number of bytes beyond a truncated text that are needed to recognize a secret that
   * begins within it. 0 if there are no secrets.
   */
  public int lookAhead() {
    return lookAhead;
  }

  /** Returns the text without secrets. */
  public String redact(String text) {
    return redact(text, text.length());
  }

  /** Returns the first {@code length} bytes, without secrets that begin within them. */
  public byte[] redact(byte[] bytes, int length) {
    return redact(new String(bytes, StandardCharsets.ISO_8859_1), length)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Returns the first {@code length} characters, without secrets that begin within them. */
  public String redact(String text, int length) {
    int limit = Math.min(text.length(), length);
    if (lookAhead == 0) {
      return text.substring(0, limit);
    }
    StringBuilder redacted = new StringBuilder(limit);
    EscapeDecoder readings = new EscapeDecoder(text);
    int copied = 0;
    int at = 0;
    while (at < limit) {
      SecretMatch found = secretAt(at, text, readings);
      if (found == null) {
        at++;
      } else {
        redacted.append(text, copied, Math.max(copied, found.begin())).append(MASK);
        at = found.end();
        copied = at;
      }
    }
    return redacted.append(text, copied, at).toString();
  }

  /** The position of a secret in the text. */
  private record SecretMatch(int begin, int end) {}

  private @Nullable SecretMatch secretAt(int at, String text, EscapeDecoder readings) {
    char c = text.charAt(at);
    if (!EscapeDecoder.isEscape(c)) {
      return longest(null, c < ASCII ? forms[c] : NONE, text, at);
    }
    readings.readAt(at);
    SecretMatch longest = null;
    for (int i = 0; i < readings.size(); i++) {
      char character = readings.character(i);
      longest = longest(longest, character < ASCII ? forms[character] : NONE, text, at);
    }
    return longest;
  }

  private static @Nullable SecretMatch longest(
      @Nullable SecretMatch current, SecretForm[] forms, String text, int at) {
    SecretMatch longest = current;
    for (SecretForm form : forms) {
      int end = form.endAt(text, at);
      if (end > (longest == null ? at : longest.end())) {
        longest = form.isBase64() ? withNeighbours(form, text, at, end) : new SecretMatch(at, end);
      }
    }
    return longest;
  }

  /** Adds the neighbouring base64 characters, which contain a few bits of the secret. */
  private static SecretMatch withNeighbours(SecretForm form, String text, int begin, int end) {
    boolean before = form.shift() > 0 && begin > 0 && isBase64(text.charAt(begin - 1));
    boolean after = end < text.length() && isBase64(text.charAt(end));
    return new SecretMatch(before ? begin - 1 : begin, after ? end + 1 : end);
  }

  private static boolean isBase64(char c) {
    return (c < ASCII && Character.isLetterOrDigit(c)) || "+/-_=".indexOf(c) >= 0;
  }
}
