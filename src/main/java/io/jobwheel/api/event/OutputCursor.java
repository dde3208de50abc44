package io.jobwheel.api.event;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The position of a line in the output of a job. Its text is the id of the line's event, such as
 * {@code 2.17}.
 *
 * @param attempt the number of the attempt, from 1
 * @param line the number of the line within the output of the attempt, from 1; 0 before the first
 */
record OutputCursor(int attempt, long line) {

  /** The position before all output. */
  static final OutputCursor START = new OutputCursor(1, 0);

  private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,17})");

  /** Parses a text; empty if it is not a position. */
  static Optional<OutputCursor> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new OutputCursor(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return attempt + "." + line;
  }
}
