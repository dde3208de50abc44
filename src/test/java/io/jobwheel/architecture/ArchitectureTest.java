package io.jobwheel.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.jobwheel.Jobwheel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.modulith.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.core.Violations;

/** The arrows of the design hold, and each rule fires where one is broken on purpose. */
class ArchitectureTest {

  private static final JavaClasses JOBWHEEL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.jobwheel");
  private static final JavaClasses PLANTED =
      new ClassFileImporter().importPackages("planted.jobwheel");

  private static final List<ArchRule> RULES = ArchitectureRules.ALL;

  @ParameterizedTest
  @FieldSource("RULES")
  void theRuleHolds(ArchRule rule) {
    rule.check(JOBWHEEL);
  }

  @ParameterizedTest
  @FieldSource("RULES")
  void theRuleFiresOnAPlantedViolation(ArchRule rule) {
    assertThatThrownBy(() -> rule.check(PLANTED))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("planted.jobwheel");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "threadSleepMillis",
        "threadSleepNanos",
        "threadSleepDuration",
        "threadSleepReference",
        "timeUnitSleep",
        "parkNanos",
        "parkNanosReference",
        "parkNanosWithBlocker",
        "parkUntil",
        "parkUntilWithBlocker"
      })
  void noSleepFiresOnEveryWayToSleep(String method) {
    assertThatThrownBy(() -> ArchitectureRules.NO_SLEEP.check(PLANTED))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("SleepingLaneConfiguration.%s()".formatted(method));
  }

  @ParameterizedTest
  @ValueSource(strings = {"orTimeout", "completeOnTimeout", "delayedExecutor", "executor"})
  void timersOfTheTickerFiresOnEveryOtherTimer(String method) {
    assertThatThrownBy(() -> ArchitectureRules.TIMERS_OF_THE_TICKER.check(PLANTED))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("TimerOfItsOwn.%s(".formatted(method));
  }

  @Test
  void noTwoTypesHaveOneSimpleName() {
    assertThat(doubleNames(JOBWHEEL)).isEmpty();
    assertThat(doubleNames(PLANTED)).containsExactly("DoubleName");
  }

  /** Returns the simple names that several types have, nested ones included. */
  private static Set<String> doubleNames(JavaClasses types) {
    Map<String, Long> counts =
        types.stream()
            .filter(type -> !type.isAnonymousClass() && !type.getSimpleName().isEmpty())
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName, TreeMap::new, Collectors.counting()));
    counts.values().removeIf(count -> count == 1);
    return counts.keySet();
  }

  @Test
  void modulesUseOnlyWhatTheyMayAndOnlyWhatIsPublic() {
    ApplicationModules.of(Jobwheel.class).verify();
  }

  @Test
  void modulithFiresOnAPlantedModuleThatUsesWhatItMayNot() {
    ApplicationModules planted =
        ApplicationModules.of("planted.jobwheel", (ImportOption) location -> true);
    assertThatThrownBy(planted::verify)
        .isInstanceOf(Violations.class)
        .hasMessageContaining("planted.jobwheel.job");
  }

  @Test
  void theArrowsAreThoseOfTheDesign() throws Exception {
    // the event loop has none: EVENT_LOOP_IS_PURE and EventLoopModuleTest hold what it uses
    Map<String, List<String>> arrows = new TreeMap<>();
    for (String feature :
        List.of(
            "comparison",
            "configuration",
            "job",
            "os",
            "threads",
            "time",
            "handler",
            "store",
            "execution",
            "jobtypes",
            "webhook",
            "schedule",
            "limit",
            "dispatch",
            "api",
            "console")) {
      ApplicationModule module =
          Class.forName("io.jobwheel." + feature + ".package-info")
              .getAnnotation(ApplicationModule.class);
      arrows.put(feature, List.copyOf(new TreeSet<>(Arrays.asList(module.allowedDependencies()))));
    }
    assertThat(arrows)
        .containsEntry(
            "comparison",
            List.of(
                "dispatch",
                "dispatch :: request",
                "eventloop",
                "execution",
                "execution :: process",
                "handler",
                "job",
                "os",
                "store",
                "store :: comparison",
                "store :: query",
                "time"))
        .containsEntry("configuration", List.of())
        .containsEntry("job", List.of())
        .containsEntry("handler", List.of("job", "os", "time"))
        .containsEntry("os", List.of())
        .containsEntry(
            "schedule",
            List.of(
                "configuration",
                "dispatch",
                "dispatch :: request",
                "job",
                "store",
                "store :: schedule",
                "time"))
        .containsEntry(
            "limit",
            List.of(
                "configuration",
                "dispatch",
                "dispatch :: request",
                "job",
                "store",
                "store :: limit"))
        .containsEntry("threads", List.of())
        .containsEntry("time", List.of())
        .containsEntry("store", List.of("configuration", "job", "os", "threads", "time"))
        .containsEntry(
            "execution",
            List.of(
                "configuration",
                "eventloop",
                "handler",
                "handler :: builtin",
                "job",
                "os",
                "threads",
                "time"))
        .containsEntry(
            "dispatch",
            List.of(
                "execution",
                "execution :: attempt",
                "handler",
                "handler :: egress",
                "job",
                "store",
                "store :: fairness",
                "store :: limit",
                "store :: operation",
                "store :: pause",
                "store :: query",
                "threads",
                "time",
                "webhook"))
        .containsEntry(
            "webhook",
            List.of(
                "configuration",
                "handler",
                "handler :: call",
                "handler :: egress",
                "handler :: secret",
                "handler :: transport",
                "job",
                "store",
                "time"))
        .containsEntry(
            "jobtypes",
            List.of(
                "configuration",
                "execution",
                "execution :: attempt",
                "handler :: call",
                "handler :: command",
                "handler :: command-process",
                "handler :: egress",
                "handler :: secret",
                "handler :: transport",
                "time"))
        .containsEntry("console", List.of("api :: index"))
        // handler is ADR 0002
        .containsEntry(
            "api",
            List.of(
                "comparison",
                "comparison :: report",
                "configuration",
                "dispatch",
                "dispatch :: request",
                "dispatch :: request-operation",
                "dispatch :: request-pause",
                "eventloop",
                "execution",
                "execution :: attempt",
                "execution :: process",
                "handler",
                "job",
                "limit",
                "schedule",
                "store",
                "store :: comparison",
                "store :: limit",
                "store :: operation",
                "store :: pause",
                "store :: query",
                "store :: schedule",
                "threads",
                "time",
                "webhook"));
  }
}
