package io.jobwheel.store.jdbc.limit;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Permits that are counted together, of a limit as a whole or of one of its keys, in the
 * transaction that has locked their row.
 */
final class UsageRow {

  /**
   * The columns of the row.
   *
   * @param used permits of the jobs that are {@code QUEUED} or {@code RUNNING}
   * @param pending permits of a rate for jobs that are {@code QUEUED} and so will start
   * @param arrival the theoretical arrival time of a rate, in microseconds
   * @param resumeAt when a pause ends, in microseconds; 0 for none
   * @param held whether it may hold jobs
   * @param dueAt when to look for jobs that can be released, although none gives a permit back;
   *     null for never
   */
  record Columns(
      long used, long pending, long arrival, long resumeAt, boolean held, @Nullable Long dueAt) {

    static final Columns NEW = new Columns(0, 0, 0, 0, false, null);
  }

  private final String id;
  private final Columns read;
  private long used;
  private long pending;
  private long arrival;
  private long resumeAt;
  private boolean held;
  private @Nullable Long dueAt;

  UsageRow(String id, Columns columns) {
    this.id = id;
    this.read = columns;
    used = columns.used();
    pending = columns.pending();
    arrival = columns.arrival();
    resumeAt = columns.resumeAt();
    held = columns.held();
    dueAt = columns.dueAt();
  }

  String id() {
    return id;
  }

  /** Returns whether permits are free under a number for all. */
  boolean hasRoom(int units, int permits, long now) {
    return resumeAt <= now && used + units <= permits;
  }

  /** Returns whether permits are free under a rate. */
  boolean hasRoom(int units, LimitRate rate, long now) {
    return resumeAt <= now && rate.allows(pending + units, Math.max(arrival, now), now);
  }

  /** Returns the permits that are free under a number for all. */
  long room(int permits, long now) {
    return resumeAt <= now ? permits - used : 0;
  }

  /** Returns the permits that are free under a rate. */
  long room(LimitRate rate, long now) {
    return resumeAt <= now ? rate.room(arrival, now) - pending : 0;
  }

  void take(int units) {
    used += units;
  }

  /** Gives permits back. A count below zero would let too many jobs run. */
  void giveBack(int units) {
    used = Math.max(used - units, 0);
  }

  /** Sets permits of a rate aside for a job that is queued. */
  void reserve(int units) {
    pending += units;
  }

  /** Gives back what {@link #reserve} has taken. */
  void cancelReservation(int units) {
    pending = Math.max(pending - units, 0);
  }

  /** Takes permits of a rate for a job that starts. */
  void start(int units, LimitRate rate, long now) {
    arrival = rate.take(units, arrival, now);
  }

  /** Undoes what has changed since it had these columns. */
  void restore(Columns columns) {
    used = columns.used();
    pending = columns.pending();
    arrival = columns.arrival();
    resumeAt = columns.resumeAt();
    held = columns.held();
    dueAt = columns.dueAt();
  }

  /** Gives no permits until a time, or until a pause that ends later is over. */
  void pause(long until) {
    resumeAt = Math.max(resumeAt, until);
  }

  /** Sets the permits to what a count of the jobs has found. */
  void recount(long used, long pending) {
    this.used = used;
    this.pending = pending;
  }

  boolean held() {
    return held;
  }

  void held(boolean held) {
    this.held = held;
  }

  /** Plans the next look for jobs that can be released; null for none. */
  void dueAt(@Nullable Long time) {
    dueAt = time;
  }

  /**
   * Returns when the next job under the rate can be released; null if not before another starts.
   */
  @Nullable Long nextStart(LimitRate rate, int units, long now) {
    long free = rate.burst() - pending;
    if (free < units) {
      return null;
    }
    // half of what is free at once, so that many starts need few looks
    long batch = Math.max(units, (free + 1) / 2);
    return Math.max(rate.dueAt(pending + batch, Math.max(arrival, now)), resumeAt);
  }

  /** Returns the earliest time at which permits of a rate may be free. */
  long freeAt(int units, LimitRate rate, long now) {
    return Math.max(rate.dueAt(pending + units, Math.max(arrival, now)), resumeAt);
  }

  long resumeAt() {
    return resumeAt;
  }

  boolean isUnused(long now) {
    return used == 0 && pending == 0 && !held && arrival <= now && resumeAt <= now;
  }

  boolean isChanged() {
    return !read.equals(columns());
  }

  Columns columns() {
    return new Columns(used, pending, arrival, resumeAt, held, dueAt);
  }

  @Override
  public String toString() {
    return Objects.toString(id) + columns();
  }
}
