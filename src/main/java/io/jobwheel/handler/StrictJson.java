package io.jobwheel.handler;

import static tools.jackson.databind.cfg.CoercionAction.Fail;
import static tools.jackson.databind.cfg.CoercionInputShape.Boolean;
import static tools.jackson.databind.cfg.CoercionInputShape.EmptyString;
import static tools.jackson.databind.cfg.CoercionInputShape.Float;
import static tools.jackson.databind.cfg.CoercionInputShape.Integer;
import static tools.jackson.databind.cfg.CoercionInputShape.String;
import static tools.jackson.databind.type.LogicalType.Array;
import static tools.jackson.databind.type.LogicalType.Collection;
import static tools.jackson.databind.type.LogicalType.DateTime;
import static tools.jackson.databind.type.LogicalType.OtherScalar;
import static tools.jackson.databind.type.LogicalType.POJO;
import static tools.jackson.databind.type.LogicalType.Textual;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * The strict configuration for reading the JSON of clients. Unknown and duplicate fields and
 * trailing tokens are errors. Values are not converted: neither strings to numbers, fractions to
 * integers, numbers to strings or enum constants, nor empty strings to {@code null}.
 */
public final class StrictJson {

  // the shapes of values that Jackson would convert, by the type of the field
  private static final Map<LogicalType, Set<CoercionInputShape>> REFUSED =
      Map.ofEntries(
          Map.entry(Textual, EnumSet.of(Integer, Float, Boolean)),
          Map.entry(LogicalType.Integer, EnumSet.of(Float, Boolean, String, EmptyString)),
          Map.entry(LogicalType.Float, EnumSet.of(Boolean, String, EmptyString)),
          Map.entry(LogicalType.Boolean, EnumSet.of(Integer, Float, String, EmptyString)),
          Map.entry(LogicalType.Enum, EnumSet.of(Integer, EmptyString)),
          Map.entry(POJO, EnumSet.of(EmptyString)),
          Map.entry(LogicalType.Map, EnumSet.of(EmptyString)),
          Map.entry(Collection, EnumSet.of(EmptyString)),
          Map.entry(Array, EnumSet.of(EmptyString)),
          Map.entry(DateTime, EnumSet.of(EmptyString)),
          Map.entry(OtherScalar, EnumSet.of(EmptyString)));

  private StrictJson() {}

  /** Configures the builder, overriding earlier settings, and returns it. */
  public static JsonMapper.Builder configure(JsonMapper.Builder builder) {
    REFUSED.forEach((type, shapes) ->
        builder.withCoercionConfig(
            type, config -> shapes.forEach(shape -> config.setCoercion(shape, Fail))));
    return builder
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(
            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
            DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
            DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .disable(
            DeserializationFeature.ACCEPT_FLOAT_AS_INT,
            DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY,
            DeserializationFeature.UNWRAP_SINGLE_VALUE_ARRAYS,
            DeserializationFeature.ACCEPT_EMPTY_STRING_AS_NULL_OBJECT,
            DeserializationFeature.ACCEPT_EMPTY_ARRAY_AS_NULL_OBJECT)
        .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(
            EnumFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL,
            EnumFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        .disable(
            MapperFeature.ALLOW_COERCION_OF_SCALARS,
            MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS,
            MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES,
            MapperFeature.ACCEPT_CASE_INSENSITIVE_VALUES)
        .addModule(StrictValues.module());
  }
}
