package io.jobwheel.dispatch.event;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.jobwheel.dispatch.request.JobAnnouncer;
import io.jobwheel.store.JobCancellations;
import io.jobwheel.store.JobClaims;
import io.jobwheel.store.JobDeadlines;
import io.jobwheel.store.JobOutcomes;
import io.jobwheel.store.JobRedrives;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.OpenGroups;
import io.jobwheel.store.operation.Operations;
import io.jobwheel.store.schedule.Schedules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each class that changes the state of jobs publishes events, and only events reach listeners. */
class EventsOfWritesTest {

  /** The writes of the store that change and return the state of jobs or groups. */
  private static final Map<Class<?>, Set<String>> WRITES =
      Map.of(
          JobSubmissions.class, Set.of("submit"),
          JobClaims.class, Set.of("claim"),
          JobOutcomes.class, Set.of("record"),
          JobCancellations.class, Set.of("cancel", "cancelGroup"),
          NodeLeases.class, Set.of("release", "rescueExpired"),
          JobRedrives.class, Set.of("redrive"),
          Operations.class, Set.of("step"),
          OpenGroups.class, Set.of("end"),
          JobDeadlines.class, Set.of("expire"));

  private static final JavaClasses DISPATCH =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.jobwheel.dispatch");

  private static boolean changesState(JavaCall<?> call) {
    return WRITES.entrySet().stream()
        .anyMatch(each ->
            call.getTargetOwner().isEquivalentTo(each.getKey())
                && each.getValue().contains(call.getName()));
  }

  private static final DescribedPredicate<JavaClass> WRITE =
      DescribedPredicate.describe(
          "change the state of jobs",
          type ->
              type.getMethodCallsFromSelf().stream().anyMatch(EventsOfWritesTest::changesState));

  @Test
  void whatChangesTheStateOfJobsPublishesEvents() {
    classes()
        .that(WRITE)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(JobEventPublisher.class)
        .check(DISPATCH);
    List<String> writers =
        DISPATCH.that(WRITE).stream().map(JavaClass::getSimpleName).collect(Collectors.toList());
    assertThat(writers)
        .contains(
            "SubmissionWriter",
            "DurableJobCanceller",
            "DurableJobRedriver",
            "OperationRunner",
            "JobClaimer",
            "OutcomeRecorder",
            "OwnershipReconciler",
            "LeaseRescuer",
            "JobExpirer",
            "GroupReconciler",
            "NodeLifecycle");
  }

  @Test
  void whatFiresSchedulesPublishesTheEventsOfTheirJobs() {
    DescribedPredicate<JavaClass> fires =
        DescribedPredicate.describe(
            "fire schedules",
            type ->
                type.getMethodCallsFromSelf().stream()
                    .anyMatch(call ->
                        call.getTargetOwner().isEquivalentTo(Schedules.class)
                            && call.getName().startsWith("fire")
                            && !call.getName().equals("fires")));
    JavaClasses all =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.jobwheel");
    classes()
        .that(fires)
        .should()
        .dependOnClassesThat()
        .haveSimpleName("FiredSchedules")
        .check(all);
    classes()
        .that()
        .haveSimpleName("FiredSchedules")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(JobAnnouncer.class)
        .check(all);
    assertThat(all.that(fires).stream().map(JavaClass::getSimpleName).toList())
        .containsExactlyInAnyOrder("ScheduleRunner", "ScheduleStarter");
  }

  @Test
  void onlyThePublisherCallsListeners() {
    noClasses()
        .that()
        .areNotAssignableTo(JobEventPublisher.class)
        .should()
        .callMethodWhere(
            target(owner(assignableTo(JobEventListener.class))).and(target(name("onEvent"))))
        .check(DISPATCH);
  }
}
