package io.jobwheel.store;

import io.jobwheel.job.Job;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Claims in one statement a request: what a transaction has claimed, no other can. */
final class JdbcJobClaims implements JobClaims {

  private static final Comparator<Job> CLAIM_ORDER =
      Comparator.comparingInt(Job::priority)
          .reversed()
          .thenComparing(Job::runAt)
          .thenComparing(Job::id, JobRow.ID_ORDER);

  private final GroupCommit commits;
  private final Reads reads;
  private final BatchWrite<ClaimRequest, List<Job>> claim =
      BatchWrite.each(WriteKind.CLAIM, JdbcJobClaims::claim);
  private final BatchWrite<Instant, Integer> promote =
      BatchWrite.each(WriteKind.PROMOTE, JdbcJobClaims::promote);

  JdbcJobClaims(GroupCommit commits, Reads reads) {
    this.commits = commits;
    this.reads = reads;
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<List<Job>> claim(ClaimRequest request) {
    if (request.limit() <= 0 || request.types().isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    return commits.write(claim, request);
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Integer> promoteDue(Instant now) {
    return commits.write(promote, now);
  }

  /** {@inheritDoc} */
  @Override
  public Optional<Instant> nextDue() {
    String sql = "SELECT min(run_at) FROM job WHERE state = 'SCHEDULED'";
    return reads.list(sql, _ -> {}, row -> JobRow.instant(row, 1)).stream()
        .filter(Objects::nonNull)
        .findFirst();
  }

  private static List<Job> claim(WriterSession session, ClaimRequest request) throws SQLException {
    String sql =
        """
        UPDATE job
        SET state = 'RUNNING', owner = ?, attempt = attempt + 1, fence = fence + 1,
          started_at = ?, cancel_requested_at = NULL
        WHERE state = 'QUEUED' AND id IN (
          SELECT id
          FROM job
          WHERE state = 'QUEUED' AND mode = ? AND type IN (%s)
          ORDER BY priority DESC, run_at, id
          LIMIT ? %s)
        RETURNING
        """
            .formatted(Sql.marks(request.types().size()), session.dialect().skipLocked());
    BoundStatement update = session.statement(sql + JobRow.COLUMNS);
    update.id(request.owner()).instant(request.now()).text(request.mode().wireName());
    for (String type : request.types()) {
      update.text(type);
    }
    List<Job> claimed =
        new ArrayList<>(update.number(request.limit()).list(JobRow.reader(session.dialect())));
    claimed.sort(CLAIM_ORDER); // an update returns its rows in any order
    startGroups(session, claimed, request.now());
    return List.copyOf(claimed);
  }

  private static void startGroups(WriterSession session, List<Job> claimed, Instant now)
      throws SQLException {
    List<UUID> groups =
        claimed.stream()
            .map(Job::groupId)
            .filter(Objects::nonNull)
            .distinct()
            .sorted(JobRow.ID_ORDER)
            .toList();
    BoundStatement start =
        session.statement(
            "UPDATE job_group SET started_at = ? WHERE id = ? AND started_at IS NULL");
    for (UUID group : groups) {
      start.instant(now).id(group).update();
    }
  }

  private static int promote(WriterSession session, Instant now) throws SQLException {
    return session
        .statement(
            """
            UPDATE job
            SET state = 'QUEUED'
            WHERE state = 'SCHEDULED' AND run_at <= ?
            """)
        .instant(now)
        .update();
  }
}
