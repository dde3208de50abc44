package io.jobwheel.store;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Cancels what has not begun, and notes the wish for what is running. */
final class JdbcJobCancels implements JobCancels {

  private static final String CANCEL =
      """
      UPDATE job
      SET state = 'CANCELLED', finished_at = ?, error_code = 'cancelled', error_message = ?
      WHERE %s = ? AND state IN ('SCHEDULED', 'QUEUED')
      RETURNING
      """
          + JobRow.COLUMNS;

  private static final String REQUEST =
      """
      UPDATE job
      SET cancel_requested_at = coalesce(cancel_requested_at, ?)
      WHERE %s = ? AND state = 'RUNNING'
      RETURNING
      """
          + JobRow.COLUMNS;

  private record Wish(UUID id, Instant now) {}

  private final GroupCommit commits;
  private final BatchWrite<Wish, Optional<Cancellation>> cancel =
      BatchWrite.each(WriteKind.CANCEL, JdbcJobCancels::cancelOne);
  private final BatchWrite<Wish, List<Cancellation>> cancelGroup =
      BatchWrite.each(
          WriteKind.CANCEL_GROUP, (session, wish) -> cancelGroup(session, wish.id(), wish.now()));

  JdbcJobCancels(GroupCommit commits) {
    this.commits = commits;
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Optional<Cancellation>> cancel(UUID jobId, Instant now) {
    return commits.write(cancel, new Wish(jobId, now));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<List<Cancellation>> cancelGroup(UUID groupId, Instant now) {
    return commits.write(cancelGroup, new Wish(groupId, now));
  }

  private static Optional<Cancellation> cancelOne(WriterSession session, Wish wish)
      throws SQLException {
    List<Cancellation> done = cancelAll(session, "id", wish);
    if (!done.isEmpty()) {
      return Optional.of(done.getFirst());
    }
    return session
        .statement("SELECT " + JobRow.COLUMNS + " FROM job WHERE id = ?")
        .id(wish.id())
        .first(JobRow.reader(session.dialect()))
        .map(job -> new Cancellation(Decision.ALREADY_FINAL, job, null));
  }

  /** Cancels what is left of a group, within a transaction. */
  static List<Cancellation> cancelGroup(WriterSession session, UUID groupId, Instant now)
      throws SQLException {
    return cancelAll(session, "group_id", new Wish(groupId, now));
  }

  private static List<Cancellation> cancelAll(WriterSession session, String column, Wish wish)
      throws SQLException {
    List<Job> cancelled =
        session
            .statement(CANCEL.formatted(column))
            .instant(wish.now())
            .text("Cancelled before it started.")
            .id(wish.id())
            .list(JobRow.reader(session.dialect()));
    List<Job> running =
        session
            .statement(REQUEST.formatted(column))
            .instant(wish.now())
            .id(wish.id())
            .list(JobRow.reader(session.dialect()));
    GroupEndings endings = new GroupEndings();
    cancelled.forEach(job -> endings.jobEnded(job.groupId(), wish.now()));
    Map<UUID, JobGroup> endedGroups = endings.end(session);

    List<Cancellation> done = new ArrayList<>();
    for (Job job : cancelled) {
      // each group goes with one of its jobs
      JobGroup ended = job.groupId() == null ? null : endedGroups.remove(job.groupId());
      done.add(new Cancellation(Decision.CANCELLED, job, ended));
    }
    running.forEach(job -> done.add(new Cancellation(Decision.REQUESTED, job, null)));
    done.sort(Comparator.comparing(each -> each.job().id(), JobRow.ID_ORDER));
    return List.copyOf(done);
  }
}
