package io.jobwheel.store.jdbc.limit;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.JobState;
import io.jobwheel.job.JobStatus;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.limit.PermitChange.Due;
import io.jobwheel.store.jdbc.limit.PermitChange.GivenBack;
import io.jobwheel.store.jdbc.limit.PermitChange.Left;
import io.jobwheel.store.jdbc.limit.PermitChange.MadeRoom;
import io.jobwheel.store.jdbc.limit.PermitChange.Paused;
import io.jobwheel.store.jdbc.limit.PermitChange.Started;
import io.jobwheel.store.jdbc.limit.PermitChange.Wanted;
import io.jobwheel.store.limit.LimitListener;
import io.jobwheel.store.sql.Micros;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts the permits that one transaction takes and gives back, releases the jobs for which there
 * is room then, and plans when to look at the rows again.
 */
final class PermitSettlement {

  /** Maximum number of jobs that one transaction releases. */
  private static final int MOST_RELEASED = 500;

  private static final int MOST_ROUNDS = 3;

  /** After this time, in microseconds, a job that another transaction had locked is tried again. */
  private static final long LOCKED_PAUSE = 20_000;

  private final WriterSession session;
  private final LockedPermits permits;
  private final BlockedJobs held;
  private final SupersedingJobs superseding;
  private final List<Job> released = new ArrayList<>();
  // rows from which jobs may be released
  private final Set<UsageRow> open = new LinkedHashSet<>();
  // rows that hold no job that this transaction sees
  private final Set<UsageRow> exhausted = new LinkedHashSet<>();
  // when to look at rows again that may hold jobs that could be released
  private final Map<UsageRow, Long> unfinished = new HashMap<>();
  // rows whose first job needs more permits than are free
  private final Set<UsageRow> full = new HashSet<>();
  // the units of a job that a row does not release
  private final Map<UsageRow, Integer> refused = new HashMap<>();

  private PermitSettlement(WriterSession session, LockedPermits permits) {
    this.session = session;
    this.permits = permits;
    this.held = new BlockedJobs(session);
    this.superseding = new SupersedingJobs(session, permits.rules(), permits.now());
    // new jobs come behind those that are held, so it is seen whether these can be released
    permits.rows().all().stream().filter(UsageRow::held).forEach(open::add);
  }

  /** Locks the rows of these changes and of new jobs. */
  static PermitSettlement begin(WriterSession session, List<PermitChange> changes, List<Job> jobs)
      throws SQLException {
    return new PermitSettlement(session, LockedPermits.lock(session, changes, jobs));
  }

  /** Returns the locked rows. */
  LockedPermits permits() {
    return permits;
  }

  /** Counts what writes have done to jobs. */
  void count(List<PermitChange> changes) {
    for (PermitChange change : changes) {
      switch (change) {
        case GivenBack(List<JobLimit> limits, boolean queued) -> {
          for (Need need : permits.needs(limits)) {
            UsageRow row = permits.row(need);
            need.giveBack(row, queued);
            open.add(row);
          }
        }
        case Left(List<JobLimit> limits) ->
            permits.needs(limits).forEach(need -> open.add(permits.row(need)));
        case Started(List<JobLimit> limits) -> {
          for (Need need : permits.needs(limits)) {
            if (need.rate() != null) {
              UsageRow row = permits.row(need);
              need.start(row, permits.now());
              open.add(row);
            }
          }
        }
        case Wanted(Job job) -> want(job);
        case Paused(List<JobLimit> limits, long micros) -> {
          for (JobLimit limit : limits) {
            pause(permits.needs(List.of(limit)), permits.now() + micros);
          }
        }
        case Due(String id) -> open.add(permits.row(id));
        case MadeRoom(String id) -> {
          open.add(permits.row(id));
          superseding.looked(permits.row(id));
        }
      }
    }
  }

  /** Pauses the rows of a limit: that of the key if it is counted by key, else the only one. */
  private void pause(List<Need> needs, long until) {
    boolean byKey = needs.stream().anyMatch(need -> need.counted().key() != null);
    for (Need need : needs) {
      if (!byKey || need.counted().key() != null) {
        UsageRow row = permits.row(need);
        row.pause(until);
        open.add(row);
      }
    }
  }

  /** Puts a job behind the others that its first limit holds. */
  private void want(Job job) {
    List<Need> needs = permits.needs(job.spec().limits());
    if (needs.isEmpty()) {
      release(job); // its limits were deleted
      return;
    }
    UsageRow first = permits.row(needs.getFirst());
    if (!first.id().equals(BlockedJobs.holderOf(job))) {
      held.hold(job.id(), first.id());
    }
    first.held(true);
    open.add(first);
    superseding.held(job);
  }

