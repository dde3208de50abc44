package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Job;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.operation.OperationSpec;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.IdList;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Acts on some jobs of a bulk operation, within a transaction. */
public final class BulkActions {

  /**
   * What was done.
   *
   * @param done the number of jobs on which it has acted
   * @param changed the number of jobs that did not belong to the operation any more
   * @param inOpenGroup the number of jobs that were not deleted because of their group
   * @param redriven the redriven jobs, without their texts
   * @param cancelled the cancelled jobs, and those whose cancellation was requested
   */
  public record Effect(
      int done, int changed, int inOpenGroup, List<Job> redriven, List<Cancellation> cancelled) {

    /** Nothing was done. */
    public static final Effect NONE = new Effect(0, 0, 0, List.of(), List.of());
  }

  private BulkActions() {}

  /**
   * Acts on those of the jobs that still belong to the operation.
   *
   * @param beginning when the operation began
   */
  public static Effect act(
      WriterSession session, OperationSpec spec, Instant beginning, List<UUID> ids, Instant now)
      throws SQLException {
    if (ids.isEmpty()) {
      return Effect.NONE;
    }
    boolean endsJobs =
        switch (spec.action()) {
          case CANCEL, DELETE -> true;
          case REDRIVE, REPRIORITIZE -> false;
        };
    if (endsJobs) {
      GroupCompletion.lock(session, groupsOf(session, ids));
    }
    List<Job> jobs =
        JobLocks.lock(session, ids).stream()
            .filter(job -> belongsTo(spec, beginning, job))
            .toList();
    int changed = ids.size() - jobs.size();
    if (jobs.isEmpty()) {
      return new Effect(0, changed, 0, List.of(), List.of());
    }
    return switch (spec.action()) {
      case REDRIVE -> {
        RedriveChanges changes = new RedriveChanges(null, spec.priority());
        List<Job> redriven = JdbcJobRedrives.redrive(session, jobs, changes, now);
        yield new Effect(redriven.size(), changed, 0, redriven, List.of());
      }
      case CANCEL -> {
        List<Cancellation> cancelled = JdbcJobCancellations.cancelJobs(session, idsOf(jobs), now);
        requireAll(cancelled.size(), jobs);
        yield new Effect(cancelled.size(), changed, 0, List.of(), cancelled);
      }
      case DELETE -> {
        List<Job> deletable = JdbcJobDeletions.deletable(session, jobs);
        JdbcJobDeletions.deleteAll(session, deletable, now);
        int inOpenGroup = jobs.size() - deletable.size();
        yield new Effect(deletable.size(), changed, inOpenGroup, List.of(), List.of());
      }
      case REPRIORITIZE -> {
        requireAll(reprioritize(session, idsOf(jobs), requireNonNull(spec.priority())), jobs);
        yield new Effect(jobs.size(), changed, 0, List.of(), List.of());
      }
    };
  }

  private static boolean belongsTo(OperationSpec spec, Instant beginning, Job job) {
    Set<String> codes = spec.filter().errorCodes();
    return spec.states().contains(job.state())
        && (job.finishedAt() == null || job.finishedAt().isBefore(beginning))
        && (codes.isEmpty() || (job.error() != null && codes.contains(job.error().code())));
  }

  private static List<UUID> groupsOf(WriterSession session, List<UUID> ids) throws SQLException {
    IdList list = new IdList(ids);
    BoundStatement select =
        session.statement(
            "SELECT DISTINCT group_id FROM job WHERE id IN (%s) AND group_id IS NOT NULL"
                .formatted(list.placeholders()));
    list.bind(select);
    return select.list(row -> requireNonNull(session.dialect().id(row, 1)));
  }

  private static int reprioritize(WriterSession session, IdList ids, int priority)
      throws SQLException {
    BoundStatement update =
        session
            .statement(
                """
                UPDATE job
                SET priority = ?
                WHERE id IN (%s) AND state IN ('SCHEDULED', 'QUEUED')
                """
                    .formatted(ids.placeholders()))
            .number(priority);
    ids.bind(update);
    return update.update();
  }

  private static IdList idsOf(List<Job> jobs) {
    return new IdList(jobs.stream().map(Job::id).toList());
  }

  private static void requireAll(int done, List<Job> jobs) {
    if (done != jobs.size()) {
      throw new IllegalStateException("Changed %d jobs instead of %d".formatted(done, jobs.size()));
    }
  }
}
