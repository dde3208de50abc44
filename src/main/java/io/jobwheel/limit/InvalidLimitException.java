package io.jobwheel.limit;

import io.jobwheel.job.FieldError;
import io.jobwheel.job.InvalidJobException;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/** Thrown if a limit of the configuration is invalid; the service does not start. */
final class InvalidLimitException extends RuntimeException {

  /** Creates the exception. Its message has a line for each invalid property. */
  InvalidLimitException(String name, InvalidJobException cause) {
    super(
        cause.errors().stream()
            .map(error -> line("jobwheel.limits." + name, error))
            .collect(Collectors.joining("\n")),
        cause);
  }

  private static String line(String property, FieldError error) {
    return error.field().equals("name")
        ? "%s: its name %s".formatted(property, error.message())
        : "%s.%s: %s"
            .formatted(
                property, DataObjectPropertyName.toDashedForm(error.field()), error.message());
  }

  /** Creates the exception of default limits of job types that do not exist. */
  InvalidLimitException(List<String> lines) {
    super(String.join("\n", lines));
  }
}
