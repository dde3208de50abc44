package io.jobwheel.handler.command;

import java.util.regex.Pattern;

/**
 * Matches a pattern with a limit on the number of steps. Java's patterns backtrack: {@code (a+)+b}
 * takes exponential time. Each step reads a character, so the number of reads is limited.
 */
enum BoundedMatch {
  YES,
  NO,
  /** The limit was reached before the match was decided. */
  LIMIT_EXCEEDED;

  /** The limit takes a few milliseconds; usual patterns read a character a few times. */
  static final int MAX_READS = 1_000_000;

  /** Returns whether the pattern matches the whole value. */
  static BoundedMatch of(Pattern pattern, String value) {
    try {
      return pattern.matcher(new CountedText(value)).matches() ? YES : NO;
    } catch (ReadLimitException | StackOverflowError e) { // repeated groups recurse
      return LIMIT_EXCEEDED;
    }
  }

  /** A text whose number of reads is limited. */
  private static final class CountedText implements CharSequence {

    private final String text;
    private int reads;

    CountedText(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++reads > MAX_READS) {
        throw new ReadLimitException();
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

  private static final class ReadLimitException extends RuntimeException {
    ReadLimitException() {
      super("the limit of reads is exceeded", null, false, false);
    }
  }
}
