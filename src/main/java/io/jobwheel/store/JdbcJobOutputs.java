package io.jobwheel.store;

import static io.jobwheel.store.BatchSql.Column.ID;
import static io.jobwheel.store.BatchSql.Column.NUMBER;
import static io.jobwheel.store.BatchSql.Column.TEXT;
import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Appends prints to the event log, in the order in which they were handed in. */
final class JdbcJobOutputs implements JobOutputs {

  private static final BatchSql INSERT =
      BatchSql.insert(
          "job_event", "job_id, attempt, kind, at, text", ID, NUMBER, TEXT, NUMBER, TEXT);

  private final Writers writers;
  private final Reads reads;
  private final BatchWrite<Print, @Nullable Void> append =
      BatchWrite.of(WriteKind.OUTPUT, JdbcJobOutputs::insert);

  JdbcJobOutputs(Writers writers, Reads reads) {
    this.writers = writers;
    this.reads = reads;
  }

  /** {@inheritDoc} */
  @Override
  @SuppressWarnings("NullAway") // the value of a Void future is null
  public CompletableFuture<Void> append(Print print) {
    return writers.write(print.jobId(), append, print);
  }

  /** {@inheritDoc} */
  @Override
  public List<Print> ofAttempt(UUID jobId, int attempt) {
    return reads.list(
        """
        SELECT job_id, attempt, at, text
        FROM job_event
        WHERE job_id = ? AND attempt = ? AND kind = 'OUTPUT'
        ORDER BY id
        """,
        select -> select.id(jobId).number(attempt),
        this::read);
  }

  /** {@inheritDoc} */
  @Override
  public List<Print> ofGroup(UUID groupId) {
    return reads.list(
        """
        SELECT event.job_id, event.attempt, event.at, event.text
        FROM job
        JOIN job_event event ON event.job_id = job.id AND event.attempt = job.attempt
        WHERE job.group_id = ? AND event.kind = 'OUTPUT'
        ORDER BY event.at, event.id
        """,
        select -> select.id(groupId),
        this::read);
  }

  private static List<@Nullable Void> insert(WriterSession session, List<Print> prints)
      throws SQLException {
    RowBatch insert = session.batch(INSERT);
    for (Print print : prints) {
      insert
          .id(print.jobId())
          .number((long) print.attempt())
          .text("OUTPUT")
          .instant(print.at())
          .text(print.text())
          .addRow();
    }
    RowCounts.requireOneEach(insert.run(), "job_event");
    return RowCounts.nothing(prints.size());
  }

  private Print read(ResultSet row) throws SQLException {
    return new Print(
        requireNonNull(reads.dialect().id(row, 1)),
        row.getInt(2),
        Micros.toInstant(row.getLong(3)),
        row.getString(4));
  }
}
