package io.jobwheel.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Values add to what the chart sets itself and do not replace it. */
@Timeout(60)
class ChartReservedTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          podLabels: {app.kubernetes.io/name: other}                                          | podLabels: app.kubernetes.io/name
          podLabels: {"app.kubernetes.io/instance": "1"}                                      | podLabels: app.kubernetes.io/instance
          podLabels: {team: a, app.kubernetes.io/version: "2"}                                | podLabels: app.kubernetes.io/version
          podLabels: {helm.sh/chart: other}                                                   | podLabels: helm.sh/chart
          metrics: {serviceMonitor: {enabled: true, labels: {app.kubernetes.io/name: a}}}     | metrics.serviceMonitor.labels: app.kubernetes.io/name
          metrics: {rules: {enabled: true, labels: {app.kubernetes.io/managed-by: a}}}        | metrics.rules.labels: app.kubernetes.io/managed-by
          metrics: {dashboards: {enabled: true, labels: {app.kubernetes.io/managed-by: a}}}   | metrics.dashboards.labels: app.kubernetes.io/managed-by
          podAnnotations: {checksum/config: "0"}                                              | podAnnotations: checksum/config
          """)
  void labelsAndAnnotationsOfTheChartCannotBeReplaced(String values, String named) {
    for (String store : List.of("", ChartTest.POSTGRESQL)) {
      assertThatThrownBy(() -> Chart.render(store + values))
          .hasMessageContaining(named + " is ")
          .hasMessageContaining("reserved for the chart")
          .hasMessageContaining("remove it");
    }
  }

  @Test
  void podsHaveTheLabelsOfEverySelectorBesideTheUsers() throws Exception {
    String values =
        "podLabels: {team: jobs, app.kubernetes.io/component: node, app.kubernetes.io/part-of:"
            + " 7}\n";
    List<JsonNode> manifests = Chart.render(ChartTest.POSTGRESQL + values);
    JsonNode deployment = Manifests.one(manifests, "Deployment");
    JsonNode labels = deployment.at("/spec/template/metadata/labels");
    assertThat(labels.path("app.kubernetes.io/component").asString()).isEqualTo("node");
    assertThat(labels.path("app.kubernetes.io/part-of")).hasToString("\"7\"");
    for (JsonNode selector :
        List.of(
            deployment.at("/spec/selector/matchLabels"),
            Manifests.one(manifests, "Service").at("/spec/selector"),
            Manifests.one(manifests, "PodDisruptionBudget").at("/spec/selector/matchLabels"),
            Manifests.one(manifests, "NetworkPolicy").at("/spec/podSelector/matchLabels"))) {
      assertThat(selector.size()).isEqualTo(2);
      selector
          .properties()
          .forEach(each ->
              assertThat(labels.path(each.getKey())).as(each.getKey()).isEqualTo(each.getValue()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [{name: SERVER_PORT, value: 9090}]                                       | SERVER_PORT       | service.port
          [{name: server.port, value: 9090}]                                       | server.port       | service.port
          [{name: JOBWHEEL_STORE_URL, value: a}]                                   | JOBWHEEL_STORE_URL | store.kind
          [{name: JOBWHEEL_STORE_PASSWORD, valueFrom: {secretKeyRef: {name: a, key: b}}}] | JOBWHEEL_STORE_PASSWORD | existingSecret
          [{name: JOBWHEEL_DISPATCH_DRAINBUDGET, value: 9s}]                       | DRAINBUDGET       | drain.budget
          [{name: JOBWHEEL_DISPATCH_DRAIN_BUDGET, value: 9s}]                      | DRAIN_BUDGET      | drain.budget
          [{name: JOBWHEEL_SECURITY_KEYS_ADMIN_HASHES_0, value: a}]                | ADMIN_HASHES_0    | auth.existingSecret
          [{name: SERVER_SSL_BUNDLE, value: a}]                                    | SERVER_SSL_BUNDLE | tls.existingSecret
          [{name: SPRING_CONFIG_ADDITIONAL_LOCATION, value: a}]                    | SPRING_CONFIG_ADDITIONAL_LOCATION | remove it
          [{name: A, value: 1}, {name: A, value: 2}]                               | env: A            | is defined twice
          """)
  void variablesOfTheChartCannotBeReplaced(String env, String named, String remedy) {
    assertThatThrownBy(() -> Chart.render("env: " + env))
        .hasMessageContaining("env: ")
        .hasMessageContaining(named)
        .hasMessageContaining(remedy);
  }

  @Test
  void variablesBesideThoseGoThrough() throws Exception {
    String env =
        "[{name: SERVER_PORTAL, value: a}, {name: JOBWHEEL_STORE_READERS, value: 8}, {name: b.c,"
            + " value: ''}]";
    JsonNode pod = Manifests.pods(Chart.render("env: " + env)).getFirst();
    assertThat(Manifests.variable(pod, "SERVER_PORTAL")).isEqualTo("a");
    assertThat(Manifests.variable(pod, "JOBWHEEL_STORE_READERS")).isEqualTo("8");
    assertThat(Manifests.variable(pod, "b.c")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          image: {tag: 1.10}                                                     | image/tag
          image: {tag: 1234}                                                     | image/tag
          nameOverride: 1234                                                     | nameOverride
          auth: {existingSecret: 12e5}                                           | existingSecret
          store: {sqlite: {storageClass: on}}                                    | storageClass
          store: {sqlite: {size: 10}}                                            | size
          service: {port: "80"}                                                  | port
          priorityClassName: 0x1f                                                | priorityClassName
          envFrom: [1234]                                                        | envFrom
          env: [{name: on, value: a}]                                            | env/0/name
          env: [{name: A, value: null}]                                          | env/0/value
          env: [{name: A, value: [a]}]                                           | env/0/value
          env: [{name: A, valueFrom: {secretKeyRef: {name: a, key: 1}}}]         | secretKeyRef/key
          podLabels: {a: null}                                                   | podLabels/a
          podAnnotations: {a: {b: c}}                                            | podAnnotations/a
          tolerations: [{key: a, operator: Equal, value: 1}]                     | tolerations/0/value
          volumes: [{name: a, secret: {secretName: 1}}]                          | secretName
          httpRoute: {parentRefs: [{name: 1}]}                                   | parentRefs/0/name
          networkPolicy: {from: [{podSelector: {matchLabels: {a: 1}}}]}          | matchLabels/a
          affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: [1]}]}]}}} | values/0
          networkPolicy: {dnsPorts: []}                                          | dnsPorts
          networkPolicy: {dnsPorts: ["53"]}                                      | dnsPorts
          networkPolicy: {dnsPorts: 53}                                          | dnsPorts
          podSecurityContext: {runAsUser: 0}                                     | runAsUser
          podSecurityContext: {runAsUser: "10001"}                               | runAsUser
          podSecurityContext: {runAsNonRoot: false}                              | runAsNonRoot
          """)
  void valuesOfAnotherTypeAreRefusedByTheirPlace(String values, String named) {
    assertThatThrownBy(() -> Chart.render(values))
        .hasMessageContaining("values don't meet the specifications of the schema")
        .hasMessageContaining(named);
  }
}
