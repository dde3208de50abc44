package io.jobwheel.handler.http.secret;

import io.jobwheel.handler.http.egress.CharacterReadings;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts {@code ***} in the place of secrets, also of those that are encoded in a usual way. It is a
 * net, not a wall: what a server scrambles passes. The wall is that secrets are only sent to hosts
 * that their owner names. Immutable.
 */
public final class Redaction {

  public static final String MARK = "***";

  private static final int ASCII = 0x80;
  private static final SecretForm[] NONE = {};

  // by the character that they begin with
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
    this.lookAhead = CharacterReadings.LONGEST * longest;
  }

  /**
   * How many bytes past the end of what is to be shown must be known, to see whether a secret
   * begins there.
   */
  public int lookAhead() {
    return lookAhead;
  }

  /** The text without secrets. */
  public String of(String text) {
    return of(text, text.length());
  }

  /** The first so many bytes; a secret that begins in them is hidden whole. */
  public byte[] of(byte[] bytes, int length) {
    return of(new String(bytes, StandardCharsets.ISO_8859_1), length)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The first so many characters; a secret that begins in them is hidden whole. */
  public String of(String text, int length) {
    int limit = Math.min(text.length(), length);
    if (lookAhead == 0) {
      return text.substring(0, limit);
    }
    StringBuilder redacted = new StringBuilder(limit);
    CharacterReadings readings = new CharacterReadings(text);
    int copied = 0;
    int at = 0;
    while (at < limit) {
      Found found = secretAt(at, text, readings);
      if (found == null) {
        at++;
      } else {
        redacted.append(text, copied, Math.max(copied, found.begin())).append(MARK);
        at = found.end();
        copied = at;
      }
    }
    return redacted.append(text, copied, at).toString();
  }

  /** Where a secret is. */
  private record Found(int begin, int end) {}

  private @Nullable Found secretAt(int at, String text, CharacterReadings readings) {
    char c = text.charAt(at);
    if (!CharacterReadings.isEscape(c)) {
      return longest(null, c < ASCII ? forms[c] : NONE, text, at);
    }
    readings.readAt(at);
    Found longest = null;
    for (int i = 0; i < readings.size(); i++) {
      char meant = readings.character(i);
      longest = longest(longest, meant < ASCII ? forms[meant] : NONE, text, at);
    }
    return longest;
  }

  private static @Nullable Found longest(
      @Nullable Found known, SecretForm[] forms, String text, int at) {
    Found longest = known;
    for (SecretForm form : forms) {
      int end = form.endAt(text, at);
      if (end > (longest == null ? at : longest.end())) {
        longest = form.isBase64() ? withNeighbours(form, text, at, end) : new Found(at, end);
      }
    }
    return longest;
  }

  /** What stands beside it in base64 has a few bits of it. */
  private static Found withNeighbours(SecretForm form, String text, int begin, int end) {
    boolean before = form.shift() > 0 && begin > 0 && isBase64(text.charAt(begin - 1));
    boolean after = end < text.length() && isBase64(text.charAt(end));
    return new Found(before ? begin - 1 : begin, after ? end + 1 : end);
  }

  private static boolean isBase64(char c) {
    return (c < ASCII && Character.isLetterOrDigit(c)) || "+/-_=".indexOf(c) >= 0;
  }
}
