package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.JobGroup;
import io.jobwheel.store.OpenGroups;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.sql.StoreReader;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Finds open groups by their own index, and the jobs of each by the index on the group. */
public final class JdbcOpenGroups implements OpenGroups {

  // the LIMIT makes the inner query one index lookup for each group
  static final String FIND =
      """
      SELECT id,
        (SELECT 1
         FROM job
         WHERE group_id = job_group.id AND state IN ('SCHEDULED', 'BLOCKED', 'QUEUED', 'RUNNING')
         LIMIT 1) IS NULL
      FROM job_group
      WHERE outcome IS NULL AND id > ?
      ORDER BY id
      LIMIT ?
      """;

  private record FoundGroup(UUID id, boolean overdue) {}

  private record Check(UUID group, Instant now) {}

  private final WriterPool writers;
  private final StoreReader reader;
  private final BatchWrite<Check, Optional<JobGroup>> end;

  public JdbcOpenGroups(WriterPool writers, StoreReader reader, JobEndings endings) {
    this.end =
        BatchWrite.of(WriteKind.END_GROUP, (session, checks) -> end(session, endings, checks));
    this.writers = writers;
    this.reader = reader;
  }

  /** {@inheritDoc} */
  @Override
  public Portion find(UUID after, int limit) {
    List<FoundGroup> found =
        reader.list(
            FIND,
            select -> select.id(after).number(limit),
            row -> new FoundGroup(requireNonNull(reader.dialect().id(row, 1)), row.getBoolean(2)));
    return new Portion(
        found.stream().filter(FoundGroup::overdue).map(FoundGroup::id).toList(),
        found.size() < limit ? null : found.getLast().id());
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Optional<JobGroup>> end(UUID groupId, Instant now) {
    return writers.write(groupId, end, new Check(groupId, now));
  }

  private static List<Optional<JobGroup>> end(
      WriterSession session, JobEndings endings, List<Check> checks) throws SQLException {
    JobEndings.Endings due = endings.begin();
    checks.forEach(check -> due.check(check.group(), check.now()));
    Map<UUID, JobGroup> ended = due.finish(session);
    return checks.stream().map(check -> Optional.ofNullable(ended.remove(check.group()))).toList();
  }
}