  private void release(Job job) {
    superseding.released(job);
    held.release(job.id());
    released.add(job.with(new JobStatus(JobState.QUEUED)));
  }

  /** Releases the jobs that are held and whose permits are free, in order. */
  void release() throws SQLException {
    held.write();
    boolean more = true;
    for (int round = 0; more && round < MOST_ROUNDS; round++) {
      more = releaseFirst();
      held.write();
    }
    for (UsageRow row : open) {
      if (more && row.held() && !exhausted.contains(row) && !full.contains(row)) {
        unfinished.putIfAbsent(row, permits.now());
      }
    }
    findExhausted();
  }

  /**
   * Releases the first jobs of each row.
   *
   * @return whether rows with room may hold more of them
   */
  private boolean releaseFirst() throws SQLException {
    Map<String, Integer> most = new LinkedHashMap<>();
    int left = MOST_RELEASED - released.size();
    for (UsageRow row : open) {
      int room =
          row.held() && !isDone(row) ? (int) Math.min(permits.room(row, MOST_RELEASED), left) : 0;
      if (room > 0) {
        most.put(row.id(), room);
        left -= room;
      }
    }
    if (most.isEmpty()) {
      return left <= 0;
    }
    Map<String, List<Job>> found = held.first(most);
    permits.readRules(found.values());
    boolean more = left <= 0;
    for (Map.Entry<String, Integer> row : most.entrySet()) {
      List<Job> jobs = found.getOrDefault(row.getKey(), List.of());
      more |= release(permits.row(row.getKey()), jobs, jobs.size() < row.getValue());
    }
    return more;
  }

  private boolean isDone(UsageRow row) {
    return exhausted.contains(row) || full.contains(row) || unfinished.containsKey(row);
  }

  /** Releases the jobs of a row, and returns whether it may hold more of them. */
  private boolean release(UsageRow row, List<Job> jobs, boolean all) throws SQLException {
    for (Job job : jobs) {
      List<Need> needs = permits.needs(job.spec().limits());
      if (!permits.lockIfFree(needs)) {
        unfinished.put(row, permits.now() + LOCKED_PAUSE);
        return false;
      }
      Need missing = permits.missing(needs, false);
      if (missing == null) {
        permits.take(needs, false);
        release(job);
      } else if (missing.rowId().equals(row.id())) {
        full.add(row);
        refused.put(row, missing.units());
        return false;
      } else {
        held.hold(job.id(), missing.rowId());
        superseding.held(job);
        permits.row(missing).held(true);
        plan(permits.row(missing), missing);
      }
    }
    if (all) {
      exhausted.add(row);
    }
    return !all;
  }

  private void findExhausted() throws SQLException {
    if (exhausted.isEmpty()) {
      return;
    }
    Set<String> holding = held.holding(exhausted.stream().map(UsageRow::id).toList());
    for (UsageRow row : exhausted) {
      if (holding.contains(row.id())) {
        unfinished.put(row, permits.now() + LOCKED_PAUSE); // another transaction has locked them
      } else {
        row.held(false);
      }
    }
  }

  /** Notes that a new job is held. */
  void held(Job job) {
    superseding.held(job);
  }

  /** Plans that a row is looked at again as soon as possible. */
  void planAtOnce(UsageRow row) {
    unfinished.put(row, permits.now());
  }

  /** Plans when a row is looked at again that holds a job since permits are missing. */
  void plan(UsageRow row, Need missing) {
    open.add(row);
    refused.putIfAbsent(row, missing.units());
  }

  /** Writes the rows, and calls the listener after the commit. */
  void write(LimitListener listener) throws SQLException {
    Long next = null;
    open.addAll(superseding.rows(permits.rows()));
    for (UsageRow row : open) {
      Long dueAt = superseding.dueAt(row, row.held() ? dueAt(row) : null);
      row.dueAt(dueAt);
      next = dueAt != null && (next == null || dueAt < next) ? dueAt : next;
    }
    permits.write();
    if (!released.isEmpty()) {
      session.afterCommit(() -> listener.released(List.copyOf(released)));
    }
    if (next != null) {
      Duration time = Micros.toDuration(Math.max(next - permits.now(), 0));
      session.afterCommit(() -> listener.dueIn(time));
    }
  }

  /** Returns when a row that holds jobs is looked at, if no permit is given back before. */
  private @Nullable Long dueAt(UsageRow row) {
    if (unfinished.containsKey(row)) {
      return unfinished.get(row);
    }
    if (row.resumeAt() > permits.now()) {
      return row.resumeAt();
    }
    LimitRule rule = permits.ruleOf(row);
    int units = refused.getOrDefault(row, 1);
    return rule == null || rule.rate() == null || row.hasRoom(units, rule.rate(), permits.now())
        ? null
        : row.nextStart(rule.rate(), units, permits.now());
  }
}
