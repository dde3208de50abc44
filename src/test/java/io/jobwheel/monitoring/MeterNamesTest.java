package io.jobwheel.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What is drawn, watched and written about is there, and what is there is drawn. */
class MeterNamesTest {

  private static final Pattern NAME = Pattern.compile("\\bjobwheel_[a-z0-9_]+");
  // what Prometheus makes of one histogram or summary
  private static final Pattern PART = Pattern.compile("_(bucket|count|sum|max)$");

  private static final Set<String> METERS =
      new TreeSet<>(names(MonitoringFiles.text(MonitoringFiles.METERS)));

  private static final List<Path> FILES =
      Stream.of(
              List.of(Path.of("README.md"), Path.of("CHANGELOG.md")),
              MonitoringFiles.below("docs", ".md"),
              MonitoringFiles.below("helm/jobwheel/dashboards", ".json"),
              MonitoringFiles.below("helm/jobwheel/rules", ".yaml"))
          .flatMap(List::stream)
          .toList();

  @ParameterizedTest
  @FieldSource("FILES")
  void aMeterThatIsNamedIsThere(Path file) {
    assertThat(names(MonitoringFiles.text(file))).allMatch(MeterNamesTest::isThere);
  }

  @Test
  void everyMeterHasAPanel() {
    Set<String> drawn = new TreeSet<>();
    Dashboard.all().forEach(dashboard -> drawn.addAll(names(dashboard.queries().toString())));
    assertThat(METERS).hasSizeGreaterThan(30).allMatch(meter -> isAmong(drawn, meter));
  }

  private static boolean isThere(String name) {
    return name.endsWith("_") // docs that mean all meters that begin so
        ? METERS.stream().anyMatch(meter -> meter.startsWith(name))
        : METERS.contains(name) || METERS.contains(PART.matcher(name).replaceFirst(""));
  }

  private static boolean isAmong(Collection<String> names, String meter) {
    return names.stream()
        .anyMatch(name -> name.equals(meter) || PART.matcher(name).replaceFirst("").equals(meter));
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    NAME.matcher(text).results().map(MatchResult::group).forEach(names::add);
    return names;
  }
}
