package io.jobwheel.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.yaml.snakeyaml.Yaml;

/** An alert tells enough to act on. Whether it fires when it should is tried by promtool. */
class AlertsTest {

  private static final List<Alert> ALERTS = Alert.all();
  private static final String RUNBOOK = MonitoringFiles.text(MonitoringFiles.RUNBOOK);

  /** An alerting rule. */
  record Alert(String name, Map<String, String> labels, Map<String, String> annotations) {

    @SuppressWarnings("unchecked")
    static List<Alert> all() {
      Map<String, List<Map<String, Object>>> file =
          new Yaml().load(MonitoringFiles.text(Path.of("helm/jobwheel/rules/alerts.yaml")));
      return file.get("groups").stream()
          .flatMap(group -> ((List<Map<String, Object>>) group.get("rules")).stream())
          .map(rule ->
              new Alert(
                  (String) rule.get("alert"),
                  (Map<String, String>) rule.get("labels"),
                  (Map<String, String>) rule.get("annotations")))
          .toList();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @ParameterizedTest
  @FieldSource("ALERTS")
  void anAlertSaysHowUrgentItIsAndWhatIsWrong(Alert alert) {
    assertThat(alert.name()).startsWith("Jobwheel");
    assertThat(alert.labels()).containsOnlyKeys("severity");
    assertThat(alert.labels().get("severity")).isIn("critical", "warning");
    assertThat(alert.annotations()).containsOnlyKeys("summary", "description", "runbook_url");
    assertThat(alert.annotations().get("summary")).isNotBlank();
    assertThat(alert.annotations().get("description")).contains("{{").endsWith(".");
  }

  @ParameterizedTest
  @FieldSource("ALERTS")
  void anAlertLeadsToItsHeadingInTheRunbook(Alert alert) {
    assertThat(alert.annotations().get("runbook_url"))
        .isEqualTo("docs/runbook.md#" + alert.name().toLowerCase(Locale.ROOT));
    assertThat(section(alert.name()))
        .contains("**Means.**")
        .contains("**Confirm.**")
        .contains("**Do.**");
  }

  @ParameterizedTest
  @FieldSource("ALERTS")
  void promtoolSeesAnAlertFireAndKeepQuiet(Alert alert) {
    List<String> cases =
        MonitoringFiles.below("src/test/prometheus", "_test.yaml").stream()
            .map(MonitoringFiles::text)
            .flatMap(text ->
                Pattern.compile("alertname: " + alert.name() + "\n +exp_alerts:(.*)")
                    .matcher(text)
                    .results()
                    .map(MatchResult.class::cast))
            .map(found -> found.group(1).strip())
            .toList();
    assertThat(cases).contains("", "[]");
  }

  @Test
  void theRunbookHasNoHeadingOfAnAlertThatIsNotThere() {
    assertThat(Pattern.compile("(?m)^### (Jobwheel\\w+)$").matcher(RUNBOOK).results())
        .extracting(found -> found.group(1))
        .containsExactlyElementsOf(ALERTS.stream().map(Alert::name).toList());
  }

  private static String section(String heading) {
    int from = RUNBOOK.indexOf("### " + heading + "\n");
    assertThat(from).describedAs("the heading of %s", heading).isNotNegative();
    int to = RUNBOOK.indexOf("\n### ", from);
    return RUNBOOK.substring(from, to < 0 ? RUNBOOK.length() : to);
  }
}
