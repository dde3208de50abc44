package io.jobwheel.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The chart, rendered by Helm for many values and checked against the types of Kubernetes. */
@Timeout(60)
class ChartTest {

  private static final String POSTGRESQL =
      """
      store: {kind: postgresql, postgresql: {host: db-rw.data, existingSecret: db-app, parameters: {sslmode: verify-full, applicationName: "a b&c"}}}
      """;
  private static final String EVERYTHING =
      POSTGRESQL
          + """
          image: {digest: "sha256:%s", pullSecrets: [registry]}
          autoscaling: {kind: hpa}
          config: {jobwheel: {lanes: {event-loop: {loops: 2}}}, server: {tomcat: {threads: {max: 50}}}}
          env: [{name: JOBWHEEL_SECRETS_SHOP_VALUE, valueFrom: {secretKeyRef: {name: shop, key: token}}}]
          envFrom: [more]
          javaOptions: -Xlog:gc
          ingress: {enabled: true, host: jobs.example.com, className: nginx, tlsSecret: tls, annotations: {a/b: "c"}}
          httpRoute: {enabled: true, parentRefs: [{name: gateway}], hostnames: [jobs.example.com]}
          serviceAccount: {annotations: {role: "x"}}
          service: {type: LoadBalancer, annotations: {x: "y"}}
          networkPolicy: {from: [{namespaceSelector: {}}], egress: [{ports: [{port: 443, protocol: TCP}]}]}
          metrics:
            serviceMonitor: {enabled: true, labels: {release: prometheus}}
            rules: {enabled: true, runbook: "https://wiki.example.com/jobwheel"}
            dashboards: {enabled: true}
          nodeSelector: {disk: ssd}
          tolerations: [{key: jobs, operator: Exists}]
          affinity: {nodeAffinity: {}}
          topologySpreadConstraints: [{maxSkew: 2, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}]
          podLabels: {team: jobs}
          podAnnotations: {note: "1"}
          priorityClassName: high
          volumes: [{name: dumps, emptyDir: {sizeLimit: 1Gi}}]
          volumeMounts: [{name: dumps, mountPath: /dumps}]
          """
              .formatted("0".repeat(64));
  private static final String NOTHING =
      """
      auth: {existingSecret: keys}
      serviceAccount: {create: false}
      networkPolicy: {enabled: false}
      podDisruptionBudget: {enabled: false}
      processes: 0
      drain: {budget: 0, grace: 1, preStop: 0}
      resources: {}
      """;

  private static FakeCluster cluster;

