package io.jobwheel.job;

/**
 * Truncates text without splitting a surrogate pair: UTF-8 and databases do not accept half of one.
 */
public final class Truncation {

  private static final String ELLIPSIS = "…";

  private Truncation() {}

  /** Returns the text, or its first {@code most} characters and an ellipsis if it is longer. */
  public static String of(String text, int most) {
    return text.length() <= most ? text : prefix(text, most) + ELLIPSIS;
  }

  /**
   * Returns the first {@code most} characters of the text, one less if that would split a surrogate
   * pair.
   */
  public static String prefix(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean parted = most > 0 && Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, parted ? most - 1 : most);
  }
}
