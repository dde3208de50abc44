package io.jobwheel.store.jdbc;

import io.jobwheel.job.Blocker;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.limit.SupersededSearch;
import io.jobwheel.store.jdbc.limit.SupersededSearch.Found;
import io.jobwheel.store.limit.SupersededJobs;
import io.jobwheel.store.sql.IdList;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Cancels the oldest jobs of the limits whose rows are due. */
public final class JdbcSupersededJobs implements SupersededJobs {

  /** Maximum number of jobs in one transaction. */
  private static final int MOST_JOBS = 500;

  private final WriterPool writers;
  private final BatchWrite<Instant, List<Superseded>> cancel;

  public JdbcSupersededJobs(WriterPool writers, JobEndings endings) {
    this.writers = writers;
    this.cancel =
        BatchWrite.each(
            WriteKind.CANCEL_SUPERSEDED, (session, now) -> cancelDue(session, endings, now));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<List<Superseded>> cancelDue(Instant now) {
    return writers.write(cancel, now);
  }

  private static List<Superseded> cancelDue(WriterSession session, JobEndings endings, Instant now)
      throws SQLException {
    Map<String, Found> due = SupersededSearch.ofDue(session, MOST_JOBS);
    List<UUID> all = due.values().stream().flatMap(row -> row.jobs().stream()).toList();
    JobLocks.lockGroupsOf(session, all);
    // in the order of their ids, as each transaction locks several jobs
    var _ = JobLocks.lock(session, all);
    List<Superseded> superseded = new ArrayList<>();
    for (Found row : due.values()) {
      if (!row.jobs().isEmpty()) {
        List<Cancellation> cancelled =
            JdbcJobCancellations.cancelSuperseded(
                session, endings, new IdList(row.jobs()), message(row), now);
        superseded.add(new Superseded(row.row().limit(), cancelled));
      }
    }
    endings.permits().superseded(session, due.keySet());
    return superseded;
  }

  private static String message(Found found) {
    Blocker row = found.row();
    return "Cancelled: job %s was submitted later, and limit %s%s allows %d."
        .formatted(
            found.newest(),
            row.limit(),
            row.key() == null ? "" : ", key " + row.key() + ",",
            found.permits());
  }
}
