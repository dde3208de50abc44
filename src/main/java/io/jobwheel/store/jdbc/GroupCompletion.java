package io.jobwheel.store.jdbc;

import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.StateCounts;
import io.jobwheel.store.commit.WriterSession;
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
 * Ends the groups whose jobs have ended in a transaction: each group once, however many of its jobs
 * end at a time. First say which jobs have ended, then end their groups.
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
        -- another transaction may have held the group when its first job was claimed
        started_at = coalesce(
          started_at, (SELECT min(job.started_at) FROM job WHERE job.group_id = job_group.id))
      WHERE id = ? AND outcome IS NULL
      RETURNING
      """
          + GroupRow.COLUMNS;

  // in the order of ids, so that transactions which lock groups never wait for each other in a ring
  private final Map<UUID, Instant> touched = new TreeMap<>(JobRow.ID_ORDER);

  /**
   * Keeps other transactions from ending jobs of these groups. A transaction that ends jobs of
   * groups locks them first, else two of them may wait for each other.
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

  /** A job of that group has ended at that time. */
  void jobEnded(@Nullable UUID groupId, Instant at) {
    if (groupId != null) {
      touched.merge(groupId, at, (a, b) -> a.isAfter(b) ? a : b);
    }
  }

  /** The groups that end with these jobs, by id. */
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
      return Optional.empty(); // it has ended before
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
