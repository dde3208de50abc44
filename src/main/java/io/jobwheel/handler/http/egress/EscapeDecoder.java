package io.jobwheel.handler.http.egress;

import java.util.Map;

/**
 * The possible readings of the character at a position of a text: the character itself, or one that
 * is percent-encoded, also repeatedly, or escaped as in JSON, JavaScript, HTML or quoted-printable.
 * A text may mix them. Not thread-safe.
 */
public final class EscapeDecoder {

  /** The maximum length of a reading: an HTML numeric reference whose ampersand is escaped. */
  public static final int MAX_LENGTH = 12;

  private static final int MAX_READINGS = 16;
  private static final int MAX_NESTED = 4;
  private static final int ASCII = 0x80;
  private static final Map<String, Character> ENTITIES =
      Map.of("amp;", '&', "lt;", '<', "gt;", '>', "quot;", '"', "apos;", '\'');

  private final String text;
  private final char[] characters = new char[MAX_READINGS];
  private final int[] ends = new int[MAX_READINGS];
  private int size;

  public EscapeDecoder(String text) {
    this.text = text;
  }

  /** Returns whether the character may begin an escape. */
  public static boolean isEscape(char c) {
    return c == '%' || c == '\\' || c == '&' || c == '=' || c == '+';
  }

  /** Finds all readings at the position, and replaces those of the previous position. */
  public void readAt(int at) {
    size = 0;
    char c = text.charAt(at);
    add(c, at + 1);
    switch (c) {
      case '+' -> add(' ', at + 1);
      case '=' -> addNumber(at + 1, 2, 16);
      case '%' -> addPercent(at + 1);
      case '\\' -> addBackslash(at + 1);
      case '&' -> addReference(at + 1);
      default -> {}
    }
  }

  /** Returns the number of readings. */
  public int size() {
    return size;
  }

  /** Returns the character of a reading. */
  public char character(int index) {
    return characters[index];
  }

  /** Returns the position after a reading. */
  public int end(int index) {
    return ends[index];
  }

  private void add(char c, int end) {
    if (size < MAX_READINGS) {
      characters[size] = c;
      ends[size++] = end;
    }
  }

  private void addNumber(int at, int digits, int radix) {
    int code = number(at, at + digits, radix);
    if (code >= 0) {
      add((char) code, at + digits);
    }
  }

  /** Returns the code of an ASCII character; -1 for anything else. */
  private int number(int begin, int end, int radix) {
    if (begin >= end || end > text.length()) {
      return -1;
    }
    int code = 0;
    for (int i = begin; i < end; i++) {
      int digit = Character.digit(text.charAt(i), radix);
      code = code * radix + digit;
      if (digit < 0 || code >= ASCII) {
        return -1;
      }
    }
    return code;
  }

  private void addPercent(int afterSign) {
    int at = afterSign;
    for (int depth = 0; depth < MAX_NESTED; depth++) {
      addNumber(at, 2, 16);
      if (!text.startsWith("25", at)) {
        return;
      }
      at += 2;
    }
  }

  private void addBackslash(int afterFirst) {
    int at = afterFirst;
    while (at < text.length() && text.charAt(at) == '\\' && at - afterFirst < 2 * MAX_NESTED) {
      at++;
      add('\\', at);
    }
    if (at >= text.length()) {
      return;
    }
    char c = text.charAt(at);
    if (c == 'u') {
      addNumber(at + 1, 4, 16);
    } else if (c == 'x') {
      addNumber(at + 1, 2, 16);
    } else if (!Character.isLetterOrDigit(c)) {
      add(c, at + 1);
    }
  }

  private void addReference(int afterSign) {
    int at = afterSign;
    for (int depth = 0; depth < MAX_NESTED; depth++) {
      addNumeric(at);
      for (Map.Entry<String, Character> entity : ENTITIES.entrySet()) {
        if (text.startsWith(entity.getKey(), at)) {
          add(entity.getValue(), at + entity.getKey().length());
        }
      }
      if (!text.startsWith("amp;", at)) {
        return;
      }
      at += "amp;".length();
    }
  }

  private void addNumeric(int at) {
    if (!text.startsWith("#", at)) {
      return;
    }
    boolean isHex = text.startsWith("x", at + 1) || text.startsWith("X", at + 1);
    int begin = isHex ? at + 2 : at + 1;
    int end = text.indexOf(';', begin, Math.min(text.length(), begin + MAX_LENGTH));
    int code = number(begin, end, isHex ? 16 : 10);
    if (code >= 0) {
      add((char) code, end + 1);
    }
  }
}
