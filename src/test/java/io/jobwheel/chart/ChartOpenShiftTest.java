package io.jobwheel.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Clusters that assign users and groups to pods, and have name servers on other ports. */
@Timeout(60)
class ChartOpenShiftTest {

  private static final String ASSIGNED =
      "podSecurityContext: {runAsUser: null, runAsGroup: null, fsGroup: null}\n";

  @Test
  void theUserAndTheGroupsAreThoseOfTheImage() throws Exception {
    JsonNode context = context("");
    assertThat(context.path("runAsUser").asInt()).isEqualTo(10001);
    assertThat(context.path("runAsGroup").asInt()).isEqualTo(10001);
    assertThat(context.path("fsGroup").asInt()).isEqualTo(10001);
  }

  @Test
  void eachCanBeSet() throws Exception {
    JsonNode context =
        context("podSecurityContext: {runAsUser: 1000730000, runAsGroup: 0, fsGroup: 1000730001}");
    assertThat(context.path("runAsUser")).hasToString("1000730000");
    assertThat(context.path("runAsGroup")).hasToString("0");
    assertThat(context.path("fsGroup")).hasToString("1000730001");
  }

  @Test
  void nullLeavesItsFieldOutAndTheOthersIn() throws Exception {
    JsonNode context = context("podSecurityContext: {runAsUser: null}");
    assertThat(context.has("runAsUser")).isFalse();
    assertThat(context.path("fsGroup").asInt()).isEqualTo(10001);
    for (String none : List.of(ASSIGNED, "podSecurityContext: null\n")) {
      assertThat(context(none).propertyNames())
          .containsExactlyInAnyOrder("runAsNonRoot", "fsGroupChangePolicy", "seccompProfile");
    }
  }

  @Test
  void thePodOfTheTestHasTheSameUser(@TempDir Path first, @TempDir Path second, @TempDir Path third)
      throws Exception {
    assertThat(testPod(first, "{}").path("runAsUser")).hasToString("10001");
    assertThat(testPod(second, "podSecurityContext: {runAsUser: 1000730000}").path("runAsUser"))
        .hasToString("1000730000");
    JsonNode assigned = testPod(third, ASSIGNED);
    assertThat(assigned.has("runAsUser")).isFalse();
    assertThat(assigned.path("runAsNonRoot").asBoolean()).isTrue();
  }

  private static JsonNode testPod(Path scratch, String values) throws Exception {
    return Manifests.pods(Chart.renderTests(scratch, "r", values))
        .getFirst()
        .path("securityContext");
  }

  private static JsonNode context(String values) throws Exception {
    List<JsonNode> manifests = Chart.render(values);
    for (JsonNode manifest : manifests) {
      Chart.check(manifest);
    }
    return Manifests.pods(manifests).getFirst().path("securityContext");
  }

  @Test
  void thePortsOfNameServersAreOpenForBothProtocols() throws Exception {
    assertThat(dns("")).hasToString(ports(53));
    assertThat(dns("networkPolicy: {dnsPorts: [53, 5353]}")).hasToString(ports(53, 5353));
  }

  private static JsonNode dns(String values) throws Exception {
    JsonNode policy = Manifests.one(Chart.render(values), "NetworkPolicy");
    Chart.check(policy);
    assertThat(policy.at("/spec/egress").size()).isOne();
    return policy.at("/spec/egress/0/ports");
  }

  private static String ports(int... numbers) {
    StringBuilder ports = new StringBuilder();
    for (int number : numbers) {
      for (String protocol : List.of("UDP", "TCP")) {
        ports
            .append(ports.isEmpty() ? "[" : ",")
            .append("{\"port\":%d,\"protocol\":\"%s\"}".formatted(number, protocol));
      }
    }
    return ports.append("]").toString();
  }
}
