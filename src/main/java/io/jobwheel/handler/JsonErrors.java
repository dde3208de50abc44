package io.jobwheel.handler;

import io.jobwheel.job.FieldError;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with JSON in words that name the field and not our classes. */
public final class JsonErrors {

  private JsonErrors() {}

  /** The field that the error is about, and what is wrong with it. */
  public static FieldError fieldError(JacksonException error) {
    return new FieldError(path(error), message(error));
  }

  private static String path(JacksonException error) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference step : error.getPath()) {
      if (step.getPropertyName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
      }
    }
    return path.toString();
  }

  private static String message(JacksonException error) {
    return switch (error) {
      case UnrecognizedPropertyException unknown ->
          "is not a field here; known are %s".formatted(unknown.getKnownPropertyIds());
      case InvalidFormatException format ->
          "cannot be '%s'; a %s is expected"
              .formatted(format.getValue(), format.getTargetType().getSimpleName());
      case StreamReadException syntax ->
          "is not well-formed JSON: %s".formatted(syntax.getOriginalMessage());
      default -> error.getOriginalMessage();
    };
  }
}
