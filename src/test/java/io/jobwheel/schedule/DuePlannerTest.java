package io.jobwheel.schedule;

import static io.jobwheel.schedule.TestDefinition.NOON;
import static io.jobwheel.schedule.TestDefinition.every;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.dispatch.request.GroupRequest;
import io.jobwheel.dispatch.request.JobPlanner;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.NotAdmittedException;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobOrigin;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.schedule.FireKind;
import io.jobwheel.store.schedule.FireOutcome;
import io.jobwheel.store.schedule.FirePlan;
import io.jobwheel.store.schedule.FirePlan.PlannedFire;
import io.jobwheel.store.schedule.FirePlanner.DueSchedule;
import io.jobwheel.store.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DuePlannerTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Instant ONE = NOON.plus(HOUR);
  private static final JobRequest REQUEST =
      new JobRequest("countdown", null, null, null, null, null, null, null, null);

  private @Nullable RuntimeException refusal;

  private final DuePlanner planner =
      new DuePlanner(
          TestDefinition.definitions(),
          new FireJobs(
              new JobPlanner() {
                @Override
                public PlannedJobs plan(
                    JobRequest request,
                    @Nullable String submitter,
                    JobOrigin.Fire origin,
                    Instant now) {
                  if (refusal != null) {
                    throw refusal;
                  }
                  return new PlannedJobs(
                      null, List.of(Jobs.queued().from(origin).submitter("ann").build()));
                }

                @Override
                public PlannedJobs plan(
                    GroupRequest request,
                    @Nullable String submitter,
                    JobOrigin.Fire origin,
                    Instant now) {
                  throw new AssertionError("no schedule has a group");
                }
              },
              new RequestReader() {
                @Override
                public JobRequest job(String json) {
                  assertThat(json).isEqualTo("{\"type\":\"countdown\"}");
                  return REQUEST;
                }

                @Override
                public GroupRequest group(String json) {
                  throw new AssertionError("no schedule has a group");
                }
              }));

  private FirePlan plan(Schedule schedule, JobState... lastEnds) {
    return planner.plan(new DueSchedule(schedule, ONE, false, List.of(lastEnds)));
  }

  @Test
  void aDueTimeHasAJobThatNamesIt() {
    FirePlan plan = plan(every(HOUR).schedule("report"));

    PlannedFire fire = plan.fires().getFirst();
    assertThat(plan.fires()).hasSize(1);
    assertThat(fire.outcome()).isEqualTo(FireOutcome.FIRED);
    assertThat(fire.kind()).isEqualTo(FireKind.DUE);
    Job job = fire.jobs().getFirst();
    assertThat(fire.subject()).isEqualTo(job.id());
    assertThat(job.spec().origin()).isEqualTo(new JobOrigin.Fire("report", ONE));
    assertThat(plan.nextDue()).isEqualTo(ONE.plus(HOUR));
    assertThat(plan.nextFire()).isEqualTo(ONE.plus(HOUR));
    assertThat(plan.pauseReason()).isNull();
  }

  @Test
  void theNextJobIsLaterThanTheNextTimeByTheJitter() {
    TestDefinition jittery = every(HOUR).jitter(Duration.ofMinutes(30));
    Schedule schedule = jittery.schedule("report");

    FirePlan plan =
        planner.plan(new DueSchedule(schedule, ONE.plus(HOUR.dividedBy(2)), false, List.of()));

    assertThat(plan.nextDue()).isEqualTo(ONE.plus(HOUR));
    assertThat(plan.nextFire())
        .isEqualTo(new DueTimes("report", jittery.build()).fireAt(ONE.plus(HOUR)));
  }

  @Test
  void aRefusedJobIsPartOfThePlanWithItsReason() {
    refusal =
        new NotAdmittedException(
            NotAdmittedException.Reason.BACKLOG_FULL, Duration.ofSeconds(1), "full");

    FirePlan plan = plan(every(HOUR).schedule("report"));

    assertThat(plan.fires())
        .containsExactly(PlannedFire.without(ONE, FireKind.DUE, FireOutcome.REFUSED, "full"));
    assertThat(plan.nextDue()).isEqualTo(ONE.plus(HOUR));
  }

  @Test
  void aPlanThatFailsIsPostponed() {
    refusal = new IllegalStateException("as the test says");

    assertPostponed(plan(every(HOUR).schedule("report")));
  }

  @Test
  void aDefinitionThatThisNodeCannotReadIsPostponed() {
    Schedule known = every(HOUR).schedule("report");
    Schedule later =
        TestDefinition.stored("report", "{\"overlap\":\"OF_A_LATER_VERSION\"}", known.progress());

    assertThat(planner.endsNeeded(later)).isZero();
    assertPostponed(plan(later));
  }

  private static void assertPostponed(FirePlan plan) {
    assertThat(plan.fires()).isEmpty();
    assertThat(plan.nextDue()).isEqualTo(ONE);
    assertThat(plan.nextFire()).isEqualTo(ONE.plusSeconds(60));
    assertThat(plan.pauseReason()).isNull();
  }

  @Test
  void aScheduleWithoutANextTimeIsPostponedWithoutOne() {
    Schedule waits =
        TestDefinition.stored(
            "report",
            "no definition",
            TestDefinition.with(
                io.jobwheel.store.schedule.ScheduleProgress.first(null, null), List.of(ONE), 1));

    FirePlan plan = plan(waits);

    assertThat(plan.nextFire()).isNull();
    assertThat(plan.waiting()).containsExactly(ONE);
  }

  @Test
  void aScheduleIsPausedAfterFailuresInARow() {
    Schedule schedule = every(HOUR).pauseOnFailures(2).schedule("report");

    assertThat(planner.endsNeeded(schedule)).isEqualTo(2);
    FirePlan plan = plan(schedule, JobState.FAILED, JobState.FAILED);
    assertThat(plan.pauseReason()).isEqualTo("The last 2 jobs have failed.");
    assertThat(plan.fires()).isEmpty();
    assertThat(plan.nextDue()).isEqualTo(ONE);
  }

  @Test
  void fewerFailuresOrASuccessBetweenThemDoNotPauseIt() {
    Schedule schedule = every(HOUR).pauseOnFailures(2).schedule("report");

    assertThat(plan(schedule, JobState.FAILED).fires()).hasSize(1);
    assertThat(plan(schedule, JobState.SUCCEEDED, JobState.FAILED).fires()).hasSize(1);
    assertThat(plan(schedule, JobState.FAILED, JobState.CANCELLED).fires()).hasSize(1);
    assertThat(plan(every(HOUR).schedule("report"), JobState.FAILED, JobState.FAILED).fires())
        .hasSize(1);
  }
}
