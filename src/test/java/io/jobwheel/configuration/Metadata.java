package io.jobwheel.configuration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Spring's annotation processor wrote of our properties when they were compiled. */
final class Metadata {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String OF_ALL = "/META-INF/spring-configuration-metadata.json";
  // of a record that is the value of a map, where @ConfigurationPropertiesSource asks for it
  private static final String OF_ONE = "/META-INF/spring/configuration-metadata/%s.json";

  private final JsonNode all = read(OF_ALL);
  private final Map<String, String> descriptions = descriptions(all);

  /** The records that are bound, by name of their class, with their prefixes. */
  Map<String, String> records() {
    return all.path("groups")
        .valueStream()
        .filter(group -> group.path("name").asString().matches("jobwheel(\\..*)?"))
        .filter(group -> group.path("sourceMethod").isMissingNode())
        .collect(
            Collectors.toMap(
                group -> group.path("type").asString(),
                group -> group.path("name").asString(),
                (one, other) -> one,
                TreeMap::new));
  }

  /** The names of all properties of ours, those of records in maps left out. */
  List<String> names() {
    return descriptions.keySet().stream().filter(name -> name.startsWith("jobwheel.")).toList();
  }

  /** What a property of the record is; empty when nothing says so. */
  String description(Class<?> record, String fullName, String ownName) {
    String known = descriptions.get(fullName);
    return known != null ? known : ofOne(record).getOrDefault(ownName, "");
  }

  private static Map<String, String> ofOne(Class<?> record) {
    String resource = OF_ONE.formatted(record.getName());
    if (Metadata.class.getResource(resource) == null) {
      throw new AssertionError(
          "%s has no metadata: annotate it with @ConfigurationPropertiesSource where it is the"
                  .formatted(record.getName())
              + " value of a map, else what has it with @NestedConfigurationProperty");
    }
    return descriptions(read(resource));
  }

  private static Map<String, String> descriptions(JsonNode metadata) {
    Map<String, String> descriptions = new TreeMap<>();
    metadata
        .path("properties")
        .forEach(property ->
            descriptions.put(
                property.path("name").asString(), property.path("description").asString("")));
    return descriptions;
  }

  private static JsonNode read(String resource) {
    try (InputStream in = Metadata.class.getResourceAsStream(resource)) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
