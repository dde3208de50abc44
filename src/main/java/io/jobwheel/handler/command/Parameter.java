package io.jobwheel.handler.command;

import io.jobwheel.handler.command.process.NativeText;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a parameter of a command.
 *
 * @param pattern the pattern that must match the whole value
 * @param maxLength the maximum length of a value in characters, 1 to {@value #LONGEST}
 * @param defaultValue the value if a payload has none; {@code null} if a value is required
 * @param allowLeadingDash whether a value may begin with a dash, as options do
 */
public record Parameter(
    Pattern pattern, int maxLength, @Nullable String defaultValue, boolean allowLeadingDash) {

  /** Linux limits an argument to 128 KiB; a character has up to four bytes. */
  public static final int LONGEST = 32_000;

  public Parameter {
    if (maxLength < 1 || maxLength > LONGEST) {
      throw new IllegalArgumentException(
          "maxLength must be 1 to %d, not %d".formatted(LONGEST, maxLength));
    }
  }

  /** Returns the error of a value, {@code null} for a missing one; {@code null} if it is valid. */
  @Nullable String violation(@Nullable String value) {
    if (value == null) {
      return "is required and must match " + pattern;
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
      return "contains characters that cannot be passed to a program in the encoding %s"
          .formatted(NativeText.encoding());
    }
    return switch (BoundedMatch.of(pattern, value)) {
      case YES -> null;
      case NO -> "must match " + pattern;
      case LIMIT_EXCEEDED ->
          "takes too many steps to match %s; use a simpler or shorter value".formatted(pattern);
    };
  }
}
