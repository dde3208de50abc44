package io.jobwheel.schedule;

import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.request.EditCondition;
import io.jobwheel.dispatch.request.EditConflictException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.ScheduleChange;
import io.jobwheel.store.schedule.ScheduleChange.ChangeDecision;
import io.jobwheel.store.schedule.SchedulePause;
import io.jobwheel.store.schedule.ScheduleProgress;
import io.jobwheel.store.schedule.Schedules;
import io.jobwheel.store.schedule.Schedules.Changed;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Creates, changes, pauses and deletes schedules. Each method throws {@link
 * StoreUnavailableException} if the store does not commit in time. Safe for use by any thread.
 */
public final class ScheduleEditor {

  /**
   * A schedule that was stored.
   *
   * @param created whether there was none of the name
   */
  public record StoredSchedule(Schedule schedule, boolean created) {}

  private static final String NOUN = "schedule";

  private final Schedules schedules;
  private final Definitions definitions;
  private final Runnable changed;
  private final Duration writeTimeout;

  /**
   * Creates an editor.
   *
   * @param changed called after each change, since another time may be the next
   */
  ScheduleEditor(
      Schedules schedules, Definitions definitions, Runnable changed, Duration writeTimeout) {
    this.schedules = schedules;
    this.definitions = definitions;
    this.changed = changed;
    this.writeTimeout = writeTimeout;
  }

  /**
   * Creates or replaces a schedule. An equal definition changes nothing. Another recurrence begins
   * anew: its first time is later than now.
   *
   * @param submitter the name of the submitter of its jobs; null if authentication is disabled
   * @throws EditConflictException if the condition is not met, or the schedule comes from the
   *     configuration
   */
  public StoredSchedule put(
      String name,
      ScheduleDefinition definition,
      @Nullable String submitter,
      EditCondition condition) {
    Changed result =
        change(
            name,
            (current, now) -> {
              ensureNotConfigured(current);
              condition.check(NOUN, name, current == null ? null : current.version());
              return put(name, definition, submitter, false, current, now);
            });
    return new StoredSchedule(after(result, name), result.before() == null);
  }

  /**
   * Creates or replaces a schedule of the configuration. One that was not of the configuration
   * before becomes active, and its jobs have no submitter any more. Otherwise, a pause stays.
   */
  void putConfigured(String name, ScheduleDefinition definition) {
    var _ = change(name, (current, now) -> put(name, definition, null, true, current, now));
  }

  /** Pauses a schedule that is not in the configuration any more, so that it can be deleted. */
  void dropConfigured(String name) {
    var _ =
        change(
            name,
            (current, now) -> {
              if (current == null || !current.configured()) {
                return new ChangeDecision.Keep();
              }
              SchedulePause pause =
                  new SchedulePause(now, "It is not in the configuration any more.");
              Schedule paused = current.changed(now, pause, current.progress());
              return new ChangeDecision.Put(
                  new Schedule(
                      paused.name(),
                      paused.definition(),
                      false,
                      paused.createdBy(),
                      paused.createdAt(),
                      paused.updatedAt(),
                      paused.version(),
                      paused.pause(),
                      paused.progress()));
            });
  }

  private ChangeDecision put(
      String name,
      ScheduleDefinition definition,
      @Nullable String submitter,
      boolean configured,
      @Nullable Schedule current,
      Instant now) {
    String text = definitions.write(definition);
    if (current == null) {
      return new ChangeDecision.Put(
          new Schedule(
              name, text, configured, submitter, now, now, 1, null, first(name, definition, now)));
    }
    if (current.definition().equals(text) && current.configured() == configured) {
      return new ChangeDecision.Keep();
    }
    boolean takenOver = configured && !current.configured();
    String createdBy = takenOver ? null : current.createdBy();
    if (createdBy == null) {
      createdBy = submitter; // of a schedule that has left the configuration
    }
    boolean resumed = takenOver && current.pause() != null;
    ScheduleProgress progress =
        recursAs(current, definition) && !resumed
            ? current.progress()
            : withNext(current.progress(), name, definition, now);
    return new ChangeDecision.Put(
        new Schedule(
            name,
            text,
            configured,
            createdBy,
            current.createdAt(),
            now,
            current.version() + 1,
            takenOver ? null : current.pause(),
            progress));
  }

