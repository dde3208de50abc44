package io.jobwheel.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

/** Which names below jobwheel are known, in each source and form that Spring Boot reads. */
class UnknownPropertyTest {

  private static final KnownProperties KNOWN = known();
  private static final List<Setting> SETTINGS = SettingGroups.settings();

  private static KnownProperties known() {
    KnownProperties known = new KnownProperties();
    new Metadata()
        .records()
        .forEach((type, prefix) -> {
          try {
            known.add(prefix, Class.forName(type));
          } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
          }
        });
    return known;
  }

  private static List<UnknownProperty> unknown(PropertySource<?> source) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .forEach(each -> environment.getPropertySources().remove(each.getName()));
    environment.getPropertySources().addFirst(source);
    return new UnknownPropertyCheck(environment).unknown(KNOWN);
  }

  private static MapPropertySource properties(String name, String value) {
    return new MapPropertySource("test", Map.of(name, value));
  }

  private static SystemEnvironmentPropertySource variables(Map<String, Object> variables) {
    return new SystemEnvironmentPropertySource("systemEnvironment", variables);
  }

  private static List<UnknownProperty> unknownInYaml(String yaml) throws IOException {
    return unknown(
        new YamlPropertySourceLoader()
            .load("yaml", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
            .getFirst());
  }

  private static boolean isRead(PropertySource<?> source, String name) {
    for (var each : ConfigurationPropertySources.from(source)) {
      if (each.getConfigurationProperty(ConfigurationPropertyName.of(name)) != null) {
        return true;
      }
    }
    return false;
  }

  private static List<String> names(Setting setting) {
    String name = setting.name().replace(Setting.NAME, "shop");
    return setting.type().startsWith("list")
        ? List.of(name, name + "[0]", name + "[12]")
        : List.of(name);
  }

  @ParameterizedTest
  @FieldSource("SETTINGS")
  void aPropertyIsKnownInEveryFormThatSpringBootReads(Setting setting) {
    for (String name : names(setting)) {
      String camel =
          Pattern.compile("-(.)")
              .matcher(name)
              .replaceAll(it -> it.group(1).toUpperCase(Locale.ROOT));
      for (String form : List.of(name, camel, name.replace('-', '_'), name.replace("-", ""))) {
        assertThat(isRead(properties(form, "x"), name)).as(form).isTrue();
        assertThat(unknown(properties(form, "x"))).as(form).isEmpty();
      }
      String index = name.replaceAll("\\[(\\d+)]", ".$1");
      String plain = index.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
      String legacy = index.replace('-', '_').replace('.', '_').toUpperCase(Locale.ROOT);
      for (String variable : List.of(plain, legacy)) {
        assertThat(isRead(variables(Map.of(variable, "x")), name)).as(variable).isTrue();
        assertThat(unknown(variables(Map.of(variable, "x")))).as(variable).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @FieldSource("SETTINGS")
  void aPropertyWithALetterTooManyIsUnknownAndItIsTheNearest(Setting setting) {
    String name = setting.name().replace(Setting.NAME, "shop");
    assertThat(unknown(properties(name + "x", "1")))
        .singleElement()
        .satisfies(it -> assertThat(it.nearest()).isEqualTo(name));
    assertThat(unknown(variables(Map.of(PropertyNames.variable(name) + "X", "1"))))
        .singleElement()
        .satisfies(it -> assertThat(it.nearest()).isEqualTo(PropertyNames.variable(name)));
    assertThat(unknown(properties(name + ".deeper", "1"))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "jobwheel.store.ulr, jobwheel.store.url",
    "jobwheel.dispatch.leases, jobwheel.dispatch.lease",
    "jobwheel.dispatch.maxBacklogs, jobwheel.dispatch.max-backlog",
    "jobwheel.dispach.max-backlog, jobwheel.dispatch.max-backlog",
    "jobwheel.max-backlog, jobwheel.dispatch.max-backlog",
    "jobwheel.store.drain-budget, jobwheel.dispatch.drain-budget",
    "jobwheel.lane.thread-pool.slot, jobwheel.lanes.thread-pool.slots",
    "jobwheel.security.keys.shop.hash, jobwheel.security.keys.shop.hashes",
    "jobwheel.key.shop.hashes, jobwheel.security.keys.NAME.hashes",
    "jobwheel.commands.paint.parameters.size.max-len,"
        + " jobwheel.commands.paint.parameters.size.max-length",
    "jobwheel.store.url[0], jobwheel.store.url",
    "jobwheel.http.egress.schemes[0].name, jobwheel.http.egress.schemes"
  })
  void theNearestNameIsTheOneThatWasMeant(String name, String nearest) {
    assertThat(unknown(properties(name, "1")))
        .singleElement()
        .satisfies(it -> assertThat(it.nearest()).isEqualTo(nearest));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JOBWHEEL_STORE_ULR",
        "JOBWHEEL_DISPATCH_MAXBACKLOGS",
        "JOBWHEEL_DISPATCH_MAX_BACK_LOG",
        "JOBWHEEL_LANES_EVENT_LOOP_BLOCKINGTHREADS",
        "JOBWHEEL_SECRETS_GIT_HUB_VALUE",
        "JOBWHEEL_HTTP_EGRESS_SCHEMES_A",
        "JOBWHEEL_STORE",
        "JOBWHEEL_VERSION"
      })
  void aVariableThatSpringBootDoesNotReadIsUnknown(String variable) {
    assertThat(unknown(variables(Map.of(variable, "1"))))
        .singleElement()
        .satisfies(it -> assertThat(it.name()).isEqualTo(variable));
  }

  @Test
  void theVariablesOfServicesInKubernetesAreLeftAlone() {
    Map<String, Object> variables = new LinkedHashMap<>();
    // of the services jobwheel (two ports) and jobwheel-postgres-rw, as set in a pod
    variables.put("KUBERNETES_SERVICE_HOST", "10.96.0.1");
    variables.put("JOBWHEEL_SERVICE_HOST", "10.96.3.7");
    variables.put("JOBWHEEL_SERVICE_PORT", "80");
    variables.put("JOBWHEEL_SERVICE_PORT_HTTP", "80");
    variables.put("JOBWHEEL_SERVICE_PORT_HTTP_ADMIN", "9090");
    variables.put("JOBWHEEL_PORT", "tcp://10.96.3.7:80");
    variables.put("JOBWHEEL_PORT_80_TCP", "tcp://10.96.3.7:80");
    variables.put("JOBWHEEL_PORT_80_TCP_PROTO", "tcp");
    variables.put("JOBWHEEL_PORT_80_TCP_PORT", "80");
    variables.put("JOBWHEEL_PORT_80_TCP_ADDR", "10.96.3.7");
    variables.put("JOBWHEEL_PORT_8080_TCP_ADDR", "10.96.3.7");
    variables.put("JOBWHEEL_PORT_9090_UDP", "udp://10.96.3.7:9090");
    variables.put("JOBWHEEL_POSTGRES_RW_SERVICE_HOST", "10.96.3.8");
    variables.put("JOBWHEEL_POSTGRES_RW_SERVICE_PORT", "5432");
    variables.put("JOBWHEEL_POSTGRES_RW_PORT", "tcp://10.96.3.8:5432");
    variables.put("JOBWHEEL_POSTGRES_RW_PORT_5432_TCP_ADDR", "10.96.3.8");
    assertThat(unknown(variables(variables))).isEmpty();

    variables.put("JOBWHEEL_STORE_PORT", "5432");
    variables.put("JOBWHEEL_PORTS", "1");
    assertThat(unknown(variables(variables)))
        .extracting(UnknownProperty::name)
        .containsExactly("JOBWHEEL_PORTS", "JOBWHEEL_STORE_PORT");
  }

  @Test
  void withoutItsServiceAPortIsUnknown() {
    assertThat(unknown(variables(Map.of("JOBWHEEL_PORT", "8080", "JOBWHEEL_SERVICE_HOST", "a"))))
        .hasSize(2);
  }

  @Test
  void theVariablesOfAJobAreLeftAlone() {
    assertThat(
            unknown(
                variables(
                    Map.of("JOBWHEEL_JOB_ID", "1", "JOBWHEEL_ATTEMPT", "1", "JOBWHEEL_MARK", "x"))))
        .isEmpty();
  }

  @Test
  void theVariablesThatImageComposeAndChartSetAreKnown() throws IOException {
    Map<String, Object> set = new LinkedHashMap<>();
    for (String file :
        List.of(
            "src/main/docker/Dockerfile",
            "docker-compose.yml",
            ".ci/containers",
            "helm/jobwheel/templates/_pod.tpl")) {
      Pattern.compile("\\bJOBWHEEL_[A-Z0-9_]+(?=[:=\\s])")
          .matcher(Files.readString(Path.of(file)))
          .results()
          .map(MatchResult::group)
          .forEach(variable -> set.put(variable, "x"));
    }
    assertThat(set).hasSizeGreaterThan(9);
    assertThat(unknown(variables(set))).isEmpty();
  }

  @Test
  void mapsListsAndEmptyGroupsOfYamlAreKnown() throws IOException {
    assertThat(
            unknownInYaml(
                """
                jobwheel:
                  store:
                  commands: {}
                  secrets:
                    git-hub: {value: abcdefgh, hosts: [a.example.com, "*.example.org"], over-http: true}
                    "[a.b]": {value: abcdefgh}
                  security.keys:
                    shop: {hashes: [], scopes: "jobs:read,jobs:write"}
                    spare: {}
                  http.egress:
                    allowed-hosts: []
                    allowedPorts: [80, 443]
                other.jobwheel.store.ulr: 1
                jobwheels.ulr: 1
                """))
        .isEmpty();
  }

  @Test
  void aGroupWithAValueIsUnknownForNothingReadsIt() throws IOException {
    assertThat(unknownInYaml("jobwheel: {store: jobwheel.db}"))
        .extracting(UnknownProperty::name)
        .containsExactly("jobwheel.store");
  }

  @Test
  void theReportNamesPropertyOriginAndNearestButNoValue() throws IOException {
    List<UnknownProperty> unknown =
        Stream.of(
                unknownInYaml("jobwheel:\n  store:\n    pasword: hush\n"),
                unknown(variables(Map.of("JOBWHEEL_STORE_PASWORD", "hush"))),
                unknown(
                    new SimpleCommandLinePropertySource(
                        CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME,
                        new String[] {"--jobwheel.store.pasword=hush"})))
            .flatMap(List::stream)
            .toList();
    FailureAnalysis report =
        new UnknownPropertyFailureAnalyzer().analyze(new UnknownPropertyException(unknown));
    assertThat(report).isNotNull();
    assertThat(report.getDescription())
        .contains(
            "Property: jobwheel.store.pasword",
            "3:14", // line and column in the file
            "Property: JOBWHEEL_STORE_PASWORD",
            "\"JOBWHEEL_STORE_PASWORD\" from property source \"systemEnvironment\"",
            "commandLineArgs")
        .doesNotContain("hush");
    assertThat(report.getAction())
        .contains(
            "jobwheel.store.password instead of jobwheel.store.pasword",
            "JOBWHEEL_STORE_PASSWORD instead of JOBWHEEL_STORE_PASWORD",
            "docs/configuration.md")
        .doesNotContain("hush");
  }
}
