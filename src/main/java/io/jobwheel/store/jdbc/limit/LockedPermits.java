package io.jobwheel.store.jdbc.limit;

import io.jobwheel.job.Blocker;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobLimit;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.limit.PermitChange.Due;
import io.jobwheel.store.jdbc.limit.PermitChange.GivenBack;
import io.jobwheel.store.jdbc.limit.PermitChange.Left;
import io.jobwheel.store.jdbc.limit.PermitChange.MadeRoom;
import io.jobwheel.store.jdbc.limit.PermitChange.Paused;
import io.jobwheel.store.jdbc.limit.PermitChange.Started;
import io.jobwheel.store.jdbc.limit.PermitChange.Wanted;
import io.jobwheel.store.jdbc.row.LimitsColumn;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.sql.Dialect;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows that one transaction has locked, with the rules of their limits. */
final class LockedPermits {

  private final WriterSession session;
  // of the limits whose rules are read
  private final Set<String> names;
  private final Map<String, LimitRule> rules;
  private final UsageRows rows;
  private final long now;

  private LockedPermits(
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
  }

  /** Locks the rows of these changes and of new jobs. */
  static LockedPermits lock(WriterSession session, List<PermitChange> changes, List<Job> jobs)
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
    LockedPermits locked =
        new LockedPermits(session, names, rules, rows, ids.isEmpty() ? 0 : session.now());
    locked.requireSameRules();
    return locked;
  }

  /** Returns the row that a change names. */
  private static Optional<String> rowOf(PermitChange change) {
    return switch (change) {
      case Due(String id) -> Optional.of(id);
      case MadeRoom(String id) -> Optional.of(id);
      case GivenBack _, Left _, Started _, Wanted _, Paused _ -> Optional.empty();
    };
  }

  /** A rule that was changed before its rows were locked may need other rows. */
  private void requireSameRules() throws SQLException {
    if (!session.dialect().exclusive() && !LimitRule.read(session, names).equals(rules)) {
      throw new SQLException("A limit was changed in between", Dialect.CONFLICT);
    }
  }

  /** Returns the time of the database's clock at which the rows were locked, in microseconds. */
  long now() {
    return now;
  }

  UsageRows rows() {
    return rows;
  }

  /** Returns the rules that were read, by the names of their limits. */
  Map<String, LimitRule> rules() {
    return rules;
  }

  @Nullable LimitRule ruleOf(UsageRow row) {
    return rules.get(LimitsColumn.readCountId(row.id()).limit());
  }

  UsageRow row(Need need) {
    return row(need.rowId());
  }

  UsageRow row(String id) {
    UsageRow row = rows.get(id);
    if (row == null) {
      throw new IllegalStateException("The row %s is not locked".formatted(id));
    }
    return row;
  }

  /** Returns what a job of the limits needs. */
  List<Need> needs(List<JobLimit> limits) {
    return Need.of(limits, rules);
  }

  /** Reads the rules of the other limits of jobs. */
  void readRules(Collection<List<Job>> jobs) throws SQLException {
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

  /** Locks the rows of these permits that are free; false if another transaction has locked one. */
  boolean lockIfFree(List<Need> needs) throws SQLException {
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
      UsageRow row = row(need);
      if (!need.isMetBy(row, now) || (behind && row.held())) {
        return need;
      }
    }
    return null;
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

  void take(List<Need> needs, boolean starts) {
    for (Need need : needs) {
      need.take(row(need), starts, now);
    }
  }

  /**
   * Returns the number of jobs for which a row has permits, if each needs one.
   *
   * @param most the number if there is no bound
   */
  long room(UsageRow row, int most) {
    Blocker counted = LimitsColumn.readCountId(row.id());
    LimitRule rule = rules.get(counted.limit());
    if (rule == null) {
      return most;
    }
    Integer permits = rule.permitsOf(counted);
    long room = permits == null ? most : row.room(permits, now);
    // of a limit with a total, jobs with keys can be held by this row that have no rate here
    return rule.rate() == null || (counted.key() == null && rule.total() != null)
        ? room
        : Math.min(room, row.room(rule.rate(), now));
  }

  /** Writes the rows that have changed. */
  void write() throws SQLException {
    requireSameRules();
    rows.write();
  }
}
