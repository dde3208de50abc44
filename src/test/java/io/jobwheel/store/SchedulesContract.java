package io.jobwheel.store;

import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobOrigin;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.PageQuery;
import io.jobwheel.store.query.TimeRange;
import io.jobwheel.store.schedule.FireKind;
import io.jobwheel.store.schedule.FireOutcome;
import io.jobwheel.store.schedule.FirePlan;
import io.jobwheel.store.schedule.FirePlan.PlannedFire;
import io.jobwheel.store.schedule.FirePlanner;
import io.jobwheel.store.schedule.FireRecord;
import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.ScheduleChange.ChangeDecision;
import io.jobwheel.store.schedule.SchedulePause;
import io.jobwheel.store.schedule.ScheduleProgress;
import io.jobwheel.store.schedule.Schedules;
import io.jobwheel.store.schedule.Schedules.Changed;
import io.jobwheel.store.schedule.Schedules.Fired;
import io.jobwheel.store.schedule.Schedules.NextFire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The promises about schedules and their fires, on every database. */
abstract class SchedulesContract extends StoreContract {

  /** Long over for any clock of a database. */
  static final Instant DUE = Instant.parse("2026-01-01T00:00:00Z");

  static final Instant NEVER = Instant.parse("2999-01-01T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  /** Fires each schedule once for its due time, one hour after the other, and notes what it saw. */
  static class Hourly implements FirePlanner {

    final Map<String, DueSchedule> seen = new HashMap<>();
    boolean cancels;
    int ends;

    @Override
    public int endsNeeded(Schedule schedule) {
      return ends;
    }

    @Override
    public FirePlan plan(DueSchedule due) {
      seen.put(due.schedule().name(), due);
      Instant time = due.schedule().progress().nextDue();
      return plan(due, time == null ? List.of() : List.of(fire(due.schedule().name(), time)));
    }

    final FirePlan plan(DueSchedule due, List<PlannedFire> fires) {
      Instant time = due.schedule().progress().nextDue();
      Instant next = time == null ? null : time.plus(HOUR);
      return new FirePlan(fires, 0, cancels, next, next, List.of(), null);
    }

    PlannedFire fire(String schedule, Instant time) {
      return fired(time, job(schedule, time).build());
    }
  }

  static Jobs job(String schedule, Instant time) {
    return Jobs.queued().from(new JobOrigin.Fire(schedule, time));
  }

  static PlannedFire fired(Instant time, Job job) {
    return new PlannedFire(time, FireKind.DUE, FireOutcome.FIRED, null, List.of(job), null);
  }

  static PlannedFire without(Instant time, FireOutcome outcome) {
    return PlannedFire.without(time, FireKind.DUE, outcome, "as the test says");
  }

  static Schedule schedule(String name, @Nullable Instant next, Instant... waiting) {
    ScheduleProgress progress =
        new ScheduleProgress(next, next, List.of(waiting), 0, 0, 0, 0, null);
    return new Schedule(name, "{}", false, "ann", NOW, NOW, 1, null, progress);
  }

  final Schedule put(Schedule schedule) {
    Changed changed =
        get(store.schedules.change(schedule.name(), (_, _) -> new ChangeDecision.Put(schedule)));
    assertThat(changed.after()).isEqualTo(schedule);
    return schedule;
  }

  final Schedule read(String name) {
    return store.schedules.find(name).orElseThrow();
  }

  final Fired fireDue(FirePlanner planner) {
    return get(store.schedules.fireDue(planner, 100));
  }

  final List<Job> jobsOf(String... schedules) {
    return store.list(
        new PageQuery<>(
            new JobFilter(
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                TimeRange.ALL,
                TimeRange.ALL,
                Set.of(schedules)),
            null,
            1_000));
  }

  private List<FireRecord> fires(String name) {
    return store.schedules.fires(name, Schedules.MAX_FIRES);
  }

  @Test
  void aScheduleIsCreatedReplacedAndKeptAsItsChangeDecides() {
    SchedulePause pause = new SchedulePause(NOW, "maintenance");
    Schedule first = put(schedule("report", DUE, DUE.minus(HOUR), DUE.minus(HOUR.dividedBy(2))));
    assertThat(read("report")).isEqualTo(first);
    Schedule second = first.changed(NOW.plus(HOUR), pause, first.progress().withNext(null, null));

    Changed changed =
        get(
            store.schedules.change(
                "report",
                (current, now) -> {
                  assertThat(current).isEqualTo(first);
                  assertThat(now).isAfter(DUE);
                  return new ChangeDecision.Put(second);
                }));

    assertThat(changed).isEqualTo(new Changed(first, second));
    assertThat(read("report")).isEqualTo(second);
    Changed kept = get(store.schedules.change("report", (_, _) -> new ChangeDecision.Keep()));
    assertThat(kept).isEqualTo(new Changed(second, second));
    Changed none = get(store.schedules.change("other", (_, _) -> new ChangeDecision.Keep()));
    assertThat(none).isEqualTo(new Changed(null, null));
  }

  @Test
  void aChangeThatThrowsChangesNothing() {
    Schedule first = put(schedule("report", DUE));

    assertThatExceptionOfType(StoreRefusedException.class)
        .isThrownBy(() ->
            get(
                store.schedules.change(
                    "report",
                    (_, _) -> {
                      throw new IllegalStateException("as the test says");
                    })));

    assertThat(read("report")).isEqualTo(first);
  }

  @Test
  void schedulesAreListedByName() {
    List.of("b", "a.1", "c", "a-1", "a_1").forEach(name -> put(schedule(name, NEVER)));

    assertThat(store.schedules.list(null, 9))
        .extracting(Schedule::name)
        .containsExactly("a-1", "a.1", "a_1", "b", "c");
    assertThat(store.schedules.list("a.1", 2))
        .extracting(Schedule::name)
        .containsExactly("a_1", "b");
  }

  @Test
  void aDueTimeIsStoredWithItsJobAndTheNextTime() {
    put(schedule("report", DUE));
    put(schedule("later", NEVER));
    put(schedule("ended", null));
    Hourly hourly = new Hourly();

    Fired fired = fireDue(hourly);

    assertThat(hourly.seen).containsOnlyKeys("report");
    assertThat(hourly.seen.get("report").unfinished()).isFalse();
    Job job = jobsOf("report").getFirst();
    assertThat(fired.jobs()).extracting(Job::id).containsExactly(job.id());
    assertThat(job.spec().origin()).isEqualTo(new JobOrigin.Fire("report", DUE));
    assertThat(job.state()).isEqualTo(JobState.QUEUED);
    assertThat(fires("report")).isEqualTo(fired.fires()).hasSize(1);
    assertThat(fires("report").getFirst().subject()).isEqualTo(job.id());
    assertThat(fires("report").getFirst().dueAt()).isEqualTo(DUE);
    assertThat(fired.schedules()).containsExactly(read("report"));
    assertThat(read("report").progress().nextDue()).isEqualTo(DUE.plus(HOUR));
    assertThat(read("report").progress().fired()).isOne();
    assertThat(read("report").version()).isOne();
  }

  @Test
  void theJobOfAScheduleIsClaimedWithItsOrigin() {
    put(schedule("report", DUE));
    fireDue(new Hourly());

    Job claimed = store.claim(node, 1).getFirst();

    assertThat(claimed.spec().origin()).isEqualTo(new JobOrigin.Fire("report", DUE));
  }

  @Test
  void aPausedScheduleDoesNotFire() {
    Schedule active = schedule("report", DUE, DUE.minus(HOUR));
    put(active.changed(NOW, new SchedulePause(NOW, "why"), active.progress()));

    assertThat(fireDue(new Hourly()).schedules()).isEmpty();
    assertThat(store.schedules.next()).isEqualTo(new NextFire(0, 0, null));
  }

  @Test
  void nothingIsStoredIfAPlannerThrows() {
    put(schedule("good", DUE));
    put(schedule("report", DUE));
    Hourly broken =
        new Hourly() {
          @Override
          public FirePlan plan(DueSchedule due) {
            if (due.schedule().name().equals("report")) {
              throw new IllegalStateException("as the test says");
            }
            return super.plan(due);
          }
        };

    assertThatExceptionOfType(StoreRefusedException.class).isThrownBy(() -> fireDue(broken));

    assertThat(store.count("job")).isZero();
    assertThat(fires("good")).isEmpty();
    assertThat(read("good").progress().nextDue()).isEqualTo(DUE);
    assertThat(fireDue(new Hourly()).jobs()).hasSize(2);
  }

  @Test
  void aJobThatTheDatabaseRefusesStopsNoOther() {
    Job known = store.submit(Jobs.queued());
    put(schedule("bad", DUE));
    put(schedule("good", DUE.plusSeconds(1)));
    put(schedule("fine", DUE.minusSeconds(1)));
    Hourly poisoned =
        new Hourly() {
          @Override
          PlannedFire fire(String schedule, Instant time) {
            Jobs job = job(schedule, time);
            return fired(time, (schedule.equals("bad") ? job.id(known.id()) : job).build());
          }
        };

    Fired fired = fireDue(poisoned);

    assertThat(fired.schedules()).extracting(Schedule::name).containsExactly("fine", "bad", "good");
    assertThat(fired.jobs()).hasSize(2);
    assertThat(jobsOf("bad")).isEmpty();
    assertThat(jobsOf("good", "fine")).hasSize(2);
    assertThat(fires("bad").getFirst().outcome()).isEqualTo(FireOutcome.REFUSED);
    assertThat(fires("bad").getFirst().subject()).isNull();
    assertThat(read("bad").progress().error()).startsWith("The store refused the job: ");
    assertThat(read("bad").progress().refused()).isOne();
    assertThat(read("bad").progress().nextDue()).isEqualTo(DUE.plus(HOUR));
    assertThat(fires("good").getFirst().outcome()).isEqualTo(FireOutcome.FIRED);
    fireDue(new Hourly());
    assertThat(read("bad").progress().error()).isNull();
  }

  @Test
  void aDueTimeFiresOnceEvenIfTheNextTimeIsSetBack() {
    Schedule before = put(schedule("report", DUE));
    fireDue(new Hourly());
    Schedule after = read("report");
    put(after.changed(NOW, null, before.progress()));
    Hourly cancelling = new Hourly();
    cancelling.cancels = true;

    Fired again = fireDue(cancelling);

    assertThat(again.fires()).isEmpty();
    assertThat(again.jobs()).isEmpty();
    assertThat(again.cancelled()).as("no job takes the place of the other").isEmpty();
    assertThat(jobsOf("report")).hasSize(1);
    assertThat(jobsOf("report").getFirst().state()).isEqualTo(JobState.QUEUED);
    assertThat(read("report").progress().nextDue()).isEqualTo(DUE.plus(HOUR));
  }

  @Test
  void aDueTimeThatWaitedFiresWhenNoJobIsUnfinished() {
    Schedule waits = put(schedule("report", NEVER, DUE));
    get(
        store.schedules.fire(
            "report",
            new Hourly() {
              @Override
              public FirePlan plan(DueSchedule due) {
                return new FirePlan(
                    List.of(fire("report", DUE.minus(HOUR)), without(DUE, FireOutcome.WAITING)),
                    0,
                    false,
                    NEVER,
                    NEVER,
                    due.schedule().progress().waiting(),
                    null);
              }
            }));
    assertThat(store.schedules.next().waiting()).isOne();
    Hourly planner =
        new Hourly() {
          @Override
          public FirePlan plan(DueSchedule due) {
            assertThat(due.unfinished()).isFalse();
            assertThat(due.schedule().progress().waiting()).containsExactly(DUE);
            return new FirePlan(
                List.of(fire("report", DUE)), 0, false, NEVER, NEVER, List.of(), null);
          }
        };
    assertThat(fireDue(planner).schedules()).as("the other job has not ended").isEmpty();
    Job first = store.claim(node, 1).getFirst();
    assertThat(fireDue(planner).schedules()).as("the other job runs").isEmpty();
    store.end(first, node, new Outcome.Succeeded("1"));

    assertThat(fireDue(planner).jobs()).hasSize(1);

    assertThat(fires("report"))
        .extracting(FireRecord::dueAt, FireRecord::outcome)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(DUE, FireOutcome.FIRED),
            org.assertj.core.groups.Tuple.tuple(DUE.minus(HOUR), FireOutcome.FIRED));
    assertThat(read("report").progress().waiting()).isEmpty();
    assertThat(store.schedules.next().waiting()).isZero();
    assertThat(waits.progress().nextDue()).isEqualTo(NEVER);
  }

