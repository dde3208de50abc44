package io.jobwheel.job;

/**
 * A validation error of a request.
 *
 * @param field the path of the field, such as {@code jobs[2].payload.delay}
 * @param message what is wrong and which values are valid
 */
public record FieldError(String field, String message) {

  /** Returns this error with the path of an enclosing field in front. */
  public FieldError under(String parent) {
    return new FieldError(field.isEmpty() ? parent : parent + "." + field, message);
  }
}
