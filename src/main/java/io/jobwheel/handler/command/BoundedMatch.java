package io.jobwheel.handler.command;

import java.util.regex.Pattern;

/**
 * Matches a pattern with a limit to its work. Java's patterns backtrack: one such as {@code (a+)+b}
 * takes years for forty letters. Each step looks at a character, so counting looks bounds steps.
 */
enum BoundedMatch {
  YES,
  NO,
  /** The limit was reached before there was an answer. */
  TOO_HARD;

  /** Takes some milliseconds; sane patterns need a few looks a character. */
  static final int MOST_LOOKS = 1_000_000;

  /** Whether the pattern matches all of the value. */
  static BoundedMatch of(Pattern pattern, String value) {
    try {
      return pattern.matcher(new Counted(value)).matches() ? YES : NO;
    } catch (OutOfLooks | StackOverflowError e) { // groups that repeat take stack for each round
      return TOO_HARD;
    }
  }

  /** A text that can be looked at only so often. */
  private static final class Counted implements CharSequence {

    private final String text;
    private int looks;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++looks > MOST_LOOKS) {
        throw new OutOfLooks();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final class OutOfLooks extends RuntimeException {
    OutOfLooks() {
      super("out of looks", null, false, false);
    }
  }
}
