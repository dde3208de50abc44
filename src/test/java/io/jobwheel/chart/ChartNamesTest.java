package io.jobwheel.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Texts of the chart stay texts, whatever a YAML parser would make of them. Each rendering is
 * compared with that for a harmless word: it has the same fields of the same types, and the other
 * word in them.
 */
@Timeout(60)
class ChartNamesTest {

  private static final String RELEASE = "plainrelease";
  private static final String NAMESPACE = "plainspace";
  private static final String WORD = "plainword";

  /** What has the form of a name in Kubernetes, and of something else in YAML. */
  private static final List<String> NAMES =
      List.of(
          "1234",
          "12e5",
          "1e3",
          "0x1f",
          "0b1",
          "0o7",
          "017",
          "1.5",
          "2026-01-01",
          "on",
          "off",
          "yes",
          "y",
          "n",
          "true",
          "null");

  private static final List<String> TEXTS =
      List.of(
          "~",
          "",
          "1_000",
          "1:30",
          ".inf",
          "-.5",
          "+12e03",
          "1.10",
          "a: b",
          "a # b",
          "# a",
          "- a",
          "? a",
          "!a",
          "&a",
          "*a",
          "%a",
          "@a",
          "`a",
          "|",
          ">-",
          "=",
          "<<",
          "{a}",
          "[a]",
          "{{ .Values }}",
          "\\d \"a\" 'b'",
          " a ",
          "a\n  b\n\nc\n",
          "tab\tand \u00fc");

  private static final String COMMON =
      """
      auth: {existingSecret: %1$s}
      tls: {existingSecret: %1$s}
      image: {repository: %1$s, tag: %1$s, pullSecrets: [%1$s]}
      env: [{name: A, valueFrom: {secretKeyRef: {name: %1$s, key: %1$s}}}, {name: B, value: %1$s}]
      envFrom: [%1$s]
      volumes: [{name: %1$s, secret: {secretName: %1$s}}]
      volumeMounts: [{name: %1$s, mountPath: /a, subPath: %1$s}]
      javaOptions: %1$s
      service: {annotations: {%1$s: %1$s}}
      ingress: {enabled: true, host: %1$s, className: %1$s, tlsSecret: %1$s, annotations: {%1$s: %1$s}}
      httpRoute: {enabled: true, parentRefs: [{name: %1$s, sectionName: %1$s}], hostnames: [%1$s]}
      serviceAccount: {name: %1$s, annotations: {%1$s: %1$s}}
      networkPolicy:
        from: [{namespaceSelector: {matchLabels: {%1$s: %1$s}}}]
        egress: [{to: [{podSelector: {matchExpressions: [{key: %1$s, operator: In, values: [%1$s]}]}}]}]
      nodeSelector: {%1$s: %1$s}
      tolerations: [{key: %1$s, operator: Equal, value: %1$s, effect: NoSchedule}]
      podLabels: {%1$s: %1$s}
      podAnnotations: {%1$s: %1$s}
      priorityClassName: %1$s
      test: {image: %1$s}
      metrics:
        serviceMonitor: {enabled: true, labels: {%1$s: %1$s}, tlsConfig: {serverName: %1$s}}
        rules: {enabled: true, labels: {%1$s: %1$s}}
        dashboards: {enabled: false, labels: {%1$s: %1$s}}
      """;
  private static final String SQLITE = "store: {sqlite: {storageClass: %1$s}}\n";
  private static final String POSTGRESQL =
      """
      store:
        kind: postgresql
        postgresql: {host: %1$s, database: jobs, existingSecret: %1$s, usernameKey: %1$s, passwordKey: %1$s, parameters: {a: %1$s}}
      """;
  private static final String HPA = POSTGRESQL + "autoscaling: {kind: hpa}\n";
  private static final String KEDA =
      POSTGRESQL + "autoscaling: {kind: keda, keda: {query: %1$s}}\n";

  private static final String KEYS = "auth: {existingSecret: keys}\n";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final Map<String, List<JsonNode>> PLAIN = new HashMap<>();

  private static FakeCluster cluster;

