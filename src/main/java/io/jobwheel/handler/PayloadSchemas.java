package io.jobwheel.handler;

import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonSchemaModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Derives the JSON Schema (draft 2020-12) of a payload from its record: names, types, Jackson's
 * descriptions and Bean Validation's constraints. The record validates more than a schema can
 * express.
 */
final class PayloadSchemas {

  private final SchemaGenerator generator;

  PayloadSchemas() {
    SchemaGeneratorConfigBuilder config =
        new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(new JacksonSchemaModule())
            .with(
                new JakartaValidationModule(JakartaValidationOption.NOT_NULLABLE_FIELD_IS_REQUIRED))
            .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT)
            .with(Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES) // otherwise maps allow no entries
            .with(Option.INLINE_ALL_SCHEMAS);
    config
        .forTypesInGeneral()
        .withPropertySorter((_, _) -> 0) // keeps the order of the record
        .withCustomDefinitionProvider((type, context) ->
            type.getErasedType() == Duration.class
                ? new CustomDefinition(duration(context.getGeneratorConfig().createObjectNode()))
                : null)
        .withCustomDefinitionProvider((type, context) ->
            type.isInstanceOf(JsonNode.class) || type.isInstanceOf(VerbatimJson.class) // any JSON
                ? new CustomDefinition(
                    context.getGeneratorConfig().createObjectNode(),
                    CustomDefinition.DefinitionType.INLINE,
                    CustomDefinition.AttributeInclusion.NO)
                : null);
    config.forFields().withStringPatternResolver(PayloadSchemas::pattern);
    generator = new SchemaGenerator(config.build());
  }

  private static ObjectNode duration(ObjectNode schema) {
    schema.put("type", "string").putArray("examples").add("1s").add("800ms").add("PT1S");
    return schema;
  }

  /** Anchors the pattern: Bean Validation matches the whole text, JSON Schema any part of it. */
  private static @Nullable String pattern(FieldScope field) {
    Pattern pattern = field.getAnnotationConsideringFieldAndGetter(Pattern.class);
    return pattern == null ? null : "^(?:%s)$".formatted(pattern.regexp());
  }

  /** Returns the schema of the record as JSON text. */
  String of(Class<?> payload) {
    return generator.generateSchema(payload).toPrettyString();
  }
}
