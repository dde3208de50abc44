package io.jobwheel.api.problem;

import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import java.util.List;
import java.util.stream.Collectors;

/** A path variable, a query parameter or a header is invalid. */
public final class BadParameterException extends RuntimeException {

  // errors in the detail; the field errors has them all
  private static final int IN_DETAIL = 5;

  private final transient FieldErrors errors;

  public BadParameterException(String name, String message) {
    this(List.of(new FieldError(name, message)));
  }

  public BadParameterException(List<FieldError> errors) {
    super(
        errors.stream()
            .limit(IN_DETAIL)
            .map(error -> error.field() + " " + error.message())
            .collect(
                Collectors.joining("; ", "", errors.size() > IN_DETAIL ? "; and more." : ".")));
    this.errors = FieldErrors.of(errors);
  }

  FieldErrors errors() {
    return errors;
  }
}
