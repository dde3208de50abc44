package io.jobwheel.handler;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.module.SimpleModule;

/** Rejects values that Jackson converts with every configuration. */
final class StrictValues {

  private StrictValues() {}

  static SimpleModule module() {
    return new SimpleModule("exact values")
        .setDeserializerModifier(new Enums())
        .addDeserializer(double.class, new FiniteReader<>(JsonParser::getDoubleValue, true))
        .addDeserializer(Double.class, new FiniteReader<>(JsonParser::getDoubleValue, false))
        .addDeserializer(float.class, new FiniteReader<>(JsonParser::getFloatValue, true))
        .addDeserializer(Float.class, new FiniteReader<>(JsonParser::getFloatValue, false));
  }

  /** Rejects the text "NaN", and a number out of range, which would become infinite. */
  private static final class FiniteReader<T extends Number> extends ValueDeserializer<T> {

    private final Function<JsonParser, T> value;
    private final boolean primitive;

    FiniteReader(Function<JsonParser, T> value, boolean primitive) {
      this.value = value;
      this.primitive = primitive;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) {
      if (!parser.currentToken().isNumeric()) {
        throw InvalidValueException.at(parser, "must be a number");
      }
      T number = value.apply(parser);
      if (!Double.isFinite(number.doubleValue())) {
        throw InvalidValueException.at(parser, "is out of range");
      }
      return number;
    }

    @Override
    public @Nullable Object getNullValue(DeserializationContext context) {
      if (primitive) {
        throw InvalidValueException.at(context.getParser(), "must be a number");
      }
      return null;
    }
  }

  private static final class Enums extends ValueDeserializerModifier {

    private static final long serialVersionUID = 1L;

    @Override
    public ValueDeserializer<?> modifyEnumDeserializer(
        DeserializationConfig config,
        JavaType type,
        BeanDescription.Supplier description,
        ValueDeserializer<?> deserializer) {
      return new EnumReader(deserializer);
    }
  }

  /** Rejects a constant with spaces around it. */
  private static final class EnumReader extends DelegatingDeserializer {

    EnumReader(ValueDeserializer<?> reader) {
      super(reader);
    }

    @Override
    protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> reader) {
      return new EnumReader(reader);
    }

    @Override
    public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
      if (parser.hasToken(JsonToken.VALUE_STRING)
          && !parser.getString().equals(parser.getString().trim())) {
        throw MismatchedInputException.from(parser, handledType(), "spaces around a constant");
      }
      return super.deserialize(parser, context);
    }
  }
}
