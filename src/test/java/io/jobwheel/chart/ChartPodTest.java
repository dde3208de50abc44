package io.jobwheel.chart;

import static io.jobwheel.chart.Manifests.one;
import static io.jobwheel.chart.Manifests.pods;
import static io.jobwheel.chart.Manifests.variable;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** How pods of the chart start, end and are replaced. */
@Timeout(60)
class ChartPodTest {

  /** With keys that are there: else Helm would ask a cluster for them. */
  private static final String KEYS = "auth: {existingSecret: keys}\n";

  @Test
  void otherServicesOfTheNamespaceDoNotBecomeItsVariables() throws Exception {
    JsonNode pod = pods(render("{}")).getFirst();
    assertThat(pod.path("enableServiceLinks").asBoolean(true))
        .as("a service called server would set SERVER_PORT")
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"20,5,5", "0,1,0", "3600,600,300"})
  void aPodHasTheTimeForAllThatEndsAfterItsDrain(int budget, int grace, int preStop)
      throws Exception {
    JsonNode pod =
        pods(render(
                "drain: {budget: %d, grace: %d, preStop: %d}".formatted(budget, grace, preStop)))
            .getFirst();
    assertThat(pod.path("terminationGracePeriodSeconds").asInt())
        .as("open requests, the last writes, the closing of the store: ten seconds each")
        .isEqualTo(budget + grace + preStop + 30);
    assertThat(variable(pod, "JOBWHEEL_DISPATCH_DRAINBUDGET")).isEqualTo(budget + "s");
    assertThat(variable(pod, "JOBWHEEL_DISPATCH_DRAINGRACE")).isEqualTo(grace + "s");
    assertThat(variable(pod, "SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE")).isEqualTo("10s");
  }

  @Test
  void aStartMayTakeTheTimeOfAMigration() throws Exception {
    JsonNode probe = pods(render("{}")).getFirst().at("/containers/0/startupProbe");
    assertThat(probe.path("failureThreshold").asInt() * probe.path("periodSeconds").asInt())
        .as("seconds")
        .isEqualTo(600);
  }

  @Test
  void anUpgradeReplacesAlsoAPodThatNeverWasReadyAndKeepsTheVolume() throws Exception {
    JsonNode set = one(render("{}"), "StatefulSet").path("spec");
    assertThat(set.path("podManagementPolicy").asString()).isEqualTo("Parallel");
    assertThat(set.at("/persistentVolumeClaimRetentionPolicy/whenDeleted").asString())
        .isEqualTo("Retain");
    assertThat(set.at("/persistentVolumeClaimRetentionPolicy/whenScaled").asString())
        .isEqualTo("Retain");
  }

  @Test
  void nodesOfOneVersionAreSpreadByThemselves() throws Exception {
    JsonNode many = pods(render(ChartTest.POSTGRESQL)).getFirst();
    assertThat(many.at("/topologySpreadConstraints/0/matchLabelKeys/0").asString())
        .isEqualTo("pod-template-hash");
    JsonNode single = pods(render("{}")).getFirst();
    assertThat(single.at("/topologySpreadConstraints/0/matchLabelKeys").isMissingNode())
        .as("pods of a StatefulSet have no such label")
        .isTrue();
  }

  private static List<JsonNode> render(String values) throws IOException {
    return Chart.render("r", KEYS + (values.equals("{}") ? "" : values));
  }
}
