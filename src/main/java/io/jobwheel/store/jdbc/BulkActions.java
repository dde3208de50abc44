package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.fairness.FairRanks;
import io.jobwheel.store.operation.OperationAction;
import io.jobwheel.store.operation.OperationSpec;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.TimeRange;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.IdList;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Acts on some jobs of a bulk operation, within a transaction. */
public final class BulkActions {

  /**
   * What was done.
   *
   * @param taken the jobs that the action has come to, the first of those that it was given; the
   *     others are for a later one, since another transaction has locked the first of them
   * @param done the number of jobs on which it has acted
   * @param changed the number of jobs that did not belong to the operation any more
   * @param inOpenGroup the number of jobs that were not deleted because of their group
   * @param keyHeld the number of jobs that were not redriven because other jobs hold their keys
   * @param redriven the redriven jobs, without their texts
   * @param cancelled the cancelled jobs, and those whose cancellation was requested
   */
  public record Effect(
      List<UUID> taken,
      int done,
      int changed,
      int inOpenGroup,
      int keyHeld,
      List<Job> redriven,
      List<Cancellation> cancelled) {

    /** Nothing was done. */
    public static final Effect NONE = new Effect(List.of(), 0, 0, 0, 0, List.of(), List.of());
  }

  private BulkActions() {}

  /**
   * Acts on those of the jobs that still belong to the operation, up to the first one that another
   * transaction has locked.
   *
   * @param beginning when the operation began
   */
  public static Effect act(
      WriterSession session,
      JobEndings endings,
      OperationSpec spec,
      Instant beginning,
      List<UUID> ids,
      Instant now)
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
      JobLocks.lockGroupsOf(session, ids);
    }
    JobFilter filter = spec.jobsBefore(beginning);
    JobLocks.Leading locked =
        JobLocks.lockLeading(session, ids, spec.action() == OperationAction.DELETE);
    List<UUID> taken = locked.ids();
    List<Job> jobs = locked.jobs().stream().filter(job -> belongsTo(filter, job)).toList();
    int changed = taken.size() - jobs.size();
    if (jobs.isEmpty()) {
      return new Effect(taken, 0, changed, 0, 0, List.of(), List.of());
    }
    return switch (spec.action()) {
      case REDRIVE -> {
        RedriveChanges changes = new RedriveChanges(null, spec.priority());
        Set<UUID> withoutKey = JdbcJobRedrives.takeKeys(session, jobs, now).keySet();
        List<Job> free = jobs.stream().filter(job -> !withoutKey.contains(job.id())).toList();
        List<Job> redriven =
            JdbcJobRedrives.redrive(session, endings.permits(), free, changes, now);
        yield new Effect(
            taken, redriven.size(), changed, 0, withoutKey.size(), redriven, List.of());
      }
      case CANCEL -> {
        List<Cancellation> cancelled =
            JdbcJobCancellations.cancelJobs(session, endings, idsOf(jobs), now);
        requireAll(cancelled.size(), jobs);
        yield new Effect(taken, cancelled.size(), changed, 0, 0, List.of(), cancelled);
      }
      case DELETE -> {
        List<Job> deletable = JdbcJobDeletions.deletable(session, jobs);
        JdbcJobDeletions.deleteAll(session, deletable, now);
        int inOpenGroup = jobs.size() - deletable.size();
        yield new Effect(taken, deletable.size(), changed, inOpenGroup, 0, List.of(), List.of());
      }
      case REPRIORITIZE -> {
        reprioritize(session, jobs, requireNonNull(spec.priority()));
        jobs.forEach(job -> endings.permits().left(session, job));
        yield new Effect(taken, jobs.size(), changed, 0, 0, List.of(), List.of());
      }
    };
  }

  /** Returns whether a job still matches the criteria that can change. */
  private static boolean belongsTo(JobFilter filter, Job job) {
    return filter.states().contains(job.state())
        && isIn(filter.finished(), job.finishedAt())
        && isIn(filter.errorCodes(), job.error());
  }

  private static boolean isIn(TimeRange range, @Nullable Instant time) {
    return range.isAll()
        || (time != null
            && (range.from() == null || !time.isBefore(range.from()))
            && (range.to() == null || time.isBefore(range.to())));
  }

  private static boolean isIn(Set<String> codes, @Nullable JobError error) {
    return codes.isEmpty() || (error != null && codes.contains(error.code()));
  }

  private static void reprioritize(WriterSession session, List<Job> jobs, int priority)
      throws SQLException {
    IdList ids = idsOf(jobs);
    BoundStatement update =
        session
            .statement(
                """
                UPDATE job
                SET priority = ?, rank = CASE WHEN priority = ? THEN rank ELSE 0 END
                WHERE id IN (%s) AND state IN ('SCHEDULED', 'BLOCKED', 'QUEUED')
                """
                    .formatted(ids.placeholders()))
            .number(priority)
            .number(priority);
    ids.bind(update);
    requireAll(update.update(), jobs);
    for (Job job : jobs) {
      if (job.priority() != priority) {
        FairRanks.left(session, job);
        FairRanks.rankLater(session, job.at(priority));
      }
    }
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