  @Test
  void aPlanThatCancelsOthersCancelsThoseInGroupsToo() {
    put(schedule("report", DUE));
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
    get(
        store.schedules.fire(
            "report",
            new Hourly() {
              @Override
              PlannedFire fire(String schedule, Instant time) {
                List<Job> jobs =
                    List.of(
                        job(schedule, time).in(group).build(),
                        job(schedule, time).in(group).build());
                return new PlannedFire(time, FireKind.DUE, FireOutcome.FIRED, group, jobs, null);
              }
            }));
    Job unrelated = store.submit(Jobs.queued());
    Job running = store.claim(node, 1).getFirst();
    assertThat(running.groupId()).isEqualTo(group.id());
    assertThat(fires("report").getFirst().subject()).isEqualTo(group.id());
    Hourly cancelling = new Hourly();
    cancelling.cancels = true;

    Fired fired = fireDue(cancelling);

    assertThat(cancelling.seen.get("report").unfinished()).isTrue();
    assertThat(fired.cancelled()).hasSize(2);
    assertThat(store.read(running).cancelRequestedAt()).isNotNull();
    assertThat(store.jobsOf(group.id()))
        .extracting(Job::state)
        .containsExactlyInAnyOrder(JobState.RUNNING, JobState.CANCELLED);
    assertThat(store.read(fired.jobs().getFirst()).state()).isEqualTo(JobState.QUEUED);
    assertThat(store.read(unrelated).state()).isEqualTo(JobState.QUEUED);
  }

