package io.jobwheel.store.jdbc;

import static io.jobwheel.store.sql.BatchSql.Column.ID;
import static io.jobwheel.store.sql.BatchSql.Column.NUMBER;
import static io.jobwheel.store.sql.BatchSql.Column.REAL;
import static io.jobwheel.store.sql.BatchSql.Column.TEXT;

import io.jobwheel.job.Progress;
import io.jobwheel.store.ProgressReports;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.Micros;
import io.jobwheel.store.sql.RowBatch;
import io.jobwheel.store.sql.RowCounts;
import io.jobwheel.store.sql.StoreReader;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Keeps one row for each job. Of several reports of a job in a batch, only the last is written. */
public final class JdbcProgressReports implements ProgressReports {

  private static final BatchSql UPSERT = upsert();

  private final WriterPool writers;
  private final StoreReader reader;
  private final BatchWrite<ProgressReport, @Nullable Void> upsert =
      BatchWrite.of(WriteKind.PROGRESS, JdbcProgressReports::write);

  public JdbcProgressReports(WriterPool writers, StoreReader reader) {
    this.writers = writers;
    this.reader = reader;
  }

  private static BatchSql upsert() {
    BatchSql insert =
        BatchSql.insert(
            "job_progress",
            "job_id, attempt, at, fraction, message",
            ID,
            NUMBER,
            NUMBER,
            REAL,
            TEXT);
    String replace =
        """
         ON CONFLICT (job_id) DO UPDATE
        SET attempt = excluded.attempt, at = excluded.at, fraction = excluded.fraction,
          message = excluded.message
        WHERE excluded.attempt >= job_progress.attempt
        """;
    return new BatchSql(insert.each() + replace, insert.all() + replace, insert.columns());
  }

  /** {@inheritDoc} */
  @Override
  @SuppressWarnings("NullAway") // the value of a Void future is null
  public CompletableFuture<Void> record(ProgressReport report) {
    return writers.write(report.jobId(), upsert, report);
  }

  /** {@inheritDoc} */
  @Override
  public Optional<Progress> progressOf(UUID jobId, int attempt) {
    return reader.first(
        "SELECT at, fraction, message FROM job_progress WHERE job_id = ? AND attempt = ?",
        select -> select.id(jobId).number(attempt),
        row -> new Progress(Micros.toInstant(row.getLong(1)), row.getDouble(2), row.getString(3)));
  }

  private static List<@Nullable Void> write(WriterSession session, List<ProgressReport> reports)
      throws SQLException {
    // sorted by id, so that transactions cannot deadlock
    Map<UUID, ProgressReport> newest = new TreeMap<>(JobRow.ID_ORDER);
    for (ProgressReport report : reports) {
      newest.merge(report.jobId(), report, (a, b) -> b.attempt() < a.attempt() ? a : b);
    }
    RowBatch rows = session.batch(UPSERT);
    for (ProgressReport report : newest.values()) {
      rows.id(report.jobId())
          .number((long) report.attempt())
          .instant(report.progress().at())
          .real(report.progress().fraction())
          .text(report.progress().message())
          .addRow();
    }
    var _ = rows.run(); // the row of a later attempt is kept, which is not an error
    return RowCounts.noResults(reports.size());
  }
}
