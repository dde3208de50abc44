package io.jobwheel.handler;

import io.jobwheel.job.FieldError;
import io.jobwheel.job.Truncation;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/** Says what is wrong with JSON in words that name the field and not our classes. */
public final class JsonErrors {

  // of a path, which has names in it that clients chose
  private static final int LONGEST_PATH = 500;

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
    return Truncation.of(path.toString(), LONGEST_PATH);
  }

  /** Words of Jackson are never shown: they name our classes, and repeat what a client sent. */
  private static String message(JacksonException error) {
    return switch (error) {
      case InvalidValueException ours -> ours.getOriginalMessage();
      case UnrecognizedPropertyException unknown ->
          "is not a known field; must be one of %s".formatted(unknown.getKnownPropertyIds());
      case InputCoercionException _ -> "is a number out of range";
      case StreamReadException _ -> "is not well-formed JSON";
      // of the record's constructor, whose words are for people
      case ValueInstantiationException refused
          when refused.getCause() instanceof IllegalArgumentException cause ->
          String.valueOf(cause.getMessage());
      case MismatchedInputException mismatch -> "must be " + expected(mismatch.getTargetType());
      default -> "must be another value";
    };
  }

  private static String expected(@Nullable Class<?> type) {
    if (type == null) {
      return "another value";
    }
    if (type.isEnum()) {
      return "one of " + Arrays.toString(type.getEnumConstants());
    }
    if (CharSequence.class.isAssignableFrom(type)) {
      return "a text";
    }
    if (Collection.class.isAssignableFrom(type) || type.isArray()) {
      return "an array";
    }
    return switch (type.getSimpleName()) {
      case "boolean", "Boolean" -> "true or false";
      case "byte", "Byte", "short", "Short", "int", "Integer", "long", "Long", "BigInteger" ->
          "a whole number";
      case "float", "Float", "double", "Double", "BigDecimal" -> "a number";
      case "UUID" -> "a UUID";
      case "URI", "URL" -> "a URI";
      case "Instant", "OffsetDateTime", "ZonedDateTime" -> "a time such as 2027-01-31T08:00:00Z";
      default ->
          type.isRecord() || Map.class.isAssignableFrom(type) ? "an object" : "another value";
    };
  }
}
