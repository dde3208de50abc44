package io.jobwheel.store.jdbc.limit;

import io.jobwheel.job.Blocker;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.JobState;
import io.jobwheel.job.JobStatus;
import io.jobwheel.store.commit.DeferredWork;
import io.jobwheel.store.commit.DeferredWork.DeferredOrder;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.limit.PermitChange.Due;
import io.jobwheel.store.jdbc.limit.PermitChange.GivenBack;
import io.jobwheel.store.jdbc.limit.PermitChange.Left;
import io.jobwheel.store.jdbc.limit.PermitChange.MadeRoom;
import io.jobwheel.store.jdbc.limit.PermitChange.Paused;
import io.jobwheel.store.jdbc.limit.PermitChange.Started;
import io.jobwheel.store.jdbc.limit.PermitChange.Wanted;
import io.jobwheel.store.limit.LimitListener;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.RowBatch;
import io.jobwheel.store.sql.RowCounts;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Takes and gives back the permits of limits, for all writes of a transaction at its end.
 *
 * <p>A job that is {@code QUEUED} or {@code RUNNING} has the permits of all its limits, and a job
 * in any other state has none. So each write that moves a job with limits from or to these states
 * calls a method of this class, and the permits are counted in the transaction that moves the job:
 * they can neither be lost nor given away twice. Writes of jobs without limits do nothing here.
 */
public final class Permits {

  private static final BatchSql HOLD =
      BatchSql.update(
          "job",
          "SET state = 'BLOCKED', blocked_by = :holder WHERE id = :job AND state = 'QUEUED'",
          List.of("holder", "job"),
          BatchSql.Column.TEXT,
          BatchSql.Column.ID);

  private final Supplier<LimitListener> listener;
  private final DeferredWork<PermitChange> settle =
      new DeferredWork<>(DeferredOrder.PERMITS, this::settle);

  /**
   * Creates the counting of permits.
   *
   * @param listener returns what follows a release; called for each transaction that counts
   */
  public Permits(Supplier<LimitListener> listener) {
    this.listener = listener;
  }

  /**
   * Gives back the permits of a job that this transaction has moved.
   *
   * @param before the state in which it was
   */
  public void giveBack(WriterSession session, Job job, JobState before) {
    if (!job.spec().limits().isEmpty() && hasPermits(before)) {
      session
          .followUps()
          .defer(settle, new GivenBack(job.spec().limits(), before == JobState.QUEUED));
    }
  }

  /**
   * Notes that a job that may have been held is not held any more, or has another priority. One
   * that needs several permits may have been in the way of others, for which there were enough.
   */
  public void left(WriterSession session, Job job) {
    if (job.spec().limits().stream().anyMatch(limit -> limit.units() > 1)) {
      session.followUps().defer(settle, new Left(job.spec().limits()));
    }
  }

  private static boolean hasPermits(JobState state) {
    return state == JobState.QUEUED || state == JobState.RUNNING;
  }

  /** Notes that jobs were claimed. */
  public void started(WriterSession session, Collection<Job> jobs) {
    for (Job job : jobs) {
      if (!job.spec().limits().isEmpty()) {
        session.followUps().defer(settle, new Started(job.spec().limits()));
      }
    }
  }

  /**
   * Lets jobs wait for permits that this transaction has moved to {@code QUEUED}, and that have
   * none. Those of them that have limits become {@code BLOCKED}; the end of the transaction
   * releases them if permits are free.
   *
   * @return the jobs as they are then
   */
  public List<Job> want(WriterSession session, List<Job> jobs) throws SQLException {
    List<Job> wanting = new ArrayList<>(jobs.size());
    RowBatch hold = session.batch(HOLD);
    for (Job job : jobs) {
      Job held = held(job);
      wanting.add(held);
      if (held.state() == JobState.BLOCKED) {
        hold.text(BlockedJobs.holderOf(held)).id(job.id()).addRow();
        session.followUps().defer(settle, new Wanted(held));
      }
    }
    RowCounts.requireOneEach(hold.run(), "job");
    return wanting;
  }

  /**
   * Gives back the permits of jobs whose attempts have ended without an outcome, and lets those
   * that this transaction has moved to {@code QUEUED} wait for others: their next start is another
   * one.
   */
  public void requeue(WriterSession session, List<Job> jobs) throws SQLException {
    for (Job job : jobs) {
      giveBack(session, job, JobState.RUNNING);
    }
    var _ = want(session, jobs);
  }

  /**
   * Returns a job that waits for permits, before it is known which of its limits holds it. A job
   * that is not due, or has no limits, is as it was.
   */
  public static Job held(Job job) {
    if (job.state() != JobState.QUEUED || job.spec().limits().isEmpty()) {
      return job;
    }
    JobLimit first = job.spec().limits().getFirst();
    return job.with(new JobStatus(JobState.BLOCKED, new Blocker(first.name(), first.key())));
  }

  /** Lets jobs wait for permits that this transaction has stored as {@link #held}. */
  public void wantStored(WriterSession session, Collection<Job> jobs) {
    for (Job job : jobs) {
      if (job.state() == JobState.BLOCKED) {
        session.followUps().defer(settle, new Wanted(job));
      }
    }
  }

  /** Notes that it is time to look whether the jobs that rows hold can be released. */
  void due(WriterSession session, Collection<String> ids) {
    ids.forEach(id -> session.followUps().defer(settle, new Due(id)));
  }

  /** Gives no permits of limits for a time. */
  void pause(WriterSession session, List<JobLimit> limits, Duration duration) {
    session.followUps().defer(settle, new Paused(limits, TimeUnit.MICROSECONDS.convert(duration)));
  }

  /** Notes that the jobs of rows were cancelled that later ones supersede. */
  public void superseded(WriterSession session, Collection<String> ids) {
    ids.forEach(id -> session.followUps().defer(settle, new MadeRoom(id)));
  }

  /**
   * Begins to decide about new jobs with limits. Executes all deferred work of the transaction so
   * far before that. Called last in a transaction, since rows are locked once.
   *
   * @param jobs all jobs about which may be decided
   */
  public PermitAdmission admit(WriterSession session, List<Job> jobs) throws SQLException {
    session.followUps().executeBefore(session, DeferredOrder.PERMITS);
    return new PermitAdmission(
        settled(session, session.followUps().take(settle), jobs), listener.get());
  }

  /** Returns what follows a change of a definition. */
  LimitRecount recount() {
    return new LimitRecount(listener);
  }

  private void settle(WriterSession session, List<PermitChange> changes) throws SQLException {
    settled(session, changes, List.of()).write(listener.get());
  }

  private static PermitSettlement settled(
      WriterSession session, List<PermitChange> changes, List<Job> jobs) throws SQLException {
    PermitSettlement settlement = PermitSettlement.begin(session, changes, jobs);
    settlement.count(changes);
    settlement.release();
    return settlement;
  }
}
