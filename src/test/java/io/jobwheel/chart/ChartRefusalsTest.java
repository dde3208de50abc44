package io.jobwheel.chart;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
