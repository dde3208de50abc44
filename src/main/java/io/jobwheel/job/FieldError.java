package io.jobwheel.job;

/**
 * One thing that is wrong with a request.
 *
 * @param field the path of the field, such as {@code jobs[2].payload.delay}
 * @param message what is wrong and what would be right
 */
public record FieldError(String field, String message) {

  /** The same error, seen from outside an enclosing field. */
  public FieldError under(String parent) {
    return new FieldError(field.isEmpty() ? parent : parent + "." + field, message);
  }
}
