package io.jobwheel.chart;

import static io.jobwheel.chart.Manifests.one;
import static io.jobwheel.chart.Manifests.pods;
import static io.jobwheel.chart.Manifests.variable;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** How pods of the chart start, end and are replaced. */
@Timeout(60)
class ChartPodTest {

  @Test
  void otherServicesOfTheNamespaceDoNotBecomeItsVariables() throws Exception {
    JsonNode pod = pods(Chart.render("")).getFirst();
    assertThat(pod.path("enableServiceLinks").asBoolean(true))
        .as("a service called server would set SERVER_PORT")
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"20,5,5", "0,1,0", "3600,600,300"})
  void aPodHasTheTimeForAllThatEndsAfterItsDrain(int budget, int grace, int preStop)
      throws Exception {
    JsonNode pod =
        pods(Chart.render(
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
    JsonNode probe = pods(Chart.render("")).getFirst().at("/containers/0/startupProbe");
    assertThat(probe.path("failureThreshold").asInt() * probe.path("periodSeconds").asInt())
        .as("seconds")
        .isEqualTo(600);
  }

  @Test
  void anUpgradeReplacesAlsoAPodThatNeverWasReadyAndKeepsTheVolume() throws Exception {
    JsonNode set = one(Chart.render(""), "StatefulSet").path("spec");
    assertThat(set.path("podManagementPolicy").asString()).isEqualTo("Parallel");
    assertThat(set.at("/persistentVolumeClaimRetentionPolicy/whenDeleted").asString())
        .isEqualTo("Retain");
    assertThat(set.at("/persistentVolumeClaimRetentionPolicy/whenScaled").asString())
        .isEqualTo("Retain");
  }

  @Test
  void nodesOfOneVersionAreSpreadByThemselves() throws Exception {
    JsonNode many = pods(Chart.render(ChartTest.POSTGRESQL)).getFirst();
    assertThat(many.at("/topologySpreadConstraints/0/matchLabelKeys/0").asString())
        .isEqualTo("pod-template-hash");
    JsonNode single = pods(Chart.render("")).getFirst();
    assertThat(single.at("/topologySpreadConstraints/0/matchLabelKeys").isMissingNode())
        .as("pods of a StatefulSet have no such label")
        .isTrue();
  }

  @Test
  void kedaTakesNoNodesAwayWhileTheCountIsNotKnown() throws Exception {
    JsonNode scaled = one(Chart.render(ChartTest.KEDA), "ScaledObject").path("spec");
    assertThat(scaled.at("/triggers/0/metadata/ignoreNullValues").asString()).isEqualTo("false");
    assertThat(scaled.at("/triggers/0/metadata/query").asString())
        .contains("namespace=\"jobs\", service=\"r\"");
    assertThat(scaled.path("cooldownPeriod").isMissingNode())
        .as("only for the way to zero nodes")
        .isTrue();
    assertThat(
            scaled
                .at(
                    "/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown/stabilizationWindowSeconds")
                .asInt())
        .isEqualTo(300);
  }

  @Test
  void kedaAsksWhatItIsToldToAsk() throws Exception {
    String values =
        ChartTest.POSTGRESQL
            + "autoscaling: {kind: keda, keda: {query: 'sum(jobs{app=\"mine\"})'}}";
    assertThat(
            one(Chart.render(values), "ScaledObject")
                .at("/spec/triggers/0/metadata/query")
                .asString())
        .isEqualTo("sum(jobs{app=\"mine\"})");
  }
}
