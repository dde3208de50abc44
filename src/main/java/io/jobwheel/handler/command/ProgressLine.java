package io.jobwheel.handler.command;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line by which a program says how far it is: {@code ::progress 0.42 encoding}.
 *
 * @param fraction 0 to 1
 * @param message what is being done; null for nothing
 */
public record ProgressLine(double fraction, @Nullable String message) {

  private static final String BEGIN = "::progress ";
  private static final Pattern FORM =
      Pattern.compile("::progress (0(?:\\.\\d{1,12})?|1(?:\\.0{1,12})?)(?: +(\\S.*))?\\s*");

  /** The progress in that line; empty when it is an ordinary line. */
  public static Optional<ProgressLine> read(String line) {
    if (!line.startsWith(BEGIN)) {
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
