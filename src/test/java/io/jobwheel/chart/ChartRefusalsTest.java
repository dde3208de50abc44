package io.jobwheel.chart;

import static io.jobwheel.chart.Manifests.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the chart does not take, and what it says then. */
@Timeout(60)
class ChartRefusalsTest {

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
          store: {kind: postgresql, postgresql: {host: db, hosts: [a, b], existingSecret: x}} | host
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
          drain: null                                            | drain
          drain: {budget: null}                                  | budget
          metrics: null                                          | metrics
          metrics: {serviceMonitor: null}                        | serviceMonitor
          image: {repository: null}                              | repository
          processes: null                                        | processes
          console: {enabled: "no"}                               | enabled
          console: null                                          | console
          """)
  void badValuesAreRefusedByName(String values, String named) {
    assertThatThrownBy(() -> Chart.render("r", values))
        .hasMessageContaining("values don't meet the specifications of the schema")
        .hasMessageContaining(named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jobwheel: {dispatch: {drain-budget: 60s}}                       | drain.budget
          jobwheel: {dispatch: {drainGrace: 60s}}                         | drain.grace
          jobwheel.lanes.process-pool.slots: 4                            | processes
          jobwheel: {lanes: {process_pool: {slots: 4}}}                   | processes
          jobwheel: {console: {enabled: false}}                           | console.enabled
          jobwheel: {store: {url: "jdbc:sqlite:/data/j.db"}}              | store.kind
          jobwheel: {store: {password: secret}}                           | store.postgresql.existingSecret
          jobwheel: {security: {keys: {admin: {hashes: ["sha256:00"]}}}}  | auth.existingSecret
          jobwheel: {security: {keys: {metrics: {scopes: [jobs:read]}}}}  | another name
          server: {port: 9090}                                            | service.port
          server: {ssl: {bundle: door}}                                   | tls.existingSecret
          server.ssl.bundle: door                                         | tls.existingSecret
          management: {server: {port: 9091}}                              | remove it
          spring: {lifecycle: {timeoutPerShutdownPhase: 90s}}             | remove it
          """)
  void configurationThatWouldHaveNoEffectIsRefusedAndSaysWhatHas(String config, String instead) {
    assertThatThrownBy(() -> Chart.render("config: {%s}".formatted(config)))
        .hasMessageContaining("has no effect")
        .hasMessageContaining(instead);
  }

  @Test
  void configurationBesideThatGoesThrough() throws Exception {
    String config =
        "{jobwheel: {store: {readers: 8}, security: {keys: {admin: {requests-per-second: 5}}}},"
            + " server.portal: x, server: {tomcat: {max-connections: 9}}}";
    assertThat(one(Chart.render("config: " + config), "ConfigMap").toString())
        .contains("readers: 8", "requests-per-second: 5", "server.portal: x", "max-connections: 9");
  }

  @ParameterizedTest
  @CsvSource({"hpa", "keda"})
  void theLeastNodesMustNotBeMoreThanTheMost(String kind) {
    assertThatThrownBy(() ->
            Chart.render(
                ChartTest.POSTGRESQL
                    + "autoscaling: {kind: %s, min: 5, max: 3, keda: {query: vector(1)}}"
                        .formatted(kind)))
        .hasMessageContaining("autoscaling.min (5) must not exceed autoscaling.max (3)");
  }

  @Test
  void kedaIsRefusedWithoutTheLabelThatItsQueryNeeds() {
    assertThatThrownBy(() -> Chart.render(ChartTest.POSTGRESQL + "autoscaling: {kind: keda}"))
        .hasMessageContaining("metrics.serviceMonitor.enabled")
        .hasMessageContaining("autoscaling.keda.query");
  }
}
