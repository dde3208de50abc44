package io.jobwheel.store.jdbc.fairness;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Fairness;
import io.jobwheel.job.Job;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.fairness.FairQueue;
import io.jobwheel.store.jdbc.row.JobRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A job that has become due and gets a rank. */
public record DueJob(RankedJob job, Instant runAt) {

  /** The columns that are read. */
  public static final String COLUMNS = "id, mode, priority, run_at, fairness, delivery_of";

  private static final Comparator<DueJob> ORDER =
      Comparator.comparing(DueJob::runAt).thenComparing(due -> due.job().id(), JobRow.ID_ORDER);

  /** Reads a row of {@link #COLUMNS}; null if the job gets no rank. */
  public static @Nullable DueJob read(ResultSet row, WriterSession session) throws SQLException {
    String text = row.getString(5);
    boolean delivery = row.getString(6) != null;
    if (delivery || (text == null && session.ranked().isEmpty())) {
      return null;
    }
    FairQueue queue = new FairQueue(JobRow.mode(row.getString(2)), row.getInt(3));
    Fairness fairness = JobRow.fairness(text);
    return fairness == null && !session.ranked().contains(queue)
        ? null
        : new DueJob(
            new RankedJob(requireNonNull(session.dialect().id(row, 1)), queue, fairness),
            requireNonNull(JobRow.instant(row, 4)));
  }

  /**
   * Ranks jobs later in the transaction, in the order in which they were due.
   *
   * @param due jobs that were read here
   * @param others other jobs
   */
  public static void rankLater(
      WriterSession session, List<@Nullable DueJob> due, List<Job> others) {
    Stream<DueJob> ranked =
        others.stream()
            .filter(job -> RankedJob.isRanked(job, session.ranked()))
            .map(job -> new DueJob(RankedJob.of(job), job.runAt()));
    Stream.concat(due.stream().filter(Objects::nonNull), ranked)
        .sorted(ORDER)
        .forEach(each -> FairRanks.rankLater(session, each.job()));
  }
}
