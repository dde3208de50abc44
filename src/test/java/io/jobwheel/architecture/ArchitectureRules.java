package io.jobwheel.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.jobwheel.execution.attempt.AttemptEnvironment;
import io.jobwheel.threads.PerpetualThread;
import io.jobwheel.time.Ticker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.scheduling.annotation.Async;

/** The arrows of the design that a compiler does not know. */
final class ArchitectureRules {

  static final ArchRule NO_CYCLES =
      slices()
          .matching("..jobwheel.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a package imports only what stands below it");

  static final ArchRule NO_CYCLES_WITHIN_A_MODULE =
      slices()
          .matching("..jobwheel.(**)")
          .should()
          .beFreeOfCycles()
          .because("a sub-package imports only what stands below it");

  static final ArchRule EVENT_LOOP_IS_PURE =
      onlyDependsOn(
          "eventloop",
          "it is a module of its own, see src/main/eventloop/module-info.java",
          "org.jspecify.annotations..");

  static final ArchRule JOB_IS_PURE =
      onlyDependsOn(
          "job",
          "the model does no I/O",
          "org.jspecify.annotations..",
          "org.springframework.modulith..");

  static final ArchRule OS_IS_PURE =
      onlyDependsOn(
          "os",
          "what the operating system can do needs no library",
          "org.jspecify.annotations..",
          "org.springframework.modulith..");

  static final ArchRule NATIVE_CALLS_ONLY_IN_OS =
      noClasses()
          .that()
          .resideOutsideOfPackage("..jobwheel.os..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.foreign..")
          .because("a native function is bound once");

