package io.jobwheel.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every property that documents, scripts, the chart and messages name exists. */
class PropertyNamesTest {

  private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");
  private static final Pattern LINK = Pattern.compile("configuration\\.md#([^)]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^##+ `(.+)`$");
  // names of Spring Boot's properties that the code reads
  private static final Pattern LITERAL =
      Pattern.compile("\"(?:\\$\\{)?((?:management|server|spring|logging)\\.[a-z0-9.-]+)[\":]");

  // the anchors that GitHub creates for headings
  private static final List<String> SECTIONS =
      HEADING
          .matcher(read(ConfigurationPage.FILE))
          .results()
          .map(heading -> heading.group(1).replace(".", "").toLowerCase(Locale.ROOT))
          .toList();
  private static final List<Path> FILES = files();
  private static final List<Path> DOCUMENTS =
      FILES.stream().filter(file -> file.toString().endsWith(".md")).toList();

  @Test
  void aPropertyThatIsNamedExists() {
    List<String> unknown = new ArrayList<>();
    for (Path file : FILES) {
      PropertyNames.unknown(read(file)).forEach(name -> unknown.add(file + ": " + name));
    }
    assertThat(unknown)
        .as("no such properties; those that exist are in docs/configuration.md")
        .isEmpty();
  }

  @ParameterizedTest
  @FieldSource("DOCUMENTS")
  void anExampleHasPropertiesThatExist(Path document) {
    List<String> examples =
        EXAMPLE.matcher(read(document)).results().map(example -> example.group(1)).toList();
    for (String example : examples) {
      assertThat(names(example))
          .allMatch(name -> PropertyNames.exists(name), "is a property of Jobwheel");
    }
  }

  @ParameterizedTest
  @FieldSource("DOCUMENTS")
  void aLinkIntoThePageHasItsSection(Path document) {
    assertThat(LINK.matcher(read(document)).results().map(link -> link.group(1)))
        .isSubsetOf(SECTIONS);
  }

  @Test
  void thereAreExamplesAndFiles() {
    Set<String> names = new TreeSet<>();
    for (Path document : DOCUMENTS) {
      EXAMPLE
          .matcher(read(document))
          .results()
          .forEach(example -> names.addAll(names(example.group(1))));
    }
    assertThat(names).hasSizeGreaterThan(10);
    assertThat(FILES).hasSizeGreaterThan(300);
  }

  @Test
  void whatIsSetAndReadOfSpringBootIsThere() throws IOException {
    Set<String> names = new TreeSet<>();
    SpringSettings.rows().forEach(row -> names.add(row.name().replaceFirst("\\[.*", "")));
    for (Path file : below("src/main/java", ".java")) {
      LITERAL.matcher(read(file)).results().map(literal -> literal.group(1)).forEach(names::add);
    }
    List<String> known = new ArrayList<>();
    List<String> maps = new ArrayList<>();
    for (JsonNode property : springMetadata()) {
      boolean map = property.path("type").asString("").startsWith("java.util.Map");
      (map ? maps : known).add(property.path("name").asString());
    }
    assertThat(names)
        .hasSizeGreaterThan(25)
        .allMatch(
            name ->
                known.contains(name)
                    || maps.stream().anyMatch(map -> (name + ".").startsWith(map + ".")),
            "is a property of Spring Boot");
  }

  @ParameterizedTest
  @CsvSource({
    "set jobwheel.dispatch.leases, jobwheel.dispatch.leases",
    "`--jobwheel.store.ulr=x`, jobwheel.store.ulr",
    "-Djobwheel.lane.slots=1, jobwheel.lane.slots",
    "jobwheel.security.keys.shop.hash, jobwheel.security.keys.shop.hash",
    "jobwheel.lanes.*.threads, jobwheel.lanes.*.threads",
    "JOBWHEEL_DISPATCH_MAX_BACKLOG=1, JOBWHEEL_DISPATCH_MAX_BACKLOG",
    "JOBWHEEL_SECRETS_SHOP, JOBWHEEL_SECRETS_SHOP"
  })
  void aNameThatDoesNotExistIsFound(String text, String name) {
    assertThat(PropertyNames.unknown(text)).containsExactly(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jobwheel.dispatch.lease, and the groups jobwheel.http.egress.… and jobwheel.lanes.*
          jobwheel.lanes.*.slots, jobwheel.commands.<name>.program and jobwheel.secrets.NAME.value
          JOBWHEEL_SECURITY_KEYS_ADMIN_HASHES and JOBWHEEL_SECURITY_KEYS_ADMIN_HASHES_0
          io.jobwheel.nothing, ./jobwheel.sh, jobwheel.jar, {{ include "jobwheel.name" . }}
          """)
  void anyOtherNameIsNot(String text) {
    assertThat(PropertyNames.unknown(text)).isEmpty();
  }

  /** Returns the names of Jobwheel in a configuration; none if it configures something else. */
  private static List<String> names(String yaml) {
    try {
      List<String> names = new ArrayList<>();
      for (PropertySource<?> source :
          new YamlPropertySourceLoader()
              .load("example", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))) {
        Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames())
            .filter(name -> name.startsWith("jobwheel."))
            .forEach(names::add);
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> springMetadata() throws IOException {
    List<JsonNode> properties = new ArrayList<>();
    for (var resource :
        Collections.list(
            PropertyNamesTest.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
      try (var in = resource.openStream()) {
        new JsonMapper().readTree(in).path("properties").forEach(properties::add);
      }
    }
    return properties;
  }

  private static List<Path> files() {
    return Stream.of(
            List.of(
                Path.of("README.md"),
                Path.of("CHANGELOG.md"),
                Path.of("docker-compose.yml"),
                Path.of("pom.xml"),
                Path.of(".ci/run"),
                Path.of(".ci/containers"),
                Path.of("src/main/docker/Dockerfile")),
            below("docs", ".md"),
            below("helm", ""),
            below("src/bench", ".sh"),
            below("src/grafana/dashboards", ".mjs"),
            below("src/main/docker", ".yml"),
            below("src/main/resources", ".yml"),
            below("src/main/java", ".java"),
            below("src/test", ".yaml"),
            below("src/test/resources", ".properties"))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Path> below(String folder, String end) {
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      return files
          .filter(file -> Files.isRegularFile(file) && file.toString().endsWith(end))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
