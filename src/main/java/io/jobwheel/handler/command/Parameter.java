package io.jobwheel.handler.command;

import io.jobwheel.handler.command.process.NativeText;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client may give for one parameter of a command.
 *
 * @param pattern has to match the whole value
 * @param maxLength how many characters a value may have, 1 to {@value #LONGEST}
 * @param defaultValue the value when none is given; null when one has to be
 * @param allowLeadingDash whether a value may begin with a dash, and so look like an option
 */
public record Parameter(
    Pattern pattern, int maxLength, @Nullable String defaultValue, boolean allowLeadingDash) {

  /** Linux takes no argument of more than 128 KiB; a character has up to four bytes. */
  public static final int LONGEST = 32_000;

  public Parameter {
    if (maxLength < 1 || maxLength > LONGEST) {
      throw new IllegalArgumentException(
          "maxLength must be 1 to %d, not %d".formatted(LONGEST, maxLength));
    }
  }

  /** What is wrong with that value, null for a missing one; null when it is fine. */
  @Nullable String wrong(@Nullable String value) {
    if (value == null) {
      return "is required, and must match " + pattern;
    }
    if (value.length() > maxLength) {
      return "must have at most %d characters".formatted(maxLength);
    }
    if (value.indexOf('\0') >= 0) {
      return "must not contain a NUL character";
    }
    if (!allowLeadingDash && value.startsWith("-")) {
      return "must not begin with a dash";
    }
    if (!NativeText.canPass(value)) {
      return "has characters that cannot be passed to a program in the encoding %s"
          .formatted(NativeText.encoding());
    }
    return switch (BoundedMatch.of(pattern, value)) {
      case YES -> null;
      case NO -> "must match " + pattern;
      case TOO_HARD -> "is too hard to match with " + pattern + "; give a simpler or shorter one";
    };
  }
}
