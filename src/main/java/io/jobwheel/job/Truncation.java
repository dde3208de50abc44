package io.jobwheel.job;

/**
 * Shortens text without parting a surrogate pair: half of one is no text, and neither UTF-8 nor a
 * database takes it.
 */
public final class Truncation {

  private static final String ELLIPSIS = "…";

  private Truncation() {}

  /** Returns the text, or its first {@code most} characters and an ellipsis if it is longer. */
  public static String of(String text, int most) {
    return text.length() <= most ? text : prefix(text, most) + ELLIPSIS;
  }

  /**
   * Returns the first {@code most} characters of the text, one less if the last is half of a pair.
   */
  public static String prefix(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean parted = most > 0 && Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, parted ? most - 1 : most);
  }
}
