package io.jobwheel.store.jdbc.fairness;

import static io.jobwheel.store.sql.BatchSql.Column.ID;
import static io.jobwheel.store.sql.BatchSql.Column.NUMBER;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.store.commit.DeferredWork;
import io.jobwheel.store.commit.DeferredWork.DeferredOrder;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.fairness.FairQueue;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.RowBatch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The ranks of waiting jobs, which order the claims within one mode and one priority. This is
 * start-time fair queueing (P. Goyal, H. M. Vin, H. Cheng: Start-time Fair Queuing, SIGCOMM 1996):
 *
 * <ol>
 *   <li>A queue has a virtual time V: the highest rank that was claimed.
 *   <li>A key has a finish F: where its last job ends in virtual time.
 *   <li>A job that begins to wait has the rank max(V, F) of its key, and moves F to that rank plus
 *       the cost of the job, which is inverse to its weight.
 *   <li>Claims take the lowest rank first. So each of the keys that have waiting jobs starts jobs
 *       in proportion to its weight; and the first job of a key that had none ranks at V, before
 *       all but one job of each other key.
 * </ol>
 *
 * <p>A job is ranked when it becomes {@code QUEUED} or {@code BLOCKED}: when it is submitted, due,
 * redriven, or moved to another priority. An attempt that is given back was counted and is next: a
 * claim makes the rank negative. A waiting job that is cancelled, is past its deadline, or is moved
 * gives its cost back. A job that starts at once, since nothing waits, has no rank, and its key
 * does not pay. A job keeps its rank when a limit releases it, and limits release jobs in the order
 * of claims.
 *
 * <p>A queue has ranks from its first job with a key on, and until it is idle, see {@link
 * io.jobwheel.store.fairness.FairQueues}. Jobs without a key are one key then. In any other queue
 * all ranks are 0. V begins at 0 again only where no job with a higher rank waits, so that new jobs
 * do not overtake old ones.
 *
 * <p>Locks. Keys are rows that transactions have to wait for. They do not deadlock:
 *
 * <ul>
 *   <li>A transaction locks them after all jobs, groups and other keys, and before the rows of
 *       {@code limit_usage}; {@link io.jobwheel.store.commit.WriteKind} has the whole order. {@link
 *       #rank} is called by the last kind of write of jobs, and everything else is deferred to it,
 *       or to the end. While it waits for them, it holds nothing that their holder still waits for.
 *   <li>A job with limits that is to start at once pays before its permits are counted, and is
 *       refunded if they are free. The refund meets only locks that the transaction has.
 *   <li>It locks them at once, first the queues and then the keys, each in their order. Queues are
 *       locked only against their deletion, which does not wait for a claim that advances V.
 *   <li>Claims and the deletion of keys skip what is locked. A skipped advance is made up for by
 *       the next one.
 * </ul>
 *
 * <p>A transaction that locks keys twice, since an idempotency key became free within it, may
 * deadlock with another such one; the database ends it, and the session repeats it.
 */
public final class FairRanks {

  private static final BatchSql SET_RANK =
      BatchSql.update(
          "job", "SET rank = :rank WHERE id = :job", List.of("rank", "job"), NUMBER, ID);

  private record NewRank(UUID job, long rank) {}

  private static final DeferredWork<Charge> CHARGES =
      new DeferredWork<>(DeferredOrder.FAIRNESS, FairRanks::chargeAndRank);
  private static final DeferredWork<NewRank> NEW_RANKS =
      new DeferredWork<>(DeferredOrder.RANKS, FairRanks::write);

  private FairRanks() {}

  /**
   * Charges the keys of new jobs, which are about to be inserted, and returns their ranks. Others
   * have the rank 0.
   *
   * @param others jobs whose keys the transaction may charge later, and so locks now
   */
  public static Map<UUID, Long> rank(WriterSession session, List<Job> jobs, List<Job> others)
      throws SQLException {
    List<RankedJob> ranked = ranked(session, jobs);
    List<RankedJob> locked = ranked(session, others);
    if (ranked.isEmpty() && locked.isEmpty()) {
      return Map.of();
    }
    List<Charge> charges = new ArrayList<>(session.followUps().take(CHARGES));
    int earlier = charges.size();
    ranked.forEach(job -> charges.add(new Charge(job, false)));
    int end = charges.size();
    for (RankedJob job : locked) {
      charges.add(new Charge(job, false));
      charges.add(new Charge(job, true));
    }
    long[] ranks = FairKeys.charge(session, charges);
    deferRanks(session, charges.subList(0, earlier), ranks);
    Map<UUID, Long> byJob = new HashMap<>();
    for (int i = earlier; i < end; i++) {
      byJob.put(charges.get(i).job().id(), ranks[i]);
    }
    return byJob;
  }

  private static List<RankedJob> ranked(WriterSession session, List<Job> jobs) {
    return jobs.stream()
        .filter(job -> RankedJob.isRanked(job, session.ranked()))
        .map(RankedJob::of)
        .toList();
  }

  /** Ranks a job later in the transaction, if it gets a rank. Its rank is 0 until then. */
  public static void rankLater(WriterSession session, Job job) {
    if (RankedJob.isRanked(job, session.ranked())) {
      rankLater(session, RankedJob.of(job));
    }
  }

  /** Ranks a job later in the transaction. Its rank is 0 until then. */
  static void rankLater(WriterSession session, RankedJob job) {
    session.followUps().defer(CHARGES, new Charge(job, false));
  }

  /** Gives back later in the transaction what a job has cost its key, since it will not start. */
  public static void refundLater(WriterSession session, Job job) {
    session.followUps().defer(CHARGES, new Charge(RankedJob.of(job), true));
  }

  /**
   * Reads a job that may have ended before it started, from a row of the columns of {@link JobRow}
   * and its rank. Its key does not pay for it then.
   */
  public static Job readEnded(WriterSession session, ResultSet row) throws SQLException {
    Job job = JobRow.read(row, session.dialect());
    if (job.state().isFinal() && row.getLong(JobRow.COLUMN_COUNT + 1) > 0) {
      refundLater(session, job);
    }
    return job;
  }

  /**
   * As {@link #refundLater}, for a job that left its queue: only if this queue has ranks.
   *
   * @param job the job as it was
   */
  public static void left(WriterSession session, Job job) {
    if (RankedJob.isRanked(job, session.ranked())) {
      refundLater(session, job);
    }
  }

  /**
   * Advances the virtual time of queues, whose jobs were claimed. Does nothing for a queue that
   * another transaction has locked.
   *
   * @param highest the highest claimed rank of each priority
   */
  public static void claimed(WriterSession session, ExecutionMode mode, Map<Integer, Long> highest)
      throws SQLException {
    for (Map.Entry<Integer, Long> each : highest.entrySet()) {
      if (each.getValue() > 0) {
        FairKeys.advance(session, new FairQueue(mode, each.getKey()), each.getValue());
      }
    }
  }

  private static void chargeAndRank(WriterSession session, List<Charge> charges)
      throws SQLException {
    deferRanks(session, charges, FairKeys.charge(session, charges));
  }

  private static void deferRanks(WriterSession session, List<Charge> charges, long[] ranks) {
    for (int i = 0; i < charges.size(); i++) {
      if (!charges.get(i).refund()) {
        session.followUps().defer(NEW_RANKS, new NewRank(charges.get(i).job().id(), ranks[i]));
      }
    }
  }

  private static void write(WriterSession session, List<NewRank> ranks) throws SQLException {
    Map<UUID, Long> last = new LinkedHashMap<>();
    ranks.forEach(each -> last.put(each.job(), each.rank()));
    RowBatch update = session.batch(SET_RANK);
    for (Map.Entry<UUID, Long> each : last.entrySet()) {
      update.number(each.getValue()).id(each.getKey()).addRow();
    }
    var _ = update.run();
  }
}
