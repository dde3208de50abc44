package io.jobwheel.job;

import java.util.List;
import java.util.stream.Collectors;

/** A job was asked for that cannot be: nothing was stored. Carries every field that is wrong. */
public final class InvalidJobException extends RuntimeException {

  private final transient List<FieldError> errors;

  public InvalidJobException(List<FieldError> errors) {
    super(
        errors.stream()
            .map(error -> error.field() + ": " + error.message())
            .collect(Collectors.joining("; ")));
    this.errors = List.copyOf(errors);
  }

  public List<FieldError> errors() {
    return errors;
  }
}
