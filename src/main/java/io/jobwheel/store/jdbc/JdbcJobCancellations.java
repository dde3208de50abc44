package io.jobwheel.store.jdbc;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobCancellations;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Cancels what has not begun, and notes the wish for what is running. */
public final class JdbcJobCancellations implements JobCancellations {

  // one statement, so that no job slips from one state to the other between two
  private static final String CANCEL =
      """
      UPDATE job
      SET
        state = CASE WHEN state = 'RUNNING' THEN state ELSE 'CANCELLED' END,
        cancel_requested_at =
          CASE WHEN state = 'RUNNING' THEN coalesce(cancel_requested_at, ?) ELSE NULL END,
        finished_at = CASE WHEN state = 'RUNNING' THEN NULL ELSE ? END,
        error_code = CASE WHEN state = 'RUNNING' THEN error_code ELSE 'cancelled' END,
        error_message =
          CASE WHEN state = 'RUNNING' THEN error_message WHEN attempt = 0 THEN ? ELSE ? END
      WHERE %s = ? AND finished_at IS NULL
      RETURNING
      """
          + JobRow.BRIEF_COLUMNS;

  private record Wish(UUID id, Instant now) {}

  private final WriterPool writers;
  private final BatchWrite<Wish, Optional<Cancellation>> cancel =
      BatchWrite.each(WriteKind.CANCEL, JdbcJobCancellations::cancelOne);
  private final BatchWrite<Wish, List<Cancellation>> cancelGroup =
      BatchWrite.each(
          WriteKind.CANCEL_GROUP, (session, wish) -> cancelGroup(session, wish.id(), wish.now()));

  public JdbcJobCancellations(WriterPool writers) {
    this.writers = writers;
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Optional<Cancellation>> cancel(UUID jobId, Instant now) {
    return writers.write(jobId, cancel, new Wish(jobId, now));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<List<Cancellation>> cancelGroup(UUID groupId, Instant now) {
    return writers.write(groupId, cancelGroup, new Wish(groupId, now));
  }

  private static Optional<Cancellation> cancelOne(WriterSession session, Wish wish)
      throws SQLException {
    List<Cancellation> done = cancelAll(session, "id", wish);
    if (!done.isEmpty()) {
      return Optional.of(done.getFirst());
    }
    return session
        .statement("SELECT " + JobRow.BRIEF_COLUMNS + " FROM job WHERE id = ?")
        .id(wish.id())
        .first(JobRow.reader(session.dialect()))
        .map(job -> new Cancellation(Decision.ALREADY_FINAL, job, null));
  }

  /** Cancels what is left of a group, within a transaction. */
  static List<Cancellation> cancelGroup(WriterSession session, UUID groupId, Instant now)
      throws SQLException {
    GroupCompletion.lock(session, Set.of(groupId));
    return cancelAll(session, "group_id", new Wish(groupId, now));
  }

  /** Cancels what is left of a group after a failure, if it is a fail-fast one. */
  static List<Cancellation> callOff(WriterSession session, @Nullable UUID groupId, Instant now)
      throws SQLException {
    if (groupId == null) {
      return List.of();
    }
    boolean failFast =
        session
            .statement("SELECT 1 FROM job_group WHERE id = ? AND return_when = 'FAIL_FAST'")
            .id(groupId)
            .first(row -> true)
            .isPresent();
    return failFast ? cancelGroup(session, groupId, now) : List.of();
  }

  private static List<Cancellation> cancelAll(WriterSession session, String column, Wish wish)
      throws SQLException {
    List<Job> reached =
        new ArrayList<>(
            session
                .statement(CANCEL.formatted(column))
                .instant(wish.now())
                .instant(wish.now())
                .text("Cancelled before it started.")
                .text("Cancelled while it waited for its next attempt.")
                .id(wish.id())
                .list(JobRow.reader(session.dialect())));
    reached.sort(Comparator.comparing(Job::id, JobRow.ID_ORDER));
    GroupCompletion endings = new GroupCompletion();
    reached.stream()
        .filter(job -> job.state() == JobState.CANCELLED)
        .forEach(job -> endings.jobEnded(job.groupId(), wish.now()));
    Map<UUID, JobGroup> endedGroups = endings.end(session);

    List<Cancellation> done = new ArrayList<>();
    for (Job job : reached) {
      if (job.state() == JobState.RUNNING) {
        done.add(new Cancellation(Decision.REQUESTED, job, null));
      } else {
        // each group goes with one of its jobs
        JobGroup ended = job.groupId() == null ? null : endedGroups.remove(job.groupId());
        done.add(new Cancellation(Decision.CANCELLED, job, ended));
      }
    }
    return List.copyOf(done);
  }
}
