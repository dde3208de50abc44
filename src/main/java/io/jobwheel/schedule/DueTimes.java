package io.jobwheel.schedule;

import io.jobwheel.schedule.time.Recurrence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The due times of a schedule within its start and end, and when their jobs are submitted. Every
 * node calculates the same. Immutable.
 */
final class DueTimes {

  private final String name;
  private final ScheduleDefinition definition;
  private final Recurrence recurrence;

  DueTimes(String name, ScheduleDefinition definition) {
    this.name = name;
    this.definition = definition;
    this.recurrence = definition.recurrence();
  }

  /** Returns the first due time after a moment; empty if there is none. */
  Optional<Instant> next(Instant after) {
    Instant start = definition.startAt();
    Instant from = start == null || !after.isBefore(start) ? after : start.minusNanos(1);
    Instant end = definition.endAt();
    return recurrence.next(from).filter(time -> end == null || !time.isAfter(end));
  }

  /** Returns the first due times after a moment. */
  List<Instant> next(Instant after, int count) {
    List<Instant> times = new ArrayList<>();
    Optional<Instant> next = next(after);
    while (next.isPresent() && times.size() < count) {
      times.add(next.get());
      next = next(next.get());
    }
    return times;
  }

  /** Returns the due times of an interval, {@code from} inclusive and {@code to} exclusive. */
  List<Instant> between(Instant from, Instant to, int limit) {
    List<Instant> times = new ArrayList<>();
    Optional<Instant> next = next(from.minusNanos(1));
    while (next.isPresent() && next.get().isBefore(to) && times.size() < limit) {
      times.add(next.get());
      next = next(next.get());
    }
    return times;
  }

  /** Returns when the job of a due time is submitted: later by its part of the jitter. */
  Instant fireAt(Instant due) {
    Duration jitter = definition.jitter();
    if (jitter.isZero()) {
      return due;
    }
    CRC32C hash = new CRC32C();
    hash.update((name + due).getBytes(StandardCharsets.UTF_8));
    long micros = jitter.dividedBy(ChronoUnit.MICROS.getDuration());
    return due.plus((long) (micros * (hash.getValue() / 0x1p32)), ChronoUnit.MICROS);
  }
}
