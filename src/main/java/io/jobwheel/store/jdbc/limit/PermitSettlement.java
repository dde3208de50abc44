package io.jobwheel.store.jdbc.limit;

import io.jobwheel.job.Blocker;
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
import io.jobwheel.store.jdbc.row.LimitsColumn;
import io.jobwheel.store.limit.LimitListener;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.Micros;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts the permits of one transaction, under the locks of their rows. */
final class PermitSettlement {

  /** Maximum number of jobs that one transaction releases. */
  private static final int MOST_RELEASED = 500;

  private static final int MOST_ROUNDS = 3;

  /** After this time, in microseconds, a job that another transaction had locked is tried again. */
  private static final long LOCKED_PAUSE = 20_000;

  private final WriterSession session;
  // of the limits whose rules are read
  private final Set<String> names;
  private final Map<String, LimitRule> rules;
  private final UsageRows rows;
  private final long now;
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

  private PermitSettlement(
      WriterSession session,
      Set<String> names,
      Map<String, LimitRule> rules,
      UsageRows rows,
      long now) {
    this.session = session;
    this.names = new HashSet<>(names);
    this.rules = rules;
    this.rows = rows;
    this.now = now;
    this.held = new BlockedJobs(session);
    this.superseding = new SupersedingJobs(session, this.rules, now);
  }

  /** Locks the rows of these changes and of new jobs. */
  static PermitSettlement begin(WriterSession session, List<PermitChange> changes, List<Job> jobs)
      throws SQLException {
    Set<String> names =
        Stream.of(
                changes.stream().flatMap(change -> change.limits().stream()).map(JobLimit::name),
                changes.stream()
                    .flatMap(change -> rowOf(change).stream())
                    .map(id -> LimitsColumn.readCountId(id).limit()),
                jobs.stream().flatMap(job -> job.spec().limits().stream()).map(JobLimit::name))
            .flatMap(all -> all)
            .collect(Collectors.toSet());
    Map<String, LimitRule> rules = LimitRule.read(session, names);
    Set<String> ids = new HashSet<>();
    for (PermitChange change : changes) {
      rowOf(change).ifPresent(ids::add);
      for (Need need : Need.of(change.limits(), rules)) {
        if (!(change instanceof Started) || need.rate() != null) {
          ids.add(need.rowId());
        }
      }
    }
    for (Job job : jobs) {
      Need.of(job.spec().limits(), rules).forEach(need -> ids.add(need.rowId()));
    }
    UsageRows rows = UsageRows.lock(session, ids);
    // a definition that was changed before the rows were locked may need other rows
    if (!session.dialect().exclusive() && !LimitRule.read(session, names).equals(rules)) {
      throw new SQLException("A limit was changed in between", Dialect.CONFLICT);
    }
    PermitSettlement settlement =
        new PermitSettlement(session, names, rules, rows, ids.isEmpty() ? 0 : session.now());
    // new jobs come behind those that are held, so it is seen whether these can be released
    rows.all().stream().filter(UsageRow::held).forEach(settlement.open::add);
    return settlement;
  }

  /** Returns the row that a change names. */
  private static Optional<String> rowOf(PermitChange change) {
    return switch (change) {
      case Due(String id) -> Optional.of(id);
      case MadeRoom(String id) -> Optional.of(id);
      case GivenBack _, Left _, Started _, Wanted _, Paused _ -> Optional.empty();
    };
  }

  /** Counts what writes have done to jobs. */
  void count(List<PermitChange> changes) {
    for (PermitChange change : changes) {
      switch (change) {
        case GivenBack(List<JobLimit> limits, boolean queued) -> {
          for (Need need : Need.of(limits, rules)) {
            UsageRow row = lockedRow(need);
            need.giveBack(row, queued);
            open.add(row);
          }
        }
        case Left(List<JobLimit> limits) ->
            Need.of(limits, rules).forEach(need -> open.add(lockedRow(need)));
        case Started(List<JobLimit> limits) -> {
          for (Need need : Need.of(limits, rules)) {
            if (need.rate() != null) {
              UsageRow row = lockedRow(need);
              need.start(row, now);
              open.add(row);
            }
          }
        }
        case Wanted(Job job) -> want(job);
        case Paused(List<JobLimit> limits, long micros) -> {
          for (JobLimit limit : limits) {
            pause(Need.of(List.of(limit), rules), now + micros);
          }
        }
        case Due(String id) -> open.add(lockedRow(id));
        case MadeRoom(String id) -> {
          open.add(lockedRow(id));
          superseding.looked(lockedRow(id));
        }
      }
    }
  }