  @Test
  void aPlanSeesTheLatestEndsSinceTheLastChange() {
    put(schedule("report", DUE));
    Hourly planner = new Hourly();
    planner.ends = 2;
    for (boolean fails : new boolean[] {false, true, true}) {
      fireDue(planner);
      Job job = store.claim(node, 1).getFirst();
      store.end(
          job,
          node,
          fails ? new Outcome.Failed(new JobError("no-use", "no")) : new Outcome.Succeeded("1"));
    }
    planner.ends = 3;
    fireDue(planner);
    assertThat(planner.seen.get("report").lastEnds())
        .containsExactly(JobState.FAILED, JobState.FAILED, JobState.SUCCEEDED);

    Schedule now = read("report");
    put(now.changed(NOW.plusSeconds(9), null, now.progress()));
    fireDue(planner);

    assertThat(planner.seen.get("report").lastEnds()).isEmpty();
  }

  @Test
  void aPlanCanPauseItsSchedule() {
    put(schedule("report", DUE));

    Fired fired =
        fireDue(
            new Hourly() {
              @Override
              public FirePlan plan(DueSchedule due) {
                return new FirePlan(List.of(), 0, false, DUE, DUE, List.of(), "as the test says");
              }
            });

    assertThat(read("report").pause())
        .extracting(SchedulePause::reason)
        .isEqualTo("as the test says");
    assertThat(read("report").version()).isEqualTo(2);
    assertThat(fired.schedules()).containsExactly(read("report"));
    assertThat(fireDue(new Hourly()).schedules()).isEmpty();
  }

