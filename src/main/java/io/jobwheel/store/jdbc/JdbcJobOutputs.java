package io.jobwheel.store.jdbc;

import static io.jobwheel.store.sql.BatchSql.Column.ID;
import static io.jobwheel.store.sql.BatchSql.Column.NUMBER;
import static io.jobwheel.store.sql.BatchSql.Column.TEXT;

import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.RowBatch;
import io.jobwheel.store.sql.RowCounts;
import io.jobwheel.store.sql.StoreReader;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Appends output to the event log, in the order of the calls. */
public final class JdbcJobOutputs implements JobOutputs {

  private static final BatchSql INSERT =
      BatchSql.insert(
          "job_event", "job_id, attempt, kind, at, text", ID, NUMBER, TEXT, NUMBER, TEXT);

  private final WriterPool writers;
  private final OutputPortions portions;
  private final BatchWrite<Print, @Nullable Void> append =
      BatchWrite.of(WriteKind.OUTPUT, print -> print.text().length(), JdbcJobOutputs::insert);

  public JdbcJobOutputs(WriterPool writers, StoreReader reader) {
    this.writers = writers;
    this.portions = new OutputPortions(reader);
  }

  /** {@inheritDoc} */
  @Override
  @SuppressWarnings("NullAway") // the value of a Void future is null
  public CompletableFuture<Void> append(Print print) {
    return writers.write(print.jobId(), append, print);
  }

  /** {@inheritDoc} */
  @Override
  public OutputPortion after(UUID jobId, int attempt, long position, ReadMeter meter) {
    return portions.after(jobId, attempt, position, meter);
  }

  /** {@inheritDoc} */
  @Override
  public <E extends Exception> void ofAttempt(
      UUID jobId, int attempt, ReadMeter meter, PrintReader<E> consumer) throws E {
    portions.ofAttempt(jobId, attempt, meter, consumer);
  }

  /** {@inheritDoc} */
  @Override
  public <E extends Exception> void ofGroup(UUID groupId, ReadMeter meter, PrintReader<E> consumer)
      throws E {
    portions.ofGroup(groupId, meter, consumer);
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
    return RowCounts.noResults(prints.size());
  }
}
