package io.jobwheel.chart;

import static io.jobwheel.chart.Manifests.one;
import static io.jobwheel.chart.Manifests.pods;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import tools.jackson.databind.JsonNode;

/** Who gets into the pods of the chart, and whether by TLS. */
@Timeout(60)
class ChartDoorTest {

  private static final String TLS =
      """
      tls: {existingSecret: door}
      metrics: {serviceMonitor: {enabled: true}}
      """;

  @Test
  void whoIsLetInFromElsewhereIsBesideTheNamespaceAndNotInPlaceOfIt() throws Exception {
    String from = "networkPolicy: {from: [{namespaceSelector: {matchLabels: {a: b}}}]}";
    assertThat(policy(from))
        .hasToString(
            "[{\"podSelector\":{}}," + "{\"namespaceSelector\":{\"matchLabels\":{\"a\":\"b\"}}}]");
    assertThat(policy("")).hasToString("[{\"podSelector\":{}}]");
  }

  private static JsonNode policy(String values) throws Exception {
    return one(Chart.render(values), "NetworkPolicy").at("/spec/ingress/0/from");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ingress: {enabled: true, host: a.example}            | the ingress controller
          httpRoute: {enabled: true, parentRefs: [{name: g}]}  | the gateway
          metrics: {serviceMonitor: {enabled: true}}           | Prometheus
          service: {type: LoadBalancer}                        | clients of the LoadBalancer
          """)
  void theNotesWarnOfThoseThatThePolicyShutsOut(
      String values, String shutOut, @TempDir Path first, @TempDir Path second, @TempDir Path third)
      throws Exception {
    assertThat(Chart.renderNotes(first, values))
        .contains("WARNING", "It blocks " + shutOut + ",", "networkPolicy:", "from:");
    assertThat(Chart.renderNotes(second, values + "\nnetworkPolicy: {enabled: false}"))
        .doesNotContain("WARNING");
    assertThat(
            Chart.renderNotes(third, values + "\nnetworkPolicy: {from: [{namespaceSelector: {}}]}"))
        .doesNotContain("WARNING");
  }

  @Test
  void theNotesWarnOfNothingWhenAllAreInTheNamespace(@TempDir Path scratch) throws Exception {
    assertThat(Chart.renderNotes(scratch, "{}"))
        .contains("curl -s http://localhost:8080", "helm test r")
        .doesNotContain("WARNING");
  }

  @Test
  void springBootTakesTheCertificateFromTheVariables() throws Exception {
    JsonNode pod = pods(Chart.render(TLS)).getFirst();
    Map<String, Object> variables = new HashMap<>();
    for (JsonNode variable : pod.at("/containers/0/env")) {
      variables.put(variable.path("name").asString(), variable.path("value").asString());
    }
    Binder binder =
        new Binder(
            ConfigurationPropertySources.from(
                new SystemEnvironmentPropertySource("systemEnvironment", variables)));
    assertThat(binder.bind("server.ssl.bundle", String.class).get()).isEqualTo("door");
    PemSslBundleProperties door =
        binder.bind("spring.ssl", SslProperties.class).get().getBundle().getPem().get("door");
    assertThat(door.isReloadOnUpdate()).isTrue();
    assertThat(door.getKeystore().getCertificate()).isEqualTo("file:/etc/jobwheel-tls/tls.crt");
    assertThat(door.getKeystore().getPrivateKey()).isEqualTo("file:/etc/jobwheel-tls/tls.key");
    assertThat(pod.path("volumes").toString()).contains("\"secretName\":\"door\"");
    assertThat(pod.at("/containers/0/volumeMounts").toString()).contains("/etc/jobwheel-tls");
  }

  @Test
  void withACertificateEverybodyAsksByTls(@TempDir Path first, @TempDir Path second)
      throws Exception {
    List<JsonNode> manifests = Chart.render(TLS);
    JsonNode container = pods(manifests).getFirst().at("/containers/0");
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(container.path(probe).at("/httpGet/scheme").asString())
          .as(probe)
          .isEqualTo("HTTPS");
    }
    assertThat(one(manifests, "Service").at("/spec/ports/0/appProtocol").asString())
        .isEqualTo("https");
    JsonNode endpoint = one(manifests, "ServiceMonitor").at("/spec/endpoints/0");
    assertThat(endpoint.path("scheme").asString()).isEqualTo("https");
    assertThat(endpoint.at("/tlsConfig/serverName").asString()).isEqualTo("r.jobs.svc");
    assertThat(endpoint.at("/tlsConfig/ca/secret").toString())
        .isEqualTo("{\"name\":\"door\",\"key\":\"ca.crt\"}");
    assertThat(Chart.renderNotes(first, TLS)).contains("curl -sk https://localhost:8080");
    assertThat(Chart.renderTests(second, "r", TLS).toString()).contains("https://r:80/api/v1");
  }

  @Test
  void withoutOneEverybodyAsksWithout() throws Exception {
    List<JsonNode> manifests = Chart.render("metrics: {serviceMonitor: {enabled: true}}");
    JsonNode pod = pods(manifests).getFirst();
    assertThat(pod.at("/containers/0/readinessProbe/httpGet/scheme").asString()).isEqualTo("HTTP");
    assertThat(pod.toString()).doesNotContain("jobwheel-tls", "SSL");
    assertThat(one(manifests, "ServiceMonitor").at("/spec/endpoints/0").has("tlsConfig")).isFalse();
  }

  @Test
  void prometheusMayBeToldOtherwiseHowToTrust() throws Exception {
    String values =
        """
        tls: {existingSecret: door}
        metrics: {serviceMonitor: {enabled: true, tlsConfig: {serverName: jobs.example.com}}}
        """;
    assertThat(
            one(Chart.render(values), "ServiceMonitor")
                .at("/spec/endpoints/0/tlsConfig")
                .toString())
        .isEqualTo("{\"serverName\":\"jobs.example.com\"}");
  }
}
