package io.jobwheel.api.contract;

import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.openapitools.openapidiff.core.OpenApiCompare;
import org.openapitools.openapidiff.core.model.Changed;
import org.openapitools.openapidiff.core.model.ChangedOpenApi;
import org.openapitools.openapidiff.core.model.ChangedSchema;
import org.openapitools.openapidiff.core.model.ComposedChanged;
import org.openapitools.openapidiff.core.model.schema.ChangedNullable;
import org.openapitools.openapidiff.core.output.ConsoleRender;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the changes of an OpenAPI document that break clients: what openapi-diff finds, and what it
 * takes for compatible: a removed optional field, although clients may use it and the service
 * refuses unknown ones, and a field of a response that begins to be null.
 *
 * <p>openapi-diff knows OpenAPI 3.0: of 3.1, it does not see changes of {@code type}, of null and
 * of {@code const}. So the documents are compared as if they had been written in 3.0.
 */
final class ContractChanges {

  private ContractChanges() {}

  /** Returns a description of the breaking changes; empty if there is none. */
  static String breaking(JsonNode before, JsonNode after) {
    ChangedOpenApi changes =
        OpenApiCompare.fromContents(asVersion30(before).toString(), asVersion30(after).toString());
    Set<String> found = new TreeSet<>();
    collect(changes, found);
    return changes.isIncompatible() || !found.isEmpty()
        ? String.join(", ", found) + "\n" + rendered(changes)
        : "";
  }

  private static void collect(Changed change, Set<String> found) {
    if (change instanceof ChangedSchema schema) {
      schema.getMissingProperties().keySet().forEach(name -> found.add("removed " + name));
      schema
          .getChangedProperties()
          .forEach((name, property) -> {
            ChangedNullable nullable = property.getNullable();
            if (property.getContext().isResponse()
                && nullable != null
                && Boolean.TRUE.equals(nullable.getRight())
                && !Boolean.TRUE.equals(nullable.getLeft())) {
              found.add("null of " + name);
            }
          });
    }
    if (change instanceof ComposedChanged composed) {
      composed.getChangedElements().stream()
          .filter(Objects::nonNull)
          .forEach(element -> collect(element, found));
    }
  }

  private static String rendered(ChangedOpenApi changes) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    new ConsoleRender().render(changes, new OutputStreamWriter(text, StandardCharsets.UTF_8));
    return text.toString(StandardCharsets.UTF_8);
  }

  private static JsonNode asVersion30(JsonNode document) {
    ObjectNode copy = (ObjectNode) document.deepCopy();
    copy.put("openapi", "3.0.3");
    lower(copy);
    return copy;
  }

  private static void lower(JsonNode node) {
    if (node instanceof ObjectNode schema) {
      if (schema.get("type") instanceof ArrayNode types) {
        lowerNull(schema, types, JsonNode::asString);
        schema.set("type", types.get(0));
      }
      if (schema.get("oneOf") instanceof ArrayNode choices) {
        lowerNull(schema, choices, choice -> choice.path("type").asString(""));
      }
      if (schema.has("const") && schema.path("const").isValueNode()) {
        schema.putArray("enum").add(schema.remove("const"));
      }
    }
    node.forEach(ContractChanges::lower);
  }

  /** Replaces the choice of null by the keyword of OpenAPI 3.0. */
  private static void lowerNull(
      ObjectNode schema, ArrayNode choices, Function<JsonNode, String> type) {
    int before = choices.size();
    choices.removeIf(choice -> type.apply(choice).equals("null"));
    if (choices.size() < before) {
      schema.put("nullable", true);
    }
  }
}
