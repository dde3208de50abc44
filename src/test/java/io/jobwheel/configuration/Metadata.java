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

/** The metadata of Jobwheel's properties that Spring's annotation processor wrote. */
final class Metadata {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String OF_ALL = "/META-INF/spring-configuration-metadata.json";
  // of records that are values of maps and have @ConfigurationPropertiesSource
  private static final String OF_ONE = "/META-INF/spring/configuration-metadata/%s.json";

  private final JsonNode all = read(OF_ALL);
  private final Map<String, String> descriptions = descriptions(all);

  /** Returns the prefixes of the bound records by class name. */
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

  /** Returns the names of all properties of Jobwheel, without those of records in maps. */
  List<String> names() {
    return descriptions.keySet().stream().filter(name -> name.startsWith("jobwheel.")).toList();
  }

  /** Returns the description of a property of the record; empty if there is none. */
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
