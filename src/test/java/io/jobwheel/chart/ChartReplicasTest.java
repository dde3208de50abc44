package io.jobwheel.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * How many nodes an upgrade asks for. Kubernetes makes 1 of a number that an upgrade takes out of a
 * manifest, and the autoscaler starts from there.
 */
@Timeout(60)
class ChartReplicasTest {

  private static final String HPA = ChartTest.POSTGRESQL + "autoscaling: {kind: hpa}\n";
  private static final String TEN = ChartTest.POSTGRESQL + "replicas: 10\n";

  @TempDir private Path scratch;

  private FakeCluster cluster;

  @BeforeEach
  void startCluster() throws IOException {
    cluster = new FakeCluster();
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {HPA, ChartTest.KEDA})
  void anAutoscalerTakesOverTheNodesThatThereAre(String values) throws Exception {
    cluster.addDeployment("jobs", "r", 10, "{}");
    assertThat(replicas(Chart.renderUpgrade(scratch, values)).asInt()).isEqualTo(10);
  }

  @Test
  void theNumberIsThatOfTheMomentInLaterUpgradesToo() throws Exception {
    cluster.addDeployment("jobs", "r", 10, "{}");
    JsonNode first = Chart.renderUpgrade(scratch.resolve("first"), HPA);
    String annotations = first.path("metadata").path("annotations").toString();
    cluster.addDeployment("jobs", "r", 7, annotations.isEmpty() ? "{}" : annotations);
    JsonNode second = Chart.renderUpgrade(scratch.resolve("second"), HPA);
    assertThat(replicas(second).asInt()).isEqualTo(7);
  }

  @Test
  void nodesThatWereStoppedStayStopped() throws Exception {
    cluster.addDeployment("jobs", "r", 0, "{}");
    JsonNode replicas = replicas(Chart.renderUpgrade(scratch, HPA));
    assertThat(replicas.isIntegralNumber()).isTrue();
    assertThat(replicas.asInt()).isZero();
  }

  @Test
  void aReleaseThatBeganWithAnAutoscalerLeavesTheNumberToIt() throws Exception {
    JsonNode installed = deployment(HPA);
    assertThat(replicas(installed).isMissingNode()).isTrue();
    cluster.addDeployment("jobs", "r", 7, installed.at("/metadata/annotations").toString());
    JsonNode upgraded = Chart.renderUpgrade(scratch, HPA);
    assertThat(replicas(upgraded).isMissingNode())
        .as("the manifest had none, so nothing is taken out, neither here nor by a rollback")
        .isTrue();
    assertThat(upgraded.at("/metadata/annotations"))
        .isEqualTo(installed.at("/metadata/annotations"));
  }

  @Test
  void withoutAnAutoscalerTheNumberIsTheValueAndNotMarked() throws Exception {
    cluster.addDeployment("jobs", "r", 7, "{\"jobwheel.io/replicas\": \"autoscaler\"}");
    for (JsonNode each : new JsonNode[] {deployment(TEN), Chart.renderUpgrade(scratch, TEN)}) {
      assertThat(replicas(each).asInt()).isEqualTo(10);
      assertThat(each.at("/metadata/annotations").isMissingNode()).isTrue();
    }
  }

  private static JsonNode deployment(String values) throws IOException {
    return Manifests.one(Chart.render(values), "Deployment");
  }

  private static JsonNode replicas(JsonNode deployment) {
    return deployment.at("/spec/replicas");
  }
}