  @BeforeAll
  static void startCluster() throws IOException {
    cluster = new FakeCluster();
    // the keys of a release are random until the cluster has them
    for (String name : Stream.concat(Stream.of(RELEASE), NAMES.stream()).toList()) {
      for (String namespace : List.of(NAMESPACE, name)) {
        cluster.add(
            namespace, nameOf(name) + "-keys", Map.of("admin-key", "a", "metrics-key", "m"));
      }
    }
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  static Stream<String> names() {
    return NAMES.stream();
  }

  static Stream<String> texts() {
    return TEXTS.stream();
  }

  /** A Service's name begins with a letter and has no dots. */
  private static String nameOf(String release) {
    String name = release.replace('.', '-');
    return Character.isDigit(name.charAt(0)) ? "jobwheel-" + name : name;
  }

  @ParameterizedTest
  @MethodSource("names")
  void theReleaseAndTheNamespaceAreTexts(String name) throws Exception {
    String everything = ChartTest.EVERYTHING.replace("{kind: hpa}", "{kind: keda}");
    for (String values : List.of("{}", dashboards(everything, name))) {
      List<JsonNode> manifests = Chart.render(name, name, values);
      check(manifests, name, values);
      assertSame(
          plain(RELEASE, NAMESPACE, values),
          manifests,
          text -> text.replace(NAMESPACE, name).replace(RELEASE, nameOf(name)),
          Map.of("app.kubernetes.io/instance", name));
    }
  }

  /** What others are compared with, rendered once. */
  private static List<JsonNode> plain(String release, String namespace, String values)
      throws IOException {
    List<JsonNode> known = PLAIN.get(values);
    if (known == null) {
      known = Chart.render(release, namespace, values);
      PLAIN.put(values, known);
    }
    return known;
  }

  /** The dashboards are large, so one name has to do for them. */
  private static String dashboards(String values, String name) {
    return values.replaceFirst(
        "dashboards: \\{enabled: \\w+", "dashboards: {enabled: " + name.equals("12e5"));
  }

  private static void check(List<JsonNode> manifests, String name, String values) throws Exception {
    for (JsonNode manifest : manifests) {
      Chart.check(manifest);
    }
    if (name.equals("12e5")) {
      Chart.keep("names-12e5-%d".formatted(values.length()), manifests);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void theTestOfTheReleaseHasTexts(String name, @TempDir Path plain, @TempDir Path other)
      throws Exception {
    String values = "test: {image: %s}\nauth: {existingSecret: %s}";
    assertSame(
        Chart.renderTests(plain, RELEASE, values.formatted(WORD, WORD)),
        Chart.renderTests(other, name, values.formatted(quoted(name), quoted(name))),
        text -> text.replace(RELEASE, nameOf(name)).replace(WORD, name),
        Map.of("app.kubernetes.io/instance", name));
  }

  @ParameterizedTest
  @MethodSource("names")
  void namesInValuesAreTexts(String name) throws Exception {
    List<String> all = List.of(KEDA + COMMON, SQLITE + COMMON, HPA + COMMON);
    for (String values : name.equals("12e5") ? all : all.subList(0, 1)) {
      String rendered = dashboards(values, name);
      List<JsonNode> manifests = Chart.render("r", rendered.formatted(quoted(name)));
      check(manifests, name, values);
      assertSame(
          plain("r", "jobs", rendered.formatted(WORD)),
          manifests,
          text -> text.replace(WORD, name),
          Map.of());
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void textsInValuesAreTakenAsTheyAre(String text) throws Exception {
    String values =
        """
        env: [{name: B, value: %1$s}]
        javaOptions: %1$s
        service: {annotations: {a: %1$s}}
        ingress: {enabled: true, host: h, annotations: {a: %1$s}}
        serviceAccount: {annotations: {a: %1$s}}
        podAnnotations: {a: %1$s}
        podLabels: {a: %1$s}
        metrics:
          serviceMonitor: {enabled: true, labels: {a: %1$s}}
        """;
    // an empty one is the same as none
    String other = text.isEmpty() ? values.replace("javaOptions: %1$s\n", "") : values;
    assertSame(
        plain("r", "jobs", KEYS + other.formatted(WORD)),
        Chart.render(other.formatted(quoted(text))),
        each -> each.replace(WORD, text),
        Map.of());
  }

  private static String quoted(String text) {
    return JSON.writeValueAsString(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1234        | 1234
          12345678    | 12345678
          12e5        | 1200000
          0x1f        | 31
          1.5         | 1.5
          true        | true
          on          | true
          """)
  void numbersAndBooleansInMapsOfTextsBecomeTexts(String value, String text) throws Exception {
    String values =
        """
        env: [{name: A, value: %1$s}]
        service: {annotations: {a: %1$s}}
        ingress: {enabled: true, host: h, annotations: {a: %1$s}}
        serviceAccount: {annotations: {a: %1$s}}
        nodeSelector: {a: %1$s}
        podLabels: {a: %1$s}
        podAnnotations: {a: %1$s}
        metrics:
          serviceMonitor: {enabled: true, labels: {a: %1$s}}
          rules: {enabled: true, labels: {a: %1$s}}
        """;
    String postgresql =
        "store: {kind: postgresql, postgresql: {host: h, existingSecret: s, parameters: {a:"
            + " %1$s}}}\n";
    for (String store : List.of("", postgresql)) {
      assertSame(
          plain("r", "jobs", KEYS + (store + values).formatted(WORD)),
          Chart.render((store + values).formatted(value)),
          each -> each.replace(WORD, text),
          Map.of());
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void textsOfTheConfigurationStayTextsAndNumbersNumbers(String text) throws Exception {
    String config = "{a: {%1$s: %1$s}, b: 12345678, c: true, d: 1.5}";
    String values = "config: " + config.formatted(quoted(text));
    JsonNode map = Manifests.one(Chart.render(values), "ConfigMap");
    JsonNode written = ManifestParser.parse(map.at("/data/application.yml").asString()).getFirst();
    assertThat(written.path("a").path(text).isString()).isTrue();
    assertThat(written.path("a").path(text).asString()).isEqualTo(text);
    assertThat(written.path("b").asInt()).isEqualTo(12345678);
    assertThat(written.path("c").asBoolean()).isTrue();
    assertThat(written.path("d").asDouble()).isEqualTo(1.5);
  }

  @Test
  void aLargeNumberIsWrittenInDigits() throws Exception {
    String values =
        ChartTest.KEDA.replace("{kind: keda}", "{kind: keda, keda: {jobsPerNode: 2000000}}");
    assertThat(
            Manifests.one(Chart.render(values), "ScaledObject")
                .at("/spec/triggers/0/metadata/threshold")
                .asString())
        .isEqualTo("2000000");
  }

  @ParameterizedTest
  @CsvSource({
    "a.b,a-b",
    "1.2.3,jobwheel-1-2-3",
    "2026-01-01,jobwheel-2026-01-01",
    "a-name-of-fifty-characters-that-ends-in-a-hyphen-a-bc,a-name-of-fifty-characters-that-ends-in-a-hyphen-a",
    "a-name-that-is-cut-off-where-it-has-three-hyphe---abc,a-name-that-is-cut-off-where-it-has-three-hyphe",
    "1-name-that-goes-beyond-fifty-as-soon-as-it-is,jobwheel-1-name-that-goes-beyond-fifty-as-soon-as",
  })
  void everyReleaseNameOfHelmGivesNamesThatKubernetesTakes(String release, String name)
      throws Exception {
    for (String values : List.of("{}", dashboards(ChartTest.EVERYTHING, release))) {
      for (JsonNode manifest : Chart.render(release, values)) {
        Chart.check(manifest);
        assertThat(manifest.at("/metadata/name").asString())
            .startsWith(name)
            .matches("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
        assertThat(manifest.at("/metadata/labels").path("app.kubernetes.io/instance").asString())
            .isEqualTo(release);
      }
    }
    assertThat(
            Manifests.one(Chart.render(release, "{}"), "Service").at("/metadata/name").asString())
        .isEqualTo(name);
  }

  @Test
  void theAddressOfTheRunbookIsTakenAsItIs() throws Exception {
    String address = "https://wiki.example.com/a: b #c \"d\" docs/runbook.md";
    String values = "metrics: {rules: {enabled: true, runbook: %s}}".formatted(quoted(address));
    JsonNode groups = Manifests.one(Chart.render(values), "PrometheusRule").at("/spec/groups");
    List<String> links = groups.findValuesAsString("runbook_url");
    assertThat(links)
        .hasSizeGreaterThan(5)
        .allMatch(link -> link.startsWith(address + "#jobwheel"));
  }

  @Test
  void aVersionWithBuildMetadataIsALabelToo(@TempDir Path scratch) throws Exception {
    Files.createDirectories(scratch.resolve("templates"));
    for (String file : List.of("values.yaml", "templates/_helpers.tpl", "templates/service.yaml")) {
      Files.copy(Chart.FOLDER.resolve(file), scratch.resolve(file));
    }
    Files.writeString(
        scratch.resolve("Chart.yaml"),
        "{apiVersion: v2, name: jobwheel, version: 1.2.3+build.4, appVersion: 1.2.3+0x1f}");
    JsonNode labels = Chart.render(scratch, "r", "{}").getFirst().at("/metadata/labels");
    assertThat(labels.path("helm.sh/chart").asString()).isEqualTo("jobwheel-1.2.3_build.4");
    assertThat(labels.path("app.kubernetes.io/version").asString()).isEqualTo("1.2.3_0x1f");
  }

  private static void assertSame(
      List<JsonNode> plain,
      List<JsonNode> other,
      UnaryOperator<String> expected,
      Map<String, String> byKey) {
    assertSame(JSON.valueToTree(plain), JSON.valueToTree(other), expected, byKey, "");
  }

  private static void assertSame(
      JsonNode plain,
      JsonNode other,
      UnaryOperator<String> expected,
      Map<String, String> byKey,
      String path) {
    assertThat(other.getNodeType()).as("%s: %s", path, other).isEqualTo(plain.getNodeType());
    if (plain.isObject()) {
      assertThat(other.propertyNames())
          .as(path)
          .containsExactlyInAnyOrderElementsOf(
              plain.propertyNames().stream().map(expected).toList());
      for (Map.Entry<String, JsonNode> each : plain.properties()) {
        String key = expected.apply(each.getKey());
        UnaryOperator<String> here = byKey.containsKey(key) ? text -> byKey.get(key) : expected;
        assertSame(each.getValue(), other.path(key), here, byKey, path + "/" + key);
      }
    } else if (plain.isArray()) {
      assertThat(other.size()).as(path).isEqualTo(plain.size());
      for (int i = 0; i < plain.size(); i++) {
        assertSame(plain.get(i), other.get(i), expected, byKey, path + "/" + i);
      }
    } else if (plain.isString()) {
      assertThat(other.asString()).as(path).isEqualTo(expected.apply(plain.asString()));
    } else {
      assertThat(other).as(path).isEqualTo(plain);
    }
  }
}
