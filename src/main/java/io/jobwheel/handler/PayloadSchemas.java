package io.jobwheel.handler;

import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonSchemaModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/**
 * Derives the JSON Schema (draft 2020-12) of a payload from its record: names, types, Jackson's
 * descriptions and Bean Validation's constraints. What a schema cannot say, the record still
 * checks.
 */
final class PayloadSchemas {

  private final SchemaGenerator generator;

  PayloadSchemas() {
    SchemaGeneratorConfigBuilder config =
        new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(new JacksonSchemaModule())
            .with(
                new JakartaValidationModule(
                    JakartaValidationOption.NOT_NULLABLE_FIELD_IS_REQUIRED,
                    JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS))
            .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT)
            .with(Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES) // else a map may have no entry
            .with(Option.INLINE_ALL_SCHEMAS);
    config
        .forTypesInGeneral()
        .withCustomDefinitionProvider((type, context) ->
            type.getErasedType() == Duration.class
                ? new CustomDefinition(duration(context.getGeneratorConfig().createObjectNode()))
                : null);
    generator = new SchemaGenerator(config.build());
  }

  private static ObjectNode duration(ObjectNode schema) {
    return schema.put("type", "string").put("description", "A time such as 1s, 800ms or PT1S.");
  }

  /** The schema of that record, as JSON text. */
  String of(Class<?> payload) {
    return generator.generateSchema(payload).toPrettyString();
  }
}
