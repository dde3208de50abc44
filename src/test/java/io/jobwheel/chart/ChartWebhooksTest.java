package io.jobwheel.chart;

import static io.jobwheel.chart.Manifests.one;
import static io.jobwheel.chart.Manifests.pods;
import static io.jobwheel.chart.Manifests.variable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Webhooks of the chart: secrets come from a Secret, and are in no ConfigMap. */
@Timeout(60)
class ChartWebhooksTest {

  private static final String WEBHOOKS =
      """
      webhooks:
        existingSecret: hooks
        clientsKey: clients
        endpoints:
          audit: {url: "https://a.example/?b=c", secretsKey: audit, events: [job.failed, group.finished], types: [http]}
          shop: {urlKey: shop-url, secretsKey: shop}
      """;

  private static String entry(JsonNode pod, String name) {
    JsonNode source =
        pod.at("/containers/0/env")
            .valueStream()
            .filter(each -> each.path("name").asString().equals(name))
            .findFirst()
            .orElseThrow()
            .at("/valueFrom/secretKeyRef");
    return source.path("name").asString() + "/" + source.path("key").asString();
  }

  private static List<String> variables(JsonNode pod) {
    return pod.at("/containers/0/env")
        .valueStream()
        .map(each -> each.path("name").asString())
        .filter(name -> name.startsWith("JOBWHEEL_WEBHOOK"))
        .toList();
  }

  @Test
  void secretsAndUrlsComeFromTheSecret() throws Exception {
    List<JsonNode> manifests = Chart.render(WEBHOOKS);

    JsonNode pod = pods(manifests).getFirst();
    assertThat(entry(pod, "JOBWHEEL_WEBHOOKDELIVERY_SECRETS")).isEqualTo("hooks/clients");
    assertThat(entry(pod, "JOBWHEEL_WEBHOOKS_AUDIT_SECRETS")).isEqualTo("hooks/audit");
    assertThat(entry(pod, "JOBWHEEL_WEBHOOKS_SHOP_SECRETS")).isEqualTo("hooks/shop");
    assertThat(entry(pod, "JOBWHEEL_WEBHOOKS_SHOP_URL")).isEqualTo("hooks/shop-url");
    assertThat(variable(pod, "JOBWHEEL_WEBHOOKS_AUDIT_URL")).isEqualTo("https://a.example/?b=c");
    assertThat(variable(pod, "JOBWHEEL_WEBHOOKS_AUDIT_EVENTS"))
        .isEqualTo("job.failed,group.finished");
    assertThat(variable(pod, "JOBWHEEL_WEBHOOKS_AUDIT_TYPES")).isEqualTo("http");
    assertThat(variables(pod)).hasSize(7).doesNotHaveDuplicates();
    assertThat(one(manifests, "ConfigMap").toString()).doesNotContain("webhook", "hooks");
  }

  @Test
  void withoutThemNothingIsSet() throws Exception {
    assertThat(variables(pods(Chart.render("")).getFirst())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          webhooks: {clientsKey: clients}                                                | webhooks.existingSecret is needed
          webhooks: {endpoints: {audit: {url: "https://a.example/", secretsKey: a}}}     | webhooks.existingSecret is needed
          webhooks: {existingSecret: a, endpoints: {audit: {secretsKey: a}}}             | endpoints/audit
          webhooks: {existingSecret: a, endpoints: {audit: {url: "https://a.example/"}}} | secretsKey
          webhooks: {existingSecret: a, endpoints: {audit: {url: "ftp://a", secretsKey: a}}} | url
          webhooks: {existingSecret: a, endpoints: {au-dit: {urlKey: a, secretsKey: a}}} | au-dit
          webhooks: {existingSecret: a, endpoints: {audit: {urlKey: a, secretsKey: a, events: [job.ended]}}} | events
          webhooks: {existingSecret: a, endpoints: {audit: {urlKey: a, secretsKey: a, secrets: whsec_}}} | secrets
          webhooks: null                                                                 | webhooks
          config: {jobwheel: {webhook-delivery: {secrets: whsec_}}}                      | would be stored in a ConfigMap
          config: {jobwheel: {webhooks: {audit: {secrets: [whsec_]}}}}                   | would be stored in a ConfigMap
          config: {jobwheel.webhooks.audit-log.secrets: whsec_}                          | would be stored in a ConfigMap
          config: {"jobwheel.webhookDelivery.secrets[0]": whsec_}                        | would be stored in a ConfigMap
          env: [{name: JOBWHEEL_WEBHOOKS_AUDIT_URL, value: a}, {name: JOBWHEEL_WEBHOOKS_AUDIT_URL, value: b}] | is defined twice
          """)
  void badValuesAreRefused(String values, String named) {
    assertThatThrownBy(() -> Chart.render(values)).hasMessageContaining(named);
  }

  @Test
  void whatIsNoSecretCanBeConfigured() throws Exception {
    String config =
        "config: {jobwheel: {webhook-delivery: {timeout: 5s}, webhooks: {audit: {types: [http]}}}}";
    assertThat(one(Chart.render(config), "ConfigMap").toString()).contains("timeout: 5s");
  }
}
