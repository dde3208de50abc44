package io.jobwheel.store.query;

/** Texts whose length in the store is limited, however they are escaped there. */
final class BoundedText {

  private static final char REPLACEMENT = '?';

  private BoundedText() {}

  /**
   * Returns the beginning of the text that takes at most {@code most} bytes as UTF-8 inside a JSON
   * string. Control characters, which JSON escapes at length, and lone surrogates are replaced by a
   * question mark.
   */
  static String cut(String text, int most) {
    StringBuilder cut = new StringBuilder();
    int bytes = 0;
    int index = 0;
    while (index < text.length()) {
      int point = text.codePointAt(index);
      index += Character.charCount(point);
      int kept = isPlain(point) ? point : REPLACEMENT;
      bytes += bytesOf(kept);
      if (bytes > most) {
        break;
      }
      cut.appendCodePoint(kept);
    }
    return cut.toString();
  }

  private static boolean isPlain(int point) {
    int type = Character.getType(point);
    return type != Character.CONTROL && type != Character.SURROGATE;
  }

  private static int bytesOf(int point) {
    if (point == '"' || point == '\\') {
      return 2;
    }
    if (point < 0x80) {
      return 1;
    }
    return point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
}
