package io.jobwheel.handler.http.secret;

import io.jobwheel.handler.http.egress.EscapeDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A text that reveals a secret: the secret, a decoded part of it, or an encoding of either. {@link
 * CharacterReadings} finds escapes of single characters in each form.
 *
 * @param text the text to search for
 * @param shift the number of unrelated bytes in the first base64 group; -1 if the form is not
 *     base64
 */
record SecretForm(String text, int shift) {

  private static final int GROUP = 3; // bytes of a base64 group
  private static final int NOT_BASE64 = -1;

  /** Returns all forms of a secret. */
  static List<SecretForm> of(String secret) {
    List<SecretForm> forms = new ArrayList<>();
    for (String text : variants(secret)) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      forms.add(new SecretForm(text, NOT_BASE64));
      forms.add(new SecretForm(HexFormat.of().formatHex(bytes), NOT_BASE64));
      for (int shift = 0; shift < GROUP; shift++) {
        forms.add(new SecretForm(inBase64(bytes, shift), shift));
      }
    }
    return forms;
  }

  /** Returns the secret, the credentials after an authentication scheme, and these decoded. */
  private static Set<String> variants(String secret) {
    Set<String> variants = new LinkedHashSet<>();
    variants.add(secret);
    String credentials = secret.substring(secret.lastIndexOf(' ') + 1);
    String decoded = decoded(credentials);
    variants.add(credentials);
    variants.add(decoded);
    variants.add(decoded.substring(decoded.indexOf(':') + 1)); // the password of a user
    variants.removeIf(text -> text.length() < Secret.MIN_LENGTH);
    return variants;
  }

  private static String decoded(String base64) {
    try {
      String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
      return text.chars().allMatch(c -> c >= ' ' && c < 0x7f) ? text : "";
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** Returns the common part of all base64 encodings that begin at this byte of a group. */
  private static String inBase64(byte[] bytes, int shift) {
    byte[] padded = new byte[shift + bytes.length];
    System.arraycopy(bytes, 0, padded, shift, bytes.length);
    String whole = Base64.getEncoder().withoutPadding().encodeToString(padded);
    return whole.substring(shift == 0 ? 0 : shift + 1, padded.length * Byte.SIZE / 6);
  }

  boolean isBase64() {
    return shift != NOT_BASE64;
  }

  /** Returns whether a match may begin with the character. */
  boolean beginsWith(char c) {
    return isSame(c, text.charAt(0));
  }

  /** Compares without case; in base64, whose case matters, without regard to the alphabet. */
  private boolean isSame(char c, char expected) {
    return c == expected || canonical(c) == canonical(expected);
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
   * Returns the end of a match at this position, or -1. A match contains at least the first half of
   * the text: a shorter prefix could be unrelated.
   */
  int endAt(String in, int at) {
    int matched = 0;
    boolean escapes = false; // a character that matches may also begin an escape
    while (matched < text.length() && at + matched < in.length()) {
      char c = in.charAt(at + matched);
      escapes |= EscapeDecoder.isEscape(c);
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

  /** As {@link #endAt}, with all readings of escaped characters. */
  private int escapedEndAt(String in, int at) {
    EscapeDecoder readings = new EscapeDecoder(in);
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

  private void addEnds(EscapeDecoder readings, char expected, Set<Integer> ends) {
    for (int i = 0; i < readings.size(); i++) {
      if (isSame(readings.character(i), expected)) {
        ends.add(readings.end(i));
      }
    }
  }

  private boolean isEnough(int matched) {
    boolean isWord = text.indexOf(' ') < 0; // a phrase may begin with common words
    return matched == text.length()
        || (isWord && matched >= Math.max(Secret.MIN_LENGTH, (text.length() + 1) / 2));
  }
}