  static final ArchRule HANDLERS_KNOW_NO_SPRING =
      noClasses()
          .that()
          .resideInAPackage("..jobwheel.handler..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.springframework..")
                  .and(
                      com.tngtech.archunit.base.DescribedPredicate.not(
                          resideInAnyPackage("org.springframework.modulith.."))))
          .because("a handler does not know what carries it");

  static final ArchRule ASYNC_ONLY_IN_EXECUTION =
      noMethods()
          .that()
          .areDeclaredInClassesThat()
          .resideOutsideOfPackage("..jobwheel.execution..")
          .should()
          .beAnnotatedWith(Async.class)
          .because("the lanes are the only way to run a job");

  static final ArchRule JDBC_ONLY_IN_STORE =
      noClasses()
          .that()
          .resideOutsideOfPackage("..jobwheel.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..")
          .because("SQL is hidden behind the interfaces of the store");

  static final ArchRule WEB_ONLY_IN_API_AND_CONSOLE =
      noClasses()
          .that()
          .resideOutsideOfPackages("..jobwheel.api..", "..jobwheel.console..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework.web..", "jakarta.servlet..")
          .because("deciding is not HTTP's work, and HTTP not the deciders'");

  static final ArchRule NO_SLEEP =
      noClasses()
          .that()
          .resideOutsideOfPackage("..jobwheel.eventloop..")
          .and()
          .doNotBelongToAnyOf(
              AttemptEnvironment.Sleeper.class, // how handlers sleep
              PerpetualThread.class) // pauses without allocating memory
          .should()
          .accessTargetWhere(
              target(owner(assignableTo(Thread.class)))
                  .and(target(HasName.Predicates.name("sleep"))))
          .orShould()
          .accessTargetWhere(
              target(owner(type(TimeUnit.class))).and(target(HasName.Predicates.name("sleep"))))
          .orShould()
          .accessTargetWhere(
              target(owner(type(LockSupport.class)))
                  .and(target(HasName.Predicates.nameMatching("park(Nanos|Until)"))))
          .because("waiting is a primitive with a limit; only handlers sleep");

  static final ArchRule TIMERS_OF_THE_TICKER =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "..jobwheel.time..", "..jobwheel.eventloop..", "..jobwheel.execution.process..")
          .and()
          .doNotHaveSimpleName("LaneWarmUp") // must end, also if a test stops the clock
          .should()
          .accessTargetWhere(
              target(owner(assignableTo(CompletableFuture.class)))
                  .and(
                      target(
                          HasName.Predicates.nameMatching(
                              "orTimeout|completeOnTimeout|delayedExecutor"))))
          .orShould()
          .accessTargetWhere(target(owner(assignableTo(ScheduledExecutorService.class))))
          .because("time is a parameter, also of timers");

  static final ArchRule NO_NOW =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(java.time.Clock.class, "systemUTC")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .because("time is a parameter");

  static final ArchRule NO_NANO_TIME =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(Ticker.class.getName())
          .and()
          .areNotAssignableTo(io.jobwheel.eventloop.LoopTicker.class)
          .should()
          .accessTargetWhere(
              target(owner(type(System.class))).and(target(HasName.Predicates.name("nanoTime"))))
          .because("steady time is a parameter, also as System::nanoTime");

  static final ArchRule ONE_CLOCK =
      noClasses()
          .that()
          .resideOutsideOfPackage("..jobwheel.time..")
          .and(are(describe("not a program of their own", each -> !hasMain(each))))
          .should()
          .accessTargetWhere(
              target(owner(assignableTo(InstantSource.class)))
                  .and(target(HasName.Predicates.nameMatching("system.*"))))
          .because("a node has one clock, which is a bean");

  // what is written as JSON or read from settings has a name for each of its components
  static final ArchRule SHORT_CONSTRUCTORS =
      constructors()
          .that()
          .areDeclaredInClassesThat()
          .areNotAnnotatedWith("com.fasterxml.jackson.annotation.JsonPropertyOrder")
          .and()
          .areDeclaredInClassesThat()
          .areNotAnnotatedWith(
              "org.springframework.boot.context.properties.ConfigurationProperties")
          .and()
          .areDeclaredInClassesThat()
          .areNotAnnotatedWith(
              "org.springframework.boot.context.properties.ConfigurationPropertiesSource")
          .and()
          .areDeclaredInClassesThat()
          .doNotHaveSimpleName("LoopView") // the JSON of an endpoint
          .should(haveAtMostNineParameters())
          .because("a long list of positions is read wrong, and filled wrong");

  static final List<ArchRule> ALL =
      List.of(
          NO_CYCLES,
          NO_CYCLES_WITHIN_A_MODULE,
          EVENT_LOOP_IS_PURE,
          JOB_IS_PURE,
          OS_IS_PURE,
          NATIVE_CALLS_ONLY_IN_OS,
          HANDLERS_KNOW_NO_SPRING,
          ASYNC_ONLY_IN_EXECUTION,
          JDBC_ONLY_IN_STORE,
          WEB_ONLY_IN_API_AND_CONSOLE,
          NO_SLEEP,
          TIMERS_OF_THE_TICKER,
          NO_NOW,
          NO_NANO_TIME,
          ONE_CLOCK,
          SHORT_CONSTRUCTORS);

  private ArchitectureRules() {}

  private static boolean hasMain(JavaClass each) {
    return each.tryGetMethod("main", String[].class).isPresent();
  }

  private static ArchCondition<JavaConstructor> haveAtMostNineParameters() {
    return new ArchCondition<>("have at most 9 parameters") {
      @Override
      public void check(JavaConstructor constructor, ConditionEvents events) {
        int parameters = constructor.getRawParameterTypes().size();
        events.add(
            new SimpleConditionEvent(
                constructor,
                parameters <= 9,
                "%s has %d parameters".formatted(constructor.getFullName(), parameters)));
      }
    };
  }

  private static ArchRule onlyDependsOn(String feature, String because, String... annotations) {
    String self = "..jobwheel." + feature + "..";
    return classes()
        .that()
        .resideInAPackage(self)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(self, "java..", "jdk.jfr..").or(resideInAnyPackage(annotations)))
        .because(because);
  }
}
