package io.jobwheel.api;

import io.jobwheel.job.FieldError;
import java.util.List;
import java.util.stream.Collectors;

/** A path variable, a query parameter or a header cannot be understood. */
final class BadParameterException extends RuntimeException {

  private final transient List<FieldError> errors;

  BadParameterException(String name, String message) {
    this(List.of(new FieldError(name, message)));
  }

  BadParameterException(List<FieldError> errors) {
    super(
        errors.stream()
            .map(error -> error.field() + " " + error.message())
            .collect(Collectors.joining("; ", "", ".")));
    this.errors = List.copyOf(errors);
  }

  List<FieldError> errors() {
    return errors;
  }
}