  @Test
  void theLatestHundredFiresAreKeptAndThoseThatWait() {
    put(schedule("report", DUE));
    Instant waits = DUE.minusSeconds(1);
    get(
        store.schedules.fire(
            "report",
            new Hourly() {
              @Override
              public FirePlan plan(DueSchedule due) {
                return plan(due, List.of(without(waits, FireOutcome.WAITING)));
              }
            }));
    Hourly skipping =
        new Hourly() {
          @Override
          PlannedFire fire(String schedule, Instant time) {
            return without(time, FireOutcome.SKIPPED);
          }
        };
    for (int i = 0; i < 2 * Schedules.MAX_FIRES; i++) {
      get(store.schedules.fire("report", skipping));
    }

    assertThat(read("report").progress().skipped()).isEqualTo(2 * Schedules.MAX_FIRES);
    assertThat(store.count("schedule_fire")).isEqualTo(Schedules.MAX_FIRES + 1);
    assertThat(store.count("schedule_fire WHERE outcome = 'WAITING'")).isOne();
    assertThat(fires("report"))
        .isSortedAccordingTo(java.util.Comparator.comparing(FireRecord::dueAt).reversed());
  }

  @Test
  void allMissedTimesAreCounted() {
    put(schedule("report", DUE));

    Fired fired =
        fireDue(
            new Hourly() {
              @Override
              public FirePlan plan(DueSchedule due) {
                return new FirePlan(
                    List.of(without(DUE, FireOutcome.MISSED)),
                    1_234,
                    false,
                    NEVER,
                    NEVER,
                    List.of(),
                    null);
              }
            });

    assertThat(fired.missed()).isEqualTo(1_235);
    assertThat(read("report").progress().missed()).isEqualTo(1_235);
  }

