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

/** Converts Jackson's exceptions to field errors with messages for clients. */
public final class JsonErrors {

  // a path contains names that clients have chosen
  private static final int MAX_PATH = 500;

  private static final String VALID_VALUE = "a valid value";

  private JsonErrors() {}

  /** Returns the path of the field, truncated to 500 characters, and a message about it. */
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
    return Truncation.of(path.toString(), MAX_PATH);
  }

  /** Never returns Jackson's message: it contains class names and the client's input. */
  private static String message(JacksonException error) {
    return switch (error) {
      case InvalidValueException invalid -> invalid.getOriginalMessage();
      case UnrecognizedPropertyException unknown ->
          "is not a known field; must be one of %s".formatted(unknown.getKnownPropertyIds());
      case InputCoercionException _ -> "is out of range";
      case StreamReadException _ -> "is not well-formed JSON";
      // thrown by the record's constructor, with a message for clients
      case ValueInstantiationException invalid
          when invalid.getCause() instanceof IllegalArgumentException cause ->
          String.valueOf(cause.getMessage());
      case MismatchedInputException mismatch -> "must be " + expected(mismatch.getTargetType());
      default -> "must be " + VALID_VALUE;
    };
  }

  private static String expected(@Nullable Class<?> type) {
    if (type == null) {
      return VALID_VALUE;
    }
    if (type.isEnum()) {
      return "one of " + Arrays.toString(type.getEnumConstants());
    }
    if (CharSequence.class.isAssignableFrom(type)) {
      return "a string";
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
      default -> type.isRecord() || Map.class.isAssignableFrom(type) ? "an object" : VALID_VALUE;
    };
  }
}
