package io.jobwheel.schedule;

import io.jobwheel.job.FieldError;
import io.jobwheel.job.InvalidJobException;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Thrown if a schedule of the configuration is invalid; the service does not start. */
final class InvalidScheduleException extends RuntimeException {

  private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");

  /** Creates the exception. Its message has a line for each invalid property. */
  InvalidScheduleException(String name, InvalidJobException cause) {
    super(
        cause.errors().stream()
            .map(error -> line("jobwheel.schedules." + name, error))
            .collect(Collectors.joining("\n")),
        cause);
  }

  private static String line(String property, FieldError error) {
    String path = error.field();
    if (path.equals("name")) {
      return "%s: its name %s".formatted(property, error.message());
    }
    // behind the name of the property: a path within its JSON text
    int end = path.indexOf('.');
    String own = end < 0 ? path : path.substring(0, end);
    String inner = end < 0 ? "" : path.substring(end + 1) + " ";
    String dashed = HUMP.matcher(own).replaceAll("$1-$2").toLowerCase(Locale.ROOT);
    return "%s.%s: %s%s".formatted(property, dashed, inner, error.message());
  }
}
