package io.jobwheel.chart;

import static io.jobwheel.chart.Manifests.kinds;
import static io.jobwheel.chart.Manifests.one;
import static io.jobwheel.chart.Manifests.pods;
import static io.jobwheel.chart.Manifests.variable;
import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The chart, rendered by Helm for many values and checked against the types of Kubernetes. */
@Timeout(60)
class ChartTest {

  static final String POSTGRESQL =
      """
      store: {kind: postgresql, postgresql: {host: db-rw.data, existingSecret: db-app, parameters: {sslmode: verify-full, applicationName: "a b&c"}}}
      """;
  static final String KEDA =
      POSTGRESQL
          + """
          autoscaling: {kind: keda}
          metrics: {serviceMonitor: {enabled: true}}
          """;
  static final String EVERYTHING =
      POSTGRESQL
          + """
          image: {digest: "sha256:%s", pullSecrets: [registry]}
          autoscaling: {kind: hpa}
          config: {jobwheel: {lanes: {event-loop: {loops: 2}}}, server: {tomcat: {threads: {max: 50}}}}
          env: [{name: JOBWHEEL_SECRETS_SHOP_VALUE, valueFrom: {secretKeyRef: {name: shop, key: token}}}]
          envFrom: [more]
          webhooks:
            existingSecret: hooks
            clientsKey: clients
            endpoints: {audit: {url: "https://audit.example.com/?a=b&c", secretsKey: audit, events: [job.failed, group.finished], types: [http, command]}, shop: {urlKey: shop-url, secretsKey: shop}}
          javaOptions: -Xlog:gc
          tls: {existingSecret: door}
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
      console: {enabled: false}
      drain: {budget: 0, grace: 1, preStop: 0}
      resources: {}
      """;

  private static final JsonMapper JSON = JsonMapper.builder().build();

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
        Arguments.of("keda", KEDA),
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
    List<JsonNode> manifests = Chart.renderTests(scratch, "r", "{}");
    Chart.keep("test", manifests);
    Chart.check(one(manifests, "Pod"));
    restricted(pods(manifests));
    assertThat(manifests.toString())
        .contains("--retry-connrefused")
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
  void aDatabaseCanHaveSeveralServersAndOneForLists() throws Exception {
    JsonNode pod =
        pods(Chart.render(
                "r",
                """
                store:
                  kind: postgresql
                  postgresql:
                    hosts: [pg-0.pg, pg-1.pg, pg-2.pg]
                    readHost: pg-ro
                    port: 5433
                    existingSecret: db
                    parameters: {sslmode: require}
                """))
            .getFirst();
    assertThat(variable(pod, "JOBWHEEL_STORE_URL"))
        .isEqualTo(
            "jdbc:postgresql://pg-0.pg:5433,pg-1.pg:5433,pg-2.pg:5433/jobwheel?sslmode=require");
    assertThat(variable(pod, "JOBWHEEL_STORE_READURL"))
        .isEqualTo("jdbc:postgresql://pg-ro:5433/jobwheel?sslmode=require");
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
    for (String name : dashboards.propertyNames()) {
      Path file = Chart.FOLDER.resolve("dashboards").resolve(name.replaceFirst("^jobwheel-", ""));
      assertThat(JSON.readTree(dashboards.path(name).asString()))
          .as(name)
          .isEqualTo(JSON.readTree(Files.readString(file)));
    }
    assertThat(dashboards.toString().getBytes(StandardCharsets.UTF_8))
        .as("fits into the annotation of kubectl apply, and a quarter as much again would")
        .hasSizeLessThan(262_144 * 4 / 5);
    assertThat(one(manifests, "PrometheusRule").at("/spec/groups").size()).isGreaterThan(1);
    assertThat(one(manifests, "PrometheusRule").toString())
        .as("templates of Prometheus, not of Helm")
        .contains("{{ $labels.mode }}")
        .contains("https://wiki.example.com/jobwheel#jobwheel")
        .doesNotContain("docs/runbook.md");
  }
}
