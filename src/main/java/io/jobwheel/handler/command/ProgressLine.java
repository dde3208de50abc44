package io.jobwheel.handler.command;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line by which a program reports its progress, such as {@code ::progress 0.42 encoding}.
 *
 * @param fraction the fraction, 0 to 1
 * @param message a description of the current step; {@code null} for none
 */
public record ProgressLine(double fraction, @Nullable String message) {

  private static final String PREFIX = "::progress ";
  private static final Pattern FORM =
      Pattern.compile("::progress (0(?:\\.\\d{1,12})?|1(?:\\.0{1,12})?)(?: +(\\S.*))?\\s*");

  /** Parses a line; empty if it is ordinary output. */
  public static Optional<ProgressLine> parse(String line) {
    if (!line.startsWith(PREFIX)) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(line);
    return form.matches()
        ? Optional.of(new ProgressLine(Double.parseDouble(form.group(1)), message(form.group(2))))
        : Optional.empty();
  }

  private static @Nullable String message(@Nullable String text) {
    return text == null ? null : text.strip();
  }
}
