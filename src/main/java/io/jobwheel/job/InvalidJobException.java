package io.jobwheel.job;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown if a submitted job is invalid; nothing was stored. Has the first {@value
 * FieldErrors#LISTED} errors and their total.
 */
public final class InvalidJobException extends RuntimeException {

  private final transient FieldErrors errors;

  public InvalidJobException(List<FieldError> errors) {
    this(FieldErrors.of(errors));
  }

  public InvalidJobException(FieldErrors errors) {
    super(
        errors.listed().stream()
            .map(error -> error.field() + ": " + error.message())
            .collect(Collectors.joining("; ")));
    this.errors = errors;
  }

  public FieldErrors all() {
    return errors;
  }

  /** Returns the errors that are listed, at most {@link FieldErrors#LISTED}. */
  public List<FieldError> errors() {
    return errors.listed();
  }
}
