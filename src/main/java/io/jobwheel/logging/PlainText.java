package io.jobwheel.logging;

/**
 * Text without control characters. Characters that would control a terminal, change the writing
 * direction or are invisible are written as Java escapes, such as {@code \u001b}.
 */
final class PlainText {

  private PlainText() {}

  /** Returns the text with these characters escaped; line feeds and tabs stay. */
  static String of(String text) {
    if (text.codePoints().allMatch(PlainText::isPlain)) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(point -> {
          if (isPlain(point)) {
            plain.appendCodePoint(point);
          } else {
            for (char half : Character.toChars(point)) {
              plain.append("\\u%04x".formatted((int) half));
            }
          }
        });
    return plain.toString();
  }

  private static boolean isPlain(int point) {
    if (point == '\n' || point == '\t') {
      return true;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }
}
