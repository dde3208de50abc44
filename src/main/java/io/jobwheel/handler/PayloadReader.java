package io.jobwheel.handler;

import io.jobwheel.job.Durations;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.InvalidJobException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** Reads payloads as {@link StrictJson}, then validates the constraints of the record. */
final class PayloadReader {

  private final JsonMapper json =
      StrictJson.configure(JsonMapper.builder())
          .enable(
              DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS) // for JSON values inside a payload
          .addModule(new SimpleModule().addDeserializer(Duration.class, new DurationReader()))
          .build();
  private final @Nullable Validator validator;

  /**
   * Creates a reader.
   *
   * @param validator validates the constraints; {@code null} to skip them
   */
  PayloadReader(@Nullable Validator validator) {
    this.validator = validator;
  }

  <P> P read(String payload, Class<P> type) {
    P read;
    try {
      read = json.readerFor(type).withAttribute(VerbatimJson.SOURCE, payload).readValue(payload);
    } catch (JacksonException e) {
      throw new InvalidJobException(List.of(JsonErrors.fieldError(e)));
    }
    if (read == null) {
      throw new InvalidJobException(List.of(new FieldError("", "is required")));
    }
    Set<ConstraintViolation<P>> violations =
        validator == null ? Set.of() : validator.validate(read);
    if (!violations.isEmpty()) {
      throw new InvalidJobException(
          violations.stream()
              .map(violation ->
                  new FieldError(violation.getPropertyPath().toString(), violation.getMessage()))
              .sorted(Comparator.comparing(FieldError::field))
              .toList());
    }
    return read;
  }

  String write(Object result) {
    return json.writeValueAsString(result);
  }

  /** Reads durations in the forms of {@link Durations#parse}. */
  private static final class DurationReader extends ValueDeserializer<Duration> {
    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context) {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        throw InvalidValueException.at(
            parser, "must be a duration string, such as \"1s\", \"800ms\" or \"PT1S\"");
      }
      try {
        return Durations.parse(parser.getString());
      } catch (IllegalArgumentException e) {
        throw InvalidValueException.at(parser, String.valueOf(e.getMessage()));
      }
    }
  }
}
