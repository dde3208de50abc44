package io.jobwheel.schedule;

import static io.jobwheel.schedule.TestDefinition.NOON;
import static io.jobwheel.schedule.TestDefinition.every;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.dispatch.request.EditCondition;
import io.jobwheel.dispatch.request.EditConflictException;
import io.jobwheel.dispatch.request.EditConflictException.Conflict;
import io.jobwheel.schedule.ScheduleEditor.StoredSchedule;
import io.jobwheel.store.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ScheduleEditorTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Instant ONE = NOON.plus(HOUR);

  private final MemorySchedules store = new MemorySchedules();
  private final AtomicInteger changes = new AtomicInteger();
  private final ScheduleEditor editor =
      new ScheduleEditor(
          store, TestDefinition.definitions(), changes::incrementAndGet, Duration.ofSeconds(10));

  private StoredSchedule put(TestDefinition definition) {
    return put(definition, EditCondition.NONE);
  }

  private StoredSchedule put(TestDefinition definition, EditCondition condition) {
    return editor.put("report", definition.build(), "ann", condition);
  }

  private Schedule report() {
    return store.find("report").orElseThrow();
  }

  private void assertConflict(Conflict conflict, Runnable edit) {
    Schedule before = store.byName.get("report");
    int told = changes.get();
    assertThatExceptionOfType(EditConflictException.class)
        .isThrownBy(edit::run)
        .satisfies(e -> assertThat(e.conflict()).isEqualTo(conflict));
    assertThat(store.byName.get("report")).isEqualTo(before);
    assertThat(changes).hasValue(told);
  }

  @Test
  void aNewScheduleBeginsAfterNow() {
    StoredSchedule stored = put(every(HOUR));

    assertThat(stored.created()).isTrue();
    assertThat(stored.schedule()).isEqualTo(report());
    assertThat(report().version()).isOne();
    assertThat(report().createdBy()).isEqualTo("ann");
    assertThat(report().progress().nextDue()).isEqualTo(ONE);
    assertThat(changes).hasValue(1);
  }

  @Test
  void anEqualPutKeepsEverything() {
    put(every(HOUR));
    Schedule before = report();
    store.now = NOON.plus(Duration.ofHours(5)); // its time is overdue, and is not lost

    StoredSchedule again = put(every(HOUR));

    assertThat(again.created()).isFalse();
    assertThat(again.schedule()).isEqualTo(before);
    assertThat(report()).isEqualTo(before);
  }

  @Test
  void anotherOverlapKeepsTheNextTime() {
    put(every(HOUR));
    store.now = NOON.plus(Duration.ofHours(5));

    put(every(HOUR).overlap(Overlap.QUEUE_ALL));

    assertThat(report().version()).isEqualTo(2);
    assertThat(report().progress().nextDue()).isEqualTo(ONE);
    assertThat(report().updatedAt()).isEqualTo(store.now);
    assertThat(report().createdAt()).isEqualTo(NOON);
  }

  @Test
  void anotherRecurrenceBeginsAfterNow() {
    put(every(HOUR));
    store.now = NOON.plus(Duration.ofHours(5)).plusSeconds(1);

    put(every(HOUR.multipliedBy(2)));

    assertThat(report().progress().nextDue()).isEqualTo(NOON.plus(HOUR.multipliedBy(6)));
  }

  @Test
  void anotherStartBeginsAnew() {
    put(every(HOUR).startAt(NOON.plus(Duration.ofDays(1))));
    assertThat(report().progress().nextDue()).isEqualTo(NOON.plus(Duration.ofDays(1)));

    put(every(HOUR).startAt(NOON.plus(Duration.ofMinutes(5))));

    assertThat(report().progress().nextDue()).isEqualTo(NOON.plus(Duration.ofMinutes(5)));
  }

  @Test
  void moreJobsContinueAScheduleThatHasEnded() {
    Schedule ended = every(HOUR).maxFires(2).schedule("report");
    store.byName.put(
        "report",
        TestDefinition.stored(
            "report",
            ended.definition(),
            TestDefinition.with(ended.progress(), List.of(), 2).withNext(null, null)));

    put(every(HOUR).maxFires(2).overlap(Overlap.SKIP));
    assertThat(report().progress().nextDue()).isNull();
    put(every(HOUR).maxFires(3));

    assertThat(report().progress().nextDue()).isEqualTo(ONE);
    assertThat(report().progress().fired()).isEqualTo(2);
  }

  @Test
  void aDefinitionThatThisNodeCannotReadIsReplaced() {
    Schedule known = every(HOUR).schedule("report");
    store.byName.put(
        "report", TestDefinition.stored("report", "of a later version", known.progress()));

    put(every(HOUR));

    assertThat(report().definition()).isEqualTo(known.definition());
    assertThat(report().version()).isEqualTo(2);
  }

  @Test
  void conditionsGuardEdits() {
    EditCondition mustBeNew = new EditCondition(null, false, true);
    EditCondition mustExist = new EditCondition(null, true, false);
    EditCondition first = new EditCondition(1L, false, false);
    assertConflict(Conflict.VERSION, () -> put(every(HOUR), mustExist));
    assertConflict(Conflict.VERSION, () -> put(every(HOUR), first));
    put(every(HOUR), mustBeNew);

    assertConflict(Conflict.VERSION, () -> put(every(HOUR), mustBeNew));
    put(every(HOUR).maxFires(9), first);
    assertConflict(Conflict.VERSION, () -> put(every(HOUR), first));
    assertConflict(Conflict.VERSION, () -> editor.pause("report", "why", first));
    assertConflict(Conflict.VERSION, () -> editor.resume("report", first));
    assertConflict(Conflict.VERSION, () -> editor.delete("report", first));
    put(every(HOUR), mustExist);

    assertThat(report().version()).isEqualTo(3);
  }

  @Test
  void aScheduleThatIsResumedBeginsAfterNow() {
    put(every(HOUR));
    editor.pause("report", "maintenance", EditCondition.NONE);
    assertThat(report().pause()).isNotNull();
    assertThat(report().progress().nextDue()).isEqualTo(ONE);
    store.now = NOON.plus(Duration.ofHours(5)).plusSeconds(1);

    Schedule resumed = editor.resume("report", EditCondition.NONE);

    assertThat(resumed).isEqualTo(report());
    assertThat(report().pause()).isNull();
    assertThat(report().progress().nextDue()).isEqualTo(NOON.plus(Duration.ofHours(6)));
    assertThat(report().progress().missed()).isZero();
    assertThat(report().version()).isEqualTo(3);
  }

  @Test
  void resumingAnActiveScheduleChangesNothing() {
    put(every(HOUR));
    Schedule before = report();
    store.now = NOON.plus(Duration.ofHours(5));

    assertThat(editor.resume("report", EditCondition.NONE)).isEqualTo(before);
    assertThat(report()).isEqualTo(before);
  }

  @Test
  void aSecondPauseChangesTheReason() {
    put(every(HOUR));
    editor.pause("report", "first", EditCondition.NONE);

    assertThat(editor.pause("report", "second", EditCondition.NONE).pause())
        .extracting(io.jobwheel.store.schedule.SchedulePause::reason)
        .isEqualTo("second");
  }

  @Test
  void aPutDoesNotResume() {
    put(every(HOUR));
    editor.pause("report", "maintenance", EditCondition.NONE);

    put(every(HOUR).overlap(Overlap.SKIP));

    assertThat(report().pause()).isNotNull();
  }

  @Test
  void aScheduleOfTheConfigurationIsNotEdited() {
    editor.putConfigured("report", every(HOUR).build());
    assertThat(report().configured()).isTrue();

    assertConflict(Conflict.CONFIGURED, () -> put(every(HOUR)));
    assertConflict(Conflict.CONFIGURED, () -> editor.delete("report", EditCondition.NONE));
  }

  @Test
  void aScheduleThatLeavesTheConfigurationIsPausedAndCanBeDeleted() {
    editor.putConfigured("report", every(HOUR).build());

    editor.dropConfigured("report");

    assertThat(report().configured()).isFalse();
    assertThat(report().pause()).isNotNull();
    editor.delete("report", EditCondition.NONE);
    assertThat(store.find("report")).isEmpty();
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThatExceptionOfType(ScheduleNotFoundException.class)
        .isThrownBy(() -> editor.pause("report", "why", EditCondition.NONE));
    assertThatExceptionOfType(ScheduleNotFoundException.class)
        .isThrownBy(() -> editor.resume("report", EditCondition.NONE));
    assertThatExceptionOfType(ScheduleNotFoundException.class)
        .isThrownBy(() -> editor.delete("report", EditCondition.NONE));
  }
}
