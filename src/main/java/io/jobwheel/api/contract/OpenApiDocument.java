package io.jobwheel.api.contract;

import io.jobwheel.handler.JobType;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.job.ExecutionMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Builds the OpenAPI document: the file openapi.yaml, in which the schema of a request for a job is
 * replaced by one for each registered job type, with the field {@code type} as discriminator.
 */
final class OpenApiDocument {

  private static final String FILE = "/openapi.yaml";
  private static final String SCHEMAS = "#/components/schemas/";

  private OpenApiDocument() {}

  /** Returns the document as JSON. */
  static byte[] of(JobTypes types, JsonMapper json) {
    JsonNode document = json.valueToTree(load());
    ObjectNode schemas = (ObjectNode) document.path("components").path("schemas");
    ObjectNode base = (ObjectNode) schemas.path("JobRequest");
    ObjectNode request = json.createObjectNode();
    ArrayNode oneOf = request.putArray("oneOf");
    ObjectNode discriminator = request.putObject("discriminator").put("propertyName", "type");
    ObjectNode mapping = discriminator.putObject("mapping");
    for (JobType<?> type : types.submittable()) {
      String name = schemaName(type.name());
      schemas.set(name + "Payload", json.readTree(types.schema(type.name())));
      schemas.set(name + "JobRequest", request(base.deepCopy(), type, name));
      if (!runsInEachMode(type)) {
        schemas.set(name + "Mode", modes(json, type));
      }
      String reference = SCHEMAS + name + "JobRequest";
      oneOf.addObject().put("$ref", reference);
      mapping.put(type.name(), reference);
    }
    schemas.set("JobRequest", request);
    return json.writeValueAsBytes(document);
  }

  private static Object load() {
    try (InputStream file = OpenApiDocument.class.getResourceAsStream(FILE)) {
      return new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode request(ObjectNode schema, JobType<?> type, String name) {
    schema.put("description", type.description());
    ObjectNode properties = (ObjectNode) schema.path("properties");
    properties.putObject("type").put("type", "string").put("const", type.name());
    properties.putObject("payload").put("$ref", SCHEMAS + name + "Payload");
    // no keyword default: generated clients would send it, also in groups of another mode
    properties
        .putObject("mode")
        .put("$ref", SCHEMAS + (runsInEachMode(type) ? "Mode" : name + "Mode"))
        .put("description", "The default is " + type.defaultMode().wireName() + ".");
    return schema;
  }

  private static boolean runsInEachMode(JobType<?> type) {
    return type.modes().containsAll(EnumSet.allOf(ExecutionMode.class));
  }

  private static ObjectNode modes(JsonMapper json, JobType<?> type) {
    ObjectNode mode = json.createObjectNode().put("type", "string");
    ArrayNode modes = mode.putArray("enum");
    type.modes().stream().sorted().map(ExecutionMode::wireName).forEach(modes::add);
    return mode;
  }

  /** Returns a name of letters and digits: {@code SendMail} for {@code send-mail}. */
  private static String schemaName(String type) {
    return Arrays.stream(type.split("[^A-Za-z0-9]+"))
        .filter(word -> !word.isEmpty())
        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
        .collect(Collectors.joining());
  }
}
