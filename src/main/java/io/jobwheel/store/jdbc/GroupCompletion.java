package io.jobwheel.store.jdbc;

import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.StateCounts;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.row.GroupRow;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.sql.Dialect;
import java.sql.SQLException;
import java.time.Instant;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Ends the groups whose jobs end in a transaction. Call {@link #jobEnded} for each of these jobs,
 * then {@link #end}; each group ends once, however many of its jobs end.
 */
final class GroupCompletion {

  private static final String OPEN_GROUP =
      "SELECT " + GroupRow.COLUMNS + "FROM job_group WHERE id = ? AND outcome IS NULL";

  private static final String COUNT_STATES =
      """
      SELECT state, count(*)
      FROM job
      WHERE group_id = ?
      GROUP BY state
      """;

  private static final String END =
      """
      UPDATE job_group
      SET outcome = ?, finished_at = ?,
        -- another transaction may have locked the group when its first job was claimed
        started_at = coalesce(
          started_at, (SELECT min(job.started_at) FROM job WHERE job.group_id = job_group.id))
      WHERE id = ? AND outcome IS NULL
      RETURNING
      """
          + GroupRow.COLUMNS;

  // sorted by id, so that transactions that lock groups cannot deadlock
  private final Map<UUID, Instant> touched = new TreeMap<>(JobRow.ID_ORDER);

  /**
   * Locks groups in the order of their ids, so that other transactions cannot end their jobs.
   * Called first by each transaction that ends jobs of groups, to prevent deadlocks.
   */
  static void lock(WriterSession session, Collection<UUID> groups) throws SQLException {
    if (session.dialect().exclusive()) {
      return;
    }
    NavigableSet<UUID> ordered = new TreeSet<>(JobRow.ID_ORDER);
    ordered.addAll(groups);
    for (UUID group : ordered) {
      var _ =
          session
              .statement("SELECT 1 FROM job_group WHERE id = ? " + session.dialect().forUpdate())
              .id(group)
              .list(row -> true);
    }
  }

  /** Registers that a job of the group ended. Does nothing without a group. */
  void jobEnded(@Nullable UUID groupId, Instant at) {
    if (groupId != null) {
      touched.merge(groupId, at, (a, b) -> a.isAfter(b) ? a : b);
    }
  }

  /** Ends the groups whose condition is met, and returns them by id. */
  Map<UUID, JobGroup> end(WriterSession session) throws SQLException {
    Map<UUID, JobGroup> ended = new HashMap<>();
    for (Map.Entry<UUID, Instant> group : touched.entrySet()) {
      end(session, group.getKey(), group.getValue())
          .ifPresent(done -> ended.put(group.getKey(), done));
    }
    return ended;
  }

  private static Optional<JobGroup> end(WriterSession session, UUID groupId, Instant at)
      throws SQLException {
    Dialect dialect = session.dialect();
    Optional<JobGroup> open =
        session
            .statement(OPEN_GROUP + " " + dialect.forUpdate())
            .id(groupId)
            .first(GroupRow.reader(dialect));
    if (open.isEmpty()) {
      return Optional.empty(); // already ended
    }
    StateCounts counts = count(session, groupId);
    if (!open.get().returnWhen().isMet(counts)) {
      return Optional.empty();
    }
    return session
        .statement(END)
        .text(counts.verdict().name())
        .instant(at)
        .id(groupId)
        .first(GroupRow.reader(dialect));
  }

  private static StateCounts count(WriterSession session, UUID groupId) throws SQLException {
    Map<JobState, Long> counts = new HashMap<>();
    session
        .statement(COUNT_STATES)
        .id(groupId)
        .list(row -> new SimpleImmutableEntry<>(JobState.valueOf(row.getString(1)), row.getLong(2)))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return new StateCounts(counts);
  }
}
