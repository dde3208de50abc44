package io.jobwheel.api.problem;

import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import java.util.List;
import java.util.stream.Collectors;

/** A path variable, a query parameter or a header cannot be understood. */
public final class BadParameterException extends RuntimeException {

  // of many errors, the sentence says the first
  private static final int SAID = 5;

  private final transient FieldErrors errors;

  public BadParameterException(String name, String message) {
    this(List.of(new FieldError(name, message)));
  }

  public BadParameterException(List<FieldError> errors) {
    super(
        errors.stream()
            .limit(SAID)
            .map(error -> error.field() + " " + error.message())
            .collect(Collectors.joining("; ", "", errors.size() > SAID ? "; and more." : ".")));
    this.errors = FieldErrors.of(errors);
  }

  FieldErrors errors() {
    return errors;
  }
}