  @BeforeAll
  static void startCluster() throws IOException {
    cluster = new FakeCluster();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  static Stream<Arguments> matrix() {
    return Stream.of(
        Arguments.of("sqlite", "{}"),
        Arguments.of("postgresql", POSTGRESQL),
        Arguments.of("keda", POSTGRESQL + "autoscaling: {kind: keda}\n"),
        Arguments.of("everything", EVERYTHING),
        Arguments.of("nothing", NOTHING),
        Arguments.of("a-name-of-fifty-three-characters-that-goes-on-and-on1", EVERYTHING),
        Arguments.of("x", "nameOverride: other-name\n"));
  }

  @Test
  void itIsLintedStrictly() {
    LintResult result = new Helm(Chart.FOLDER).lint().strict().call();
    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void everyManifestIsOneThatKubernetesTakes(String release, String values) throws Exception {
    List<JsonNode> manifests = Chart.render(release, values);
    Chart.keep(release, manifests);
    assertThat(manifests).hasSizeGreaterThan(2);
    List<String> names = new ArrayList<>();
    for (JsonNode manifest : manifests) {
      Chart.check(manifest);
      assertThat(manifest.at("/metadata/namespace").asString()).isEqualTo("jobs");
      assertThat(manifest.at("/metadata/name").asString())
          .matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
      manifest
          .at("/metadata/labels")
          .forEach(label -> assertThat(label.asString()).hasSizeLessThan(64));
      names.add(manifest.path("kind").asString() + "/" + manifest.at("/metadata/name").asString());
    }
    assertThat(names).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void podsAreRestricted(String release, String values) throws Exception {
    restricted(pods(Chart.render(release, values)));
  }

  @Test
  void theTestIsAPodOfTheSameKindAndRunsTheSeed(@TempDir Path scratch) throws Exception {
    List<JsonNode> manifests = Chart.renderTests(scratch, "r");
    Chart.keep("test", manifests);
    Chart.check(one(manifests, "Pod"));
    restricted(pods(manifests));
    assertThat(manifests.toString())
        .contains("countdown", "http://r:80/api/v1", "r-keys", "Authorization: Bearer");
  }

  private static void restricted(List<JsonNode> pods) {
    for (JsonNode pod : pods) {
      assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
      assertThat(pod.at("/securityContext/seccompProfile/type").asString())
          .isEqualTo("RuntimeDefault");
      assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
      for (JsonNode container : pod.path("containers")) {
        JsonNode context = container.path("securityContext");
        assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(context.at("/capabilities/drop/0").asString()).isEqualTo("ALL");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"20,5,5", "0,1,0", "3600,600,300"})
  void aPodHasTheTimeThatItsDrainTakes(int budget, int grace, int preStop) throws Exception {
    JsonNode pod =
        pod("drain: {budget: %d, grace: %d, preStop: %d}".formatted(budget, grace, preStop));
    assertThat(pod.path("terminationGracePeriodSeconds").asInt())
        .isGreaterThanOrEqualTo(budget + grace + preStop + 10);
    assertThat(variable(pod, "JOBWHEEL_DISPATCH_DRAINBUDGET")).isEqualTo(budget + "s");
    assertThat(variable(pod, "JOBWHEEL_DISPATCH_DRAINGRACE")).isEqualTo(grace + "s");
  }

  @Test
  void theKeyAndItsHashBelongTogetherAndOnlyTheHashGoesToTheService() throws Exception {
    List<JsonNode> manifests = Chart.render("r", "{}");
    JsonNode secret = one(manifests, "Secret").path("stringData");
    for (String name : List.of("admin", "metrics")) {
      String key = secret.path(name + "-key").asString();
      assertThat(key).hasSize(48);
      assertThat(secret.path(name + "-hash").asString()).isEqualTo("sha256:" + sha256(key));
    }
    assertThat(one(manifests, "StatefulSet").toString())
        .contains("admin-hash", "metrics-hash")
        .doesNotContain("admin-key", "metrics-key");
  }

  @Test
  void anUpgradeKeepsTheKeys() throws Exception {
    cluster.add("jobs", "kept-keys", Map.of("admin-key", "known", "metrics-key", "to clients"));
    JsonNode secret = one(Chart.render("kept", "{}"), "Secret");
    assertThat(secret.at("/stringData/admin-key").asString()).isEqualTo("known");
    assertThat(secret.at("/stringData/metrics-key").asString()).isEqualTo("to clients");
    assertThat(secret.at("/metadata/annotations").toString())
        .as("after an uninstall, too")
        .contains("\"helm.sh/resource-policy\":\"keep\"");
  }

  @Test
  void anUpgradeKeepsBothHashesWhileAKeyIsRotatedAndNoneOfOthers() throws Exception {
    String hash = "sha256:" + sha256("new");
    String both = "sha256:" + "0".repeat(64) + "," + hash;
    cluster.add(
        "jobs",
        "rotated-keys",
        Map.of(
            "admin-key", "new", "admin-hash", both, "metrics-key", "new", "metrics-hash", "wrong"));
    JsonNode secret = one(Chart.render("rotated", "{}"), "Secret").path("stringData");
    assertThat(secret.path("admin-hash").asString()).isEqualTo(both);
    assertThat(secret.path("metrics-hash").asString()).isEqualTo(hash);
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void aFileHasOneNodeAndADatabaseAsManyAsOneLikes() throws Exception {
    List<JsonNode> file = Chart.render("r", "replicas: 7");
    assertThat(one(file, "StatefulSet").at("/spec/replicas").asInt()).isOne();
    assertThat(kinds(file)).doesNotContain("Deployment", "PodDisruptionBudget");
    List<JsonNode> database = Chart.render("r", POSTGRESQL + "replicas: 7\n");
    assertThat(one(database, "Deployment").at("/spec/replicas").asInt()).isEqualTo(7);
    assertThat(kinds(database)).contains("PodDisruptionBudget").doesNotContain("StatefulSet");
    JsonNode pod = pods(database).getFirst();
    assertThat(variable(pod, "JOBWHEEL_STORE_URL"))
        .isEqualTo(
            "jdbc:postgresql://db-rw.data:5432/jobwheel?applicationName=a+b%26c&sslmode=verify-full");
    assertThat(
            one(Chart.render("r", POSTGRESQL + "autoscaling: {kind: hpa}\n"), "Deployment")
                .at("/spec/replicas")
                .isMissingNode())
        .as("the autoscaler's number is not reset by an upgrade")
        .isTrue();
  }

  @Test
  void theDashboardsAndRulesAreThoseOfTheFiles() throws Exception {
    List<JsonNode> manifests = Chart.render("r", EVERYTHING);
    JsonNode dashboards =
        manifests.stream()
            .filter(each -> each.at("/metadata/name").asString().equals("r-dashboards"))
            .findFirst()
            .orElseThrow()
            .path("data");
    assertThat(dashboards.propertyNames())
        .containsExactlyInAnyOrder(
            "jobwheel-overview.json",
            "jobwheel-loops-and-pools.json",
            "jobwheel-jobs.json",
            "jobwheel-engine.json");
    assertThat(one(manifests, "PrometheusRule").at("/spec/groups").size()).isGreaterThan(1);
    assertThat(one(manifests, "PrometheusRule").toString())
        .as("templates of Prometheus, not of Helm")
        .contains("{{ $labels.mode }}")
        .contains("https://wiki.example.com/jobwheel#jobwheel")
        .doesNotContain("docs/runbook.md");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replica: 3                                             | replica
          replicas: "3"                                          | replicas
          replicas: 0                                            | replicas
          store: {kind: mysql}                                   | kind
          store: {kind: postgresql}                              | host
          store: {kind: postgresql, postgresql: {host: db}}      | existingSecret
          store: {kind: postgresql, postgresql: {host: "db:5432", existingSecret: x}} | host
          store: {sqlite: {size: big}}                           | size
          autoscaling: {kind: hpa}                               | autoscaling
          autoscaling: {kind: vpa}                               | kind
          auth: {adminScopes: [jobs:all]}                        | adminScopes
          auth: {adminScopes: []}                                | adminScopes
          auth: {key: secret}                                    | key
          drain: {budget: 20s}                                   | budget
          drain: {grace: 0}                                      | grace
          processes: -1                                          | processes
          service: {type: Headless}                              | type
          service: {port: 70000}                                 | port
          ingress: {enabled: true}                               | host
          ingress: {enabled: "yes"}                              | enabled
          httpRoute: {enabled: true}                             | parentRefs
          image: {tag: "a b"}                                    | tag
          image: {digest: "sha1:00"}                             | digest
          image: {repository: "jobwheel:1.0"}                    | repository
          nameOverride: Jobwheel                                 | nameOverride
          metrics: {serviceMonitor: {interval: often}}           | interval
          config: text                                           | config
          volumes: {name: dumps}                                 | volumes
          volumeMounts: [{name: dumps}]                          | mountPath
          """)
  void badValuesAreRefusedByName(String values, String named) {
    assertThatThrownBy(() -> Chart.render("r", values))
        .hasMessageContaining("values don't meet the specifications of the schema")
        .hasMessageContaining(named);
  }

  private static JsonNode pod(String values) throws Exception {
    return pods(Chart.render("r", values)).getFirst();
  }

  /** What the pods of the manifests are made of. */
  private static List<JsonNode> pods(List<JsonNode> manifests) {
    List<JsonNode> pods = new ArrayList<>();
    for (JsonNode manifest : manifests) {
      switch (manifest.path("kind").asString()) {
        case "Deployment", "StatefulSet" -> pods.addFirst(manifest.at("/spec/template/spec"));
        case "Pod" -> pods.add(manifest.path("spec"));
        default -> {}
      }
    }
    assertThat(pods).isNotEmpty();
    return pods;
  }

  private static String variable(JsonNode pod, String name) {
    return pod.at("/containers/0/env")
        .valueStream()
        .filter(each -> each.path("name").asString().equals(name))
        .findFirst()
        .orElseThrow()
        .path("value")
        .asString();
  }

  private static List<String> kinds(List<JsonNode> manifests) {
    return manifests.stream().map(manifest -> manifest.path("kind").asString()).toList();
  }

  private static JsonNode one(List<JsonNode> manifests, String kind) {
    return manifests.stream()
        .filter(manifest -> manifest.path("kind").asString().equals(kind))
        .findFirst()
        .orElseThrow();
  }
}