  UsageRow lockedRow(Need need) {
    return lockedRow(need.rowId());
  }

  /** Pauses the rows of a limit: that of the key if it is counted by key, else the only one. */
  private void pause(List<Need> needs, long until) {
    boolean byKey = needs.stream().anyMatch(need -> need.counted().key() != null);
    for (Need need : needs) {
      if (!byKey || need.counted().key() != null) {
        UsageRow row = lockedRow(need);
        row.pause(until);
        open.add(row);
      }
    }
  }

  private UsageRow lockedRow(String id) {
    UsageRow row = rows.get(id);
    if (row == null) {
      throw new IllegalStateException("The row %s is not locked".formatted(id));
    }
    return row;
  }

  /** Puts a job behind the others that its first limit holds. */
  private void want(Job job) {
    List<Need> needs = Need.of(job.spec().limits(), rules);
    if (needs.isEmpty()) {
      release(job); // its limits were deleted
      return;
    }
    UsageRow first = lockedRow(needs.getFirst());
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
        unfinished.putIfAbsent(row, now);
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
      int room = row.held() && !isDone(row) ? (int) Math.min(room(row), left) : 0;
      if (room > 0) {
        most.put(row.id(), room);
        left -= room;
      }
    }
    if (most.isEmpty()) {
      return left <= 0;
    }
    Map<String, List<Job>> found = held.first(most);
    readRules(found.values());
    boolean more = left <= 0;
    for (Map.Entry<String, Integer> row : most.entrySet()) {
      List<Job> jobs = found.getOrDefault(row.getKey(), List.of());
      more |= release(lockedRow(row.getKey()), jobs, jobs.size() < row.getValue());
    }
    return more;
  }

  /** Reads the rules of the other limits of jobs. */
  private void readRules(Collection<List<Job>> jobs) throws SQLException {
    Set<String> others =
        jobs.stream()
            .flatMap(List::stream)
            .flatMap(job -> job.spec().limits().stream())
            .map(JobLimit::name)
            .filter(name -> !names.contains(name))
            .collect(Collectors.toSet());
    rules.putAll(LimitRule.read(session, others));
    names.addAll(others);
  }

  private boolean isDone(UsageRow row) {
    return exhausted.contains(row) || full.contains(row) || unfinished.containsKey(row);
  }

  /** Releases the jobs of a row, and returns whether it may hold more of them. */
  private boolean release(UsageRow row, List<Job> jobs, boolean all) throws SQLException {
    for (Job job : jobs) {
      List<Need> needs = Need.of(job.spec().limits(), rules);
      if (!lockRows(needs)) {
        unfinished.put(row, now + LOCKED_PAUSE);
        return false;
      }
      Need missing = missing(needs, false);
      if (missing == null) {
        take(needs, false);
        release(job);
      } else if (missing.rowId().equals(row.id())) {
        full.add(row);
        refused.put(row, missing.units());
        return false;
      } else {
        held.hold(job.id(), missing.rowId());
        superseding.held(job);
        lockedRow(missing).held(true);
        plan(lockedRow(missing), missing);
      }
    }
    if (all) {
      exhausted.add(row);
    }
    return !all;
  }

  /** Locks the rows of these permits that are free; false if another transaction has locked one. */
  private boolean lockRows(List<Need> needs) throws SQLException {
    for (Need need : needs) {
      if (rows.lockIfFree(need.rowId()) == null) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the first permits that are not free; null if all are.
   *
   * @param behind whether jobs that are held come first
   */
  @Nullable Need missing(List<Need> needs, boolean behind) {
    for (Need need : needs) {
      UsageRow row = lockedRow(need);
      if (!need.isMetBy(row, now) || (behind && row.held())) {
        return need;
      }
    }
    return null;
  }

  void take(List<Need> needs, boolean starts) {
    for (Need need : needs) {
      need.take(lockedRow(need), starts, now);
    }
  }

  /** Returns the number of jobs for which a row has permits, if each needs one. */
  private long room(UsageRow row) {
    Blocker counted = LimitsColumn.readCountId(row.id());
    LimitRule rule = rules.get(counted.limit());
    if (rule == null) {
      return MOST_RELEASED;
    }
    Integer permits = rule.permitsOf(counted);
    long room = permits == null ? MOST_RELEASED : row.room(permits, now);
    // of a limit with a total, jobs with keys can be held by this row that have no rate here
    return rule.rate() == null || (counted.key() == null && rule.total() != null)
        ? room
        : Math.min(room, row.room(rule.rate(), now));
  }

  private void findExhausted() throws SQLException {
    if (exhausted.isEmpty()) {
      return;
    }
    Set<String> holding = held.holding(exhausted.stream().map(UsageRow::id).toList());
    for (UsageRow row : exhausted) {
      if (holding.contains(row.id())) {
        unfinished.put(row, now + LOCKED_PAUSE); // another transaction has locked them
      } else {
        row.held(false);
      }
    }
  }

  /** Returns what a job of the limits needs. */
  List<Need> needs(List<JobLimit> limits) {
    return Need.of(limits, rules);
  }

  /** Returns the first limit that is to refuse a job for which it has no permits; null for none. */
  @Nullable Need refusing(List<Need> needs) {
    for (Need need : needs) {
      LimitRule rule = rules.get(need.counted().limit());
      boolean refuses = rule != null && rule.onLimit() == OnLimit.REJECT;
      if (refuses && missing(List.of(need), true) != null) {
        return need;
      }
    }
    return null;
  }

  long now() {
    return now;
  }

  /** Notes that a new job is held. */
  void held(Job job) {
    superseding.held(job);
  }

  /** Plans that a row is looked at again as soon as possible. */
  void planAtOnce(UsageRow row) {
    unfinished.put(row, now);
  }

  /** Plans when a row is looked at again that holds a job since permits are missing. */
  void plan(UsageRow row, Need missing) {
    open.add(row);
    refused.putIfAbsent(row, missing.units());
  }

  /** Writes the rows, and tells the listener after the commit. */
  void write(LimitListener listener) throws SQLException {
    Long next = null;
    open.addAll(superseding.rows(rows));
    for (UsageRow row : open) {
      Long dueAt = superseding.dueAt(row, row.held() ? dueAt(row) : null);
      row.dueAt(dueAt);
      next = dueAt != null && (next == null || dueAt < next) ? dueAt : next;
    }
    // a rule that was changed before its rows were locked may need other rows
    if (!session.dialect().exclusive() && !LimitRule.read(session, names).equals(rules)) {
      throw new SQLException("A limit was changed in between", Dialect.CONFLICT);
    }
    rows.write();
    if (!released.isEmpty()) {
      session.afterCommit(() -> listener.released(List.copyOf(released)));
    }
    if (next != null) {
      Duration time = Micros.toDuration(Math.max(next - now, 0));
      session.afterCommit(() -> listener.dueIn(time));
    }
  }

  /** Returns when a row that holds jobs is looked at, if no permit is given back before. */
  private @Nullable Long dueAt(UsageRow row) {
    if (unfinished.containsKey(row)) {
      return unfinished.get(row);
    }
    if (row.resumeAt() > now) {
      return row.resumeAt();
    }
    LimitRule rule = rules.get(LimitsColumn.readCountId(row.id()).limit());
    int units = refused.getOrDefault(row, 1);
    return rule == null || rule.rate() == null || row.hasRoom(units, rule.rate(), now)
        ? null
        : row.nextStart(rule.rate(), units, now);
  }
}