  /** Returns whether a definition has the same due times as that of a schedule. */
  private boolean recursAs(Schedule current, ScheduleDefinition definition) {
    try {
      ScheduleDefinition before = definitions.of(current);
      return before.recurrence().equals(definition.recurrence())
          && Objects.equals(before.startAt(), definition.startAt())
          && Objects.equals(before.endAt(), definition.endAt())
          && Objects.equals(before.maxFires(), definition.maxFires())
          && before.jitter().equals(definition.jitter());
    } catch (RuntimeException e) {
      return false; // of a later version
    }
  }

  /**
   * Pauses a schedule. Its due times until it is resumed are neither made up for nor counted. A
   * second call changes the reason. Schedules of the configuration can be paused as well.
   */
  public Schedule pause(String name, String reason, EditCondition condition) {
    return after(
        change(
            name,
            (current, now) -> {
              Schedule known = found(current, name);
              condition.check(NOUN, name, known.version());
              return new ChangeDecision.Put(
                  known.changed(now, new SchedulePause(now, reason), known.progress()));
            }),
        name);
  }

  /** Resumes a schedule; its next due time is later than now. Has no effect on an active one. */
  public Schedule resume(String name, EditCondition condition) {
    return after(
        change(
            name,
            (current, now) -> {
              Schedule known = found(current, name);
              condition.check(NOUN, name, known.version());
              return known.pause() == null
                  ? new ChangeDecision.Keep()
                  : new ChangeDecision.Put(
                      known.changed(
                          now, null, withNext(known.progress(), name, definitions.of(known), now)));
            }),
        name);
  }

  /** Deletes a schedule and its history. Its jobs stay. */
  public void delete(String name, EditCondition condition) {
    var _ =
        change(
            name,
            (current, now) -> {
              Schedule known = found(current, name);
              ensureNotConfigured(known);
              condition.check(NOUN, name, known.version());
              return new ChangeDecision.Delete();
            });
  }

  private static ScheduleProgress first(String name, ScheduleDefinition definition, Instant now) {
    return withNext(ScheduleProgress.first(null, null), name, definition, now);
  }

  private static ScheduleProgress withNext(
      ScheduleProgress progress, String name, ScheduleDefinition definition, Instant now) {
    boolean ended = definition.maxFires() != null && progress.fired() >= definition.maxFires();
    DueTimes times = new DueTimes(name, definition);
    Instant next = ended ? null : times.next(now).orElse(null);
    return progress.withNext(next, next == null ? null : times.fireAt(next));
  }

  private static Schedule found(@Nullable Schedule current, String name) {
    if (current == null) {
      throw new ScheduleNotFoundException(name);
    }
    return current;
  }

  private static void ensureNotConfigured(@Nullable Schedule current) {
    if (current != null && current.configured()) {
      throw EditConflictException.configured(NOUN, current.name());
    }
  }

  private static Schedule after(Changed result, String name) {
    if (result.after() == null) {
      throw new ScheduleNotFoundException(name);
    }
    return result.after();
  }

  /** Makes a change; an exception of the decision is thrown after the rollback. */
  private Changed change(String name, ScheduleChange decision) {
    AtomicReference<@Nullable RuntimeException> refusal = new AtomicReference<>();
    ScheduleChange guarded =
        (current, now) -> {
          refusal.set(null);
          try {
            return decision.decide(current, now);
          } catch (RuntimeException e) {
            refusal.set(e);
            return new ChangeDecision.Keep();
          }
        };
    Changed result = await(schedules.change(name, guarded));
    RuntimeException refused = refusal.get();
    if (refused != null) {
      throw refused;
    }
    changed.run();
    return result;
  }

  private Changed await(CompletableFuture<Changed> write) {
    return StoreFutures.getOrWithdraw(write, write, writeTimeout);
  }
}
