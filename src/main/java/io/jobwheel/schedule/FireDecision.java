package io.jobwheel.schedule;

import io.jobwheel.store.schedule.FireOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of the due times of a schedule up to now. Confined to one thread, for one
 * decision.
 */
final class FireDecision {

  /** A time that is later than this is made up for, or missed; any other is on time. */
  static final Duration LATE_AFTER = Duration.ofMinutes(1);

  /** Maximum number of due times of one decision; the next one continues. */
  static final int MAX_TIMES = 1_000;

  /** Maximum number of due times of one decision that are not missed; the next one continues. */
  static final int MAX_HANDLED = 100;

  /** Maximum number of due times that wait. */
  static final int MAX_WAITING = 1_000;

  private static final int MAX_LISTED = 100;

  /** What becomes of a due time. */
  record Decided(Instant dueAt, FireOutcome outcome, @Nullable String reason) {}

  private final ScheduleDefinition definition;
  private final DueTimes times;
  private final Instant now;
  private final Predicate<Instant> submits;

  private final List<Decided> decided = new ArrayList<>();
  private final List<Instant> waiting;
  private long unlisted;
  private long jobsLeft;
  private int handled;
  private boolean runs;
  private boolean cancelsOthers;
  private @Nullable Instant next;

  /**
   * Creates a decision.
   *
   * @param next the first due time that is not decided; null if there is none
   * @param waiting the due times whose jobs wait
   * @param runs whether a job of the schedule has not ended
   * @param fired the number of jobs so far
   * @param submits makes the job of a due time; returns whether it can be submitted
   */
  FireDecision(
      ScheduleDefinition definition,
      DueTimes times,
      Instant now,
      @Nullable Instant next,
      List<Instant> waiting,
      boolean runs,
      long fired,
      Predicate<Instant> submits) {
    this.definition = definition;
    this.times = times;
    this.now = now;
    this.next = next;
    this.waiting = new ArrayList<>(waiting);
    this.runs = runs;
    this.submits = submits;
    this.jobsLeft = definition.maxFires() == null ? Long.MAX_VALUE : definition.maxFires() - fired;
  }

  /** Decides. Called once. */
  void decide() {
    if (!runs && !waiting.isEmpty() && jobsLeft > 0) {
      fire(waiting.removeFirst());
    }
    List<Instant> due = due();
    boolean complete = next == null || times.fireAt(next).isAfter(now);
    for (int i = 0; i < due.size(); i++) {
      Instant time = due.get(i);
      if (handled >= MAX_HANDLED || jobsLeft <= 0) {
        next = time; // the next decision continues
        break;
      }
      boolean latest = complete && i == due.size() - 1;
      if (isMadeUpFor(time, latest)) {
        onTime(time, latest);
      } else {
        missed(time);
      }
    }
    if (jobsLeft <= 0) {
      next = null;
      waiting.forEach(time -> skip(time, "The schedule has ended."));
      waiting.clear();
    }
  }

  /** Takes the due times up to now off the recurrence. */
  private List<Instant> due() {
    List<Instant> due = new ArrayList<>();
    while (next != null && !times.fireAt(next).isAfter(now) && due.size() < MAX_TIMES) {
      due.add(next);
      Optional<Instant> following = times.next(next);
      next = following.orElse(null);
    }
    return due;
  }

  private boolean isMadeUpFor(Instant time, boolean latest) {
    if (!times.fireAt(time).plus(LATE_AFTER).isBefore(now)) {
      return true; // on time
    }
    if (time.plus(definition.catchUpWindow()).isBefore(now)) {
      return false;
    }
    return switch (definition.catchUp()) {
      case NONE -> false;
      case LATEST -> latest;
      case ALL -> true;
    };
  }

  private void onTime(Instant time, boolean latest) {
    boolean firstOfMany = definition.overlap() == Overlap.CANCEL_OTHER && !latest;
    if (!runs && waiting.isEmpty() && !firstOfMany) {
      fire(time);
      return;
    }
    switch (definition.overlap()) {
      case ALLOW -> fire(time);
      case CANCEL_OTHER -> {
        if (latest) {
          cancelsOthers = true;
          fire(time);
        } else {
          skip(time, "A later time was due as well.");
        }
      }
      case SKIP -> skip(time, "The job before it had not ended.");
      case QUEUE_ONE -> queue(time, 1, "The job before it had not ended, and another one waits.");
      case QUEUE_ALL -> queue(time, MAX_WAITING, "%d jobs wait already.".formatted(waiting.size()));
    }
  }

  private void queue(Instant time, int limit, String reasonIfFull) {
    if (waiting.size() < limit) {
      waiting.add(time);
      handle(time, FireOutcome.WAITING, "It waits for the end of the job before it.");
    } else {
      skip(time, reasonIfFull);
    }
  }

  private void skip(Instant time, String reason) {
    handle(time, FireOutcome.SKIPPED, reason);
  }

  private void fire(Instant time) {
    if (submits.test(time)) {
      handle(time, FireOutcome.FIRED, null);
      runs = true;
      jobsLeft--;
    } else {
      handle(time, FireOutcome.REFUSED, null);
    }
  }

  private void handle(Instant time, FireOutcome outcome, @Nullable String reason) {
    decided.add(new Decided(time, outcome, reason));
    handled++;
  }

  /** Lists the latest missed times; the others are only counted. */
  private void missed(Instant time) {
    decided.add(new Decided(time, FireOutcome.MISSED, "No node could act in time."));
    if (decided.size() > MAX_LISTED) {
      for (int i = 0; i < decided.size(); i++) {
        if (decided.get(i).outcome() == FireOutcome.MISSED) {
          decided.remove(i);
          unlisted++;
          return;
        }
      }
    }
  }

  List<Decided> decided() {
    return List.copyOf(decided);
  }

  long unlisted() {
    return unlisted;
  }

  boolean cancelsOthers() {
    return cancelsOthers;
  }

  List<Instant> waiting() {
    return List.copyOf(waiting);
  }

  /** Returns the first due time that is not decided; null if there is none. */
  @Nullable Instant next() {
    return next;
  }
}
