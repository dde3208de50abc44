package io.jobwheel.handler.http.secret;

import io.jobwheel.handler.http.egress.CharacterReadings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A text that gives a secret away: itself, what it means, or an encoding of the whole. Escapes of
 * single characters are found in each of them, see {@link CharacterReadings}.
 *
 * @param text what to look for
 * @param shift how many bytes of something else the first group of base64 begins with; -1 for what
 *     is no base64
 */
record SecretForm(String text, int shift) {

  private static final int GROUP = 3; // bytes, of base64
  private static final int NO_BASE64 = -1;

  /** All forms of a secret. */
  static List<SecretForm> of(String secret) {
    List<SecretForm> forms = new ArrayList<>();
    for (String text : meanings(secret)) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      forms.add(new SecretForm(text, NO_BASE64));
      forms.add(new SecretForm(HexFormat.of().formatHex(bytes), NO_BASE64));
      for (int shift = 0; shift < GROUP; shift++) {
        forms.add(new SecretForm(inBase64(bytes, shift), shift));
      }
    }
    return forms;
  }

  /** The secret, what it is without the name of a scheme, and what that is when it is base64. */
  private static Set<String> meanings(String secret) {
    Set<String> meanings = new LinkedHashSet<>();
    meanings.add(secret);
    String credentials = secret.substring(secret.lastIndexOf(' ') + 1);
    String decoded = decoded(credentials);
    meanings.add(credentials);
    meanings.add(decoded);
    meanings.add(decoded.substring(decoded.indexOf(':') + 1)); // the password of a user
    meanings.removeIf(text -> text.length() < Secret.SHORTEST);
    return meanings;
  }

  private static String decoded(String base64) {
    try {
      String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
      return text.chars().allMatch(c -> c >= ' ' && c < 0x7f) ? text : "";
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** What all its encodings have in common that begin so many bytes after the start of a group. */
  private static String inBase64(byte[] bytes, int shift) {
    byte[] padded = new byte[shift + bytes.length];
    System.arraycopy(bytes, 0, padded, shift, bytes.length);
    String whole = Base64.getEncoder().withoutPadding().encodeToString(padded);
    return whole.substring(shift == 0 ? 0 : shift + 1, padded.length * Byte.SIZE / 6);
  }

  boolean isBase64() {
    return shift != NO_BASE64;
  }

  /** Whether it may begin with that character. */
  boolean beginsWith(char c) {
    return isSame(c, text.charAt(0));
  }

  /** Also in another case; in base64, which does not bear that, in the other alphabet. */
  private boolean isSame(char c, char wanted) {
    return c == wanted || canonical(c) == canonical(wanted);
  }

  private char canonical(char c) {
    if (!isBase64()) {
      return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }
    return switch (c) {
      case '-' -> '+';
      case '_' -> '/';
      default -> c;
    };
  }

  /**
   * Where it ends when it begins at this position, whole or cut by half; else -1. What is cut by
   * more could be anything.
   */
  int endAt(String in, int at) {
    int matched = 0;
    boolean escapes = false; // what is an escape as well may be meant as one
    while (matched < text.length() && at + matched < in.length()) {
      char c = in.charAt(at + matched);
      escapes |= CharacterReadings.isEscape(c);
      if (!isSame(c, text.charAt(matched))) {
        break;
      }
      matched++;
    }
    if (matched < text.length() && escapes) {
      return escapedEndAt(in, at);
    }
    return isEnough(matched) ? at + matched : -1;
  }

  /** The same, following all readings at once. */
  private int escapedEndAt(String in, int at) {
    CharacterReadings readings = new CharacterReadings(in);
    TreeSet<Integer> here = new TreeSet<>(Set.of(at));
    for (int matched = 0; matched < text.length(); matched++) {
      TreeSet<Integer> next = new TreeSet<>();
      for (int position : here) {
        if (position < in.length()) {
          readings.readAt(position);
          addEnds(readings, text.charAt(matched), next);
        }
      }
      if (next.isEmpty()) {
        return isEnough(matched) ? here.last() : -1;
      }
      here = next;
    }
    return here.last();
  }

  private void addEnds(CharacterReadings readings, char wanted, Set<Integer> ends) {
    for (int i = 0; i < readings.size(); i++) {
      if (isSame(readings.character(i), wanted)) {
        ends.add(readings.end(i));
      }
    }
  }

  private boolean isEnough(int matched) {
    boolean isWord = text.indexOf(' ') < 0; // a phrase may begin with common words
    return matched == text.length()
        || (isWord && matched >= Math.max(Secret.SHORTEST, (text.length() + 1) / 2));
  }
}
