package io.jobwheel.store.jdbc.limit;

import static io.jobwheel.store.sql.BatchSql.Column.ID;
import static io.jobwheel.store.sql.BatchSql.Column.TEXT;
import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Blocker;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.jdbc.row.LimitsColumn;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.RowBatch;
import io.jobwheel.store.sql.RowCounts;
import io.jobwheel.store.sql.TextList;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds jobs that are {@code BLOCKED}, and moves them. */
final class BlockedJobs {

  private static final String HELD_BY_ONE =
      """
      SELECT %s FROM job
      WHERE state = 'BLOCKED' AND blocked_by = ?
      ORDER BY priority DESC, rank, run_at, id
      LIMIT ?
      """
          .formatted(JobRow.BRIEF_COLUMNS);

  private static final BatchSql MOVE =
      BatchSql.update(
          "job",
          "SET state = :state, blocked_by = :holder WHERE id = :job AND state = 'BLOCKED'",
          List.of("state", "holder", "job"),
          TEXT,
          TEXT,
          ID);

  private static final int[] LENGTHS = {1, 10, 100, 1000};

  private final WriterSession session;
  // what holds each job that is moved; null for those that are released
  private final Map<UUID, @Nullable String> moves = new LinkedHashMap<>();

  BlockedJobs(WriterSession session) {
    this.session = session;
  }

  /**
   * Locks and returns the first jobs that rows hold, in the order of their release. Leaves out jobs
   * that another transaction has locked.
   *
   * @param limits the maximum number of jobs by the id of the row
   */
  Map<String, List<Job>> first(Map<String, Integer> limits) throws SQLException {
    Map<String, List<Job>> found = new HashMap<>();
    if (session.dialect().exclusive()) {
      for (Map.Entry<String, Integer> limit : limits.entrySet()) {
        List<Job> jobs =
            session
                .statement(HELD_BY_ONE)
                .text(limit.getKey())
                .number(limit.getValue())
                .list(JobRow.reader(session.dialect()));
        found.put(limit.getKey(), jobs);
      }
      return found;
    }
    List<Map.Entry<String, Integer>> all = List.copyOf(limits.entrySet());
    int longest = LENGTHS[LENGTHS.length - 1];
    for (int from = 0; from < all.size(); from += longest) {
      add(all.subList(from, Math.min(from + longest, all.size())), found);
    }
    return found;
  }

  private void add(List<Map.Entry<String, Integer>> limits, Map<String, List<Job>> found)
      throws SQLException {
    int length = lengthFor(limits.size());
    String rows =
        String.join(", ", java.util.Collections.nCopies(length, "(?, CAST(? AS bigint))"));
    String columns = JobRow.BRIEF_COLUMNS;
    BoundStatement select =
        session.statement(
            """
            WITH wanted (holder, most) AS (VALUES %s)
            SELECT held.*
            FROM wanted CROSS JOIN LATERAL (
              SELECT %s FROM job
              WHERE state = 'BLOCKED' AND blocked_by = holder
              ORDER BY priority DESC, rank, run_at, id
              LIMIT most
              %s) AS held
            """
                .formatted(rows, columns, session.dialect().skipLocked()));
    for (int i = 0; i < length; i++) {
      // further rows select nothing
      boolean given = i < limits.size();
      select.text(given ? limits.get(i).getKey() : "").number(given ? limits.get(i).getValue() : 0);
    }
    for (Job job : select.list(JobRow.reader(session.dialect()))) {
      found.computeIfAbsent(holderOf(job), _ -> new ArrayList<>()).add(job);
    }
  }

  private static int lengthFor(int rows) {
    for (int length : LENGTHS) {
      if (length >= rows) {
        return length;
      }
    }
    throw new IllegalArgumentException("Too many rows: " + rows);
  }

  /** Returns the id of the row that holds a job. */
  static String holderOf(Job job) {
    Blocker blocker = requireNonNull(job.blockedBy(), "a blocked job is held");
    return LimitsColumn.countId(blocker.limit(), blocker.key());
  }

  /** Plans that a job is released. */
  void release(UUID job) {
    moves.put(job, null);
  }

  /** Plans that a job is held by a row. */
  void hold(UUID job, String holder) {
    moves.put(job, holder);
  }

  /** Writes the plans. */
  void write() throws SQLException {
    RowBatch move = session.batch(MOVE);
    for (Map.Entry<UUID, @Nullable String> each : moves.entrySet()) {
      String holder = each.getValue();
      JobState state = holder == null ? JobState.QUEUED : JobState.BLOCKED;
      move.text(state.name()).text(holder).id(each.getKey()).addRow();
    }
    RowCounts.requireOneEach(move.run(), "job");
    moves.clear();
  }

  /** Returns those of the rows that hold jobs, also such that another transaction has locked. */
  Set<String> holding(Collection<String> ids) throws SQLException {
    Set<String> holding = new HashSet<>();
    for (TextList part : TextList.of(ids)) {
      BoundStatement select =
          session.statement(
              "SELECT DISTINCT blocked_by FROM job WHERE state = 'BLOCKED' AND blocked_by IN (%s)"
                  .formatted(part.placeholders()));
      part.bind(select);
      holding.addAll(select.list(row -> row.getString(1)));
    }
    return holding;
  }
}