  @Test
  void aTransactionEndsAfterManyDueTimes() {
    put(schedule("long", DUE));
    put(schedule("next", DUE.plusSeconds(1)));
    Hourly planner =
        new Hourly() {
          @Override
          public FirePlan plan(DueSchedule due) {
            return due.schedule().name().equals("long")
                ? new FirePlan(
                    List.of(without(DUE, FireOutcome.MISSED)),
                    10_000,
                    false,
                    NEVER,
                    NEVER,
                    List.of(),
                    null)
                : super.plan(due);
          }
        };

    assertThat(fireDue(planner).schedules()).extracting(Schedule::name).containsExactly("long");
    assertThat(fireDue(planner).schedules()).extracting(Schedule::name).containsExactly("next");
  }

  @Test
  void noMoreSchedulesFireThanTheLimitTheMostOverdueFirst() {
    for (int i = 0; i < 5; i++) {
      put(schedule("s" + i, DUE.minusSeconds(i)));
    }

    assertThat(get(store.schedules.fireDue(new Hourly(), 2)).schedules())
        .extracting(Schedule::name)
        .containsExactly("s4", "s3");
  }

  @Test
  void deletingAScheduleKeepsItsJobs() {
    put(schedule("report", DUE));
    fireDue(new Hourly());
    Schedule before = read("report");

    Changed deleted = get(store.schedules.change("report", (_, _) -> new ChangeDecision.Delete()));

    assertThat(deleted).isEqualTo(new Changed(before, null));
    assertThat(store.schedules.find("report")).isEmpty();
    assertThat(store.count("schedule_fire")).isZero();
    assertThat(jobsOf("report")).hasSize(1);
    assertThat(store.claim(node, 1)).hasSize(1);
  }

  @Test
  void jobsAreListedBySchedule() {
    List.of("a", "b", "c").forEach(name -> put(schedule(name, DUE)));
    fireDue(new Hourly());
    fireDue(new Hourly());
    store.submit(Jobs.queued());

    assertThat(jobsOf("b")).hasSize(2);
    assertThat(jobsOf("b", "c")).hasSize(4);
    assertThat(jobsOf("none")).isEmpty();
    assertThat(jobsOf()).hasSize(7);
  }

  @Test
  void aScheduleThatIsNotThereDoesNotFire() {
    assertThat(get(store.schedules.fire("none", new Hourly()))).isEmpty();
  }

  @Test
  void theNextFireIsCountedFromTheClockOfTheDatabase() {
    assertThat(store.schedules.next()).isEqualTo(new NextFire(0, 0, null));
    put(schedule("later", NEVER));
    NextFire later = store.schedules.next();
    assertThat(later.active()).isOne();
    assertThat(later.untilNext()).isPositive();

    put(schedule("report", DUE));

    assertThat(store.schedules.next().untilNext()).isNegative();
    assertThat(store.schedules.next().active()).isEqualTo(2);
  }

  @Test
  void manySchedulesFireInOneTransaction() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      names.add("s" + i);
      put(schedule("s" + i, DUE));
    }
    Hourly planner = new Hourly();
    get(store.schedules.fireDue(planner, 150));
    get(store.schedules.fireDue(planner, 150));

    assertThat(planner.seen).hasSize(150);
    assertThat(planner.seen.values()).allMatch(FirePlanner.DueSchedule::unfinished);
    assertThat(store.count("job")).isEqualTo(300);
    assertThat(names).allMatch(name -> read(name).progress().fired() == 2);
  }
}
