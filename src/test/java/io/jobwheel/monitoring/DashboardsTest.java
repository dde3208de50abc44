package io.jobwheel.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.monitoring.Dashboard.Panel;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What Grafana would not say when it loads a dashboard; its types are checked by
 * src/grafana/types.mjs.
 */
class DashboardsTest {

  private static final List<Dashboard> DASHBOARDS = Dashboard.all();
  private static final List<Panel> PANELS =
      DASHBOARDS.stream().flatMap(dashboard -> dashboard.charts().stream()).toList();

  private static final Pattern SELECTOR = Pattern.compile("(\\w+)\\{([^}]*)}");
  private static final Pattern RANGE = Pattern.compile("\\[([^]]*)]");
  private static final Pattern VARIABLE = Pattern.compile("\\$(?!__)(\\w+)");

  /**
   * Published for the whole registry, by whichever node counts or by each; alerts belong to all
   * instances.
   */
  private static final Set<String> OF_THE_REGISTRY =
      Set.of(
          "ALERTS",
          "jobwheel_jobs",
          "jobwheel_jobs_without_node",
          "jobwheel_job_oldest_queued_seconds",
          "jobwheel_nodes",
          "jobwheel_limit_permits",
          "jobwheel_limit_blocked_jobs",
          "jobwheel_limit_oldest_blocked_seconds",
          "jobwheel_operations_unfinished",
          "jobwheel_pauses",
          "jobwheel_schedules_active",
          "jobwheel_schedules_overdue_seconds");

  @Test
  void thereAreFourWithAUidAndATitleOfTheirOwn() {
    assertThat(DASHBOARDS).hasSize(4);
    assertThat(DASHBOARDS).extracting(Dashboard::uid).doesNotHaveDuplicates().doesNotContain("");
    assertThat(DASHBOARDS)
        .extracting(dashboard -> dashboard.json().path("title").asString())
        .doesNotHaveDuplicates()
        .allMatch(title -> title.startsWith("Jobwheel / "));
  }

  @ParameterizedTest
  @FieldSource("DASHBOARDS")
  void panelsHaveIdsOfTheirOwn(Dashboard dashboard) {
    assertThat(dashboard.panels())
        .isNotEmpty()
        .extracting(panel -> panel.json().path("id").asInt())
        .doesNotHaveDuplicates()
        .doesNotContain(0);
  }

  @ParameterizedTest
  @FieldSource("DASHBOARDS")
  void panelsStayWithinTheGridAndApart(Dashboard dashboard) {
    List<Panel> panels = dashboard.panels();
    for (Panel panel : panels) {
      assertThat(panel.area())
          .describedAs("%s", panel)
          .satisfies(area -> assertThat(area.x() + area.width()).isBetween(1, 24))
          .satisfies(area -> assertThat(area.height()).isBetween(1, 10));
      assertThat(panels)
          .filteredOn(other -> other != panel && other.area().overlaps(panel.area()))
          .describedAs("what lies on %s", panel)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @FieldSource("PANELS")
  void aPanelSaysWhatItShowsAndInWhatUnit(Panel panel) {
    assertThat(panel.json().path("title").asString()).isNotBlank();
    assertThat(panel.json().path("description").asString()).hasSizeGreaterThan(20).endsWith(".");
    assertThat(panel.json().at("/fieldConfig/defaults/unit").asString()).isNotBlank();
    assertThat(panel.queries()).isNotEmpty().doesNotContain("");
  }

  @ParameterizedTest
  @FieldSource("PANELS")
  void aPanelShowsWhatIsSelected(Panel panel) {
    assertThat(panel.queries())
        .allSatisfy(query ->
            assertThat(SELECTOR.matcher(query).results())
                .isNotEmpty()
                .allSatisfy(selector -> {
                  assertThat(selector.group(2)).contains("namespace=~\"$namespace\",job=~\"$job\"");
                  if (!OF_THE_REGISTRY.contains(selector.group(1))) {
                    assertThat(selector.group(2)).contains("instance=~\"$instance\"");
                  }
                }));
  }

  @ParameterizedTest
  @FieldSource("PANELS")
  void ratesGoByTheIntervalOfTheScrapes(Panel panel) {
    assertThat(panel.queries())
        .allSatisfy(query ->
            assertThat(RANGE.matcher(query).results().map(range -> range.group(1)))
                .isSubsetOf("$__rate_interval", "$__range"));
  }

  /**
   * The last value of a range may be long past, such as that of a backlog that is not known now.
   */
  @Test
  void figuresOfNowAreAskedForNow() {
    assertThat(PANELS)
        .filteredOn(panel ->
            Set.of("stat", "bargauge", "table").contains(panel.json().path("type").asString()))
        .isNotEmpty()
        .allMatch(panel ->
            panel
                .json()
                .path("targets")
                .valueStream()
                .allMatch(target -> target.path("instant").asBoolean()));
  }

  @ParameterizedTest
  @FieldSource("DASHBOARDS")
  void variablesThatAreUsedAreThereAndOthersAreNot(Dashboard dashboard) {
    Set<String> used =
        dashboard.queries().stream()
            .flatMap(query -> VARIABLE.matcher(query).results().map(MatchResult.class::cast))
            .map(found -> found.group(1))
            .collect(Collectors.toSet());
    used.add("datasource");
    assertThat(dashboard.variables()).containsExactlyInAnyOrderElementsOf(used);
  }

  @ParameterizedTest
  @FieldSource("DASHBOARDS")
  void eachLeadsToTheOthersAndNowhereElse(Dashboard dashboard) {
    List<String> others =
        DASHBOARDS.stream().filter(other -> other != dashboard).map(Dashboard::uid).toList();
    assertThat(dashboard.links())
        .extracting(url -> url.replaceFirst("^/d/", "").replaceFirst("\\?.*", ""))
        .containsAll(others)
        .isSubsetOf(others);
  }

  @Test
  void exemplarsAreAskedForWhereATimeIsThatOfASingleJobOrRequest() {
    assertThat(PANELS)
        .filteredOn(panel -> panel.json().at("/targets/0/exemplar").asBoolean())
        .flatExtracting(Panel::queries)
        .extracting(query -> query.replaceAll("(?s).*?(\\w+)_bucket.*", "$1"))
        .contains(
            "jobwheel_job_wait_seconds",
            "jobwheel_job_run_seconds",
            "http_server_requests_seconds");
  }
}
