package io.jobwheel.store.jdbc.fairness;

import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.fairness.FairQueue;
import io.jobwheel.store.fairness.FairQueues;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.sql.Micros;
import io.jobwheel.store.sql.StoreReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads which queues have ranks, and deletes what has no effect. */
public final class JdbcFairQueues implements FairQueues {

  /** The jobs of a queue that wait with a rank; two queries, each in its own index. */
  public static final String WAITING =
      """
      SELECT 1
      WHERE EXISTS (
          SELECT 1 FROM job WHERE state = 'QUEUED' AND mode = ? AND priority = ? AND rank > 0)
        OR EXISTS (
          SELECT 1 FROM job WHERE state = 'BLOCKED' AND mode = ? AND priority = ? AND rank > 0)
      """;

  private final WriterPool writers;
  private final StoreReader reader;
  private final BatchWrite<Integer, Integer> prune =
      BatchWrite.each(WriteKind.FAIRNESS, JdbcFairQueues::prune);

  public JdbcFairQueues(WriterPool writers, StoreReader reader) {
    this.writers = writers;
    this.reader = reader;
  }

  /** {@inheritDoc} */
  @Override
  public void refresh() {
    long seen = writers.ranked().changes();
    List<FairQueue> read =
        reader.list("SELECT mode, priority FROM fair_queue", _ -> {}, JdbcFairQueues::read);
    writers.ranked().replace(new HashSet<>(read), seen);
  }

  private static FairQueue read(ResultSet row) throws SQLException {
    return new FairQueue(JobRow.mode(row.getString(1)), row.getInt(2));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Integer> prune(int limit) {
    return writers.write(prune, limit);
  }

  private static int prune(WriterSession session, int limit) throws SQLException {
    int deleted = deleteFinished(session, limit);
    for (FairQueue queue : lockIdle(session)) {
      if (deleted >= limit) {
        break;
      }
      // a statement of its own, which sees the jobs of all that had the queue locked
      if (!hasWaiting(session, queue)) {
        int keys = deleteKeys(session, queue, limit - deleted);
        deleted += keys;
        if (deleted < limit) {
          delete(session, queue);
        }
      }
    }
    return deleted;
  }

  /** Deletes keys whose jobs have all started, unless they are locked. */
  private static int deleteFinished(WriterSession session, int limit) throws SQLException {
    return session
        .statement(
            """
            DELETE FROM fair_key
            WHERE (mode, priority, name) IN (
              SELECT fair_key.mode, fair_key.priority, name
              FROM fair_key
              JOIN fair_queue
                ON fair_queue.mode = fair_key.mode AND fair_queue.priority = fair_key.priority
              WHERE finish <= virtual_time
              LIMIT ?
              %s)
            """
                .formatted(
                    session.dialect().exclusive() ? "" : "FOR UPDATE OF fair_key SKIP LOCKED"))
        .number(limit)
        .update();
  }

  private static List<FairQueue> lockIdle(WriterSession session) throws SQLException {
    return session
        .statement(
            "SELECT mode, priority FROM fair_queue WHERE used_at <= ? "
                + session.dialect().skipLocked())
        .number(session.now() - Micros.of(IDLE))
        .list(JdbcFairQueues::read);
  }

  private static boolean hasWaiting(WriterSession session, FairQueue queue) throws SQLException {
    return session
        .statement(WAITING)
        .text(queue.mode().wireName())
        .number(queue.priority())
        .text(queue.mode().wireName())
        .number(queue.priority())
        .first(row -> true)
        .isPresent();
  }

  private static int deleteKeys(WriterSession session, FairQueue queue, int limit)
      throws SQLException {
    return session
        .statement(
            """
            DELETE FROM fair_key
            WHERE (mode, priority, name) IN (
              SELECT mode, priority, name FROM fair_key WHERE mode = ? AND priority = ? LIMIT ?)
            """)
        .text(queue.mode().wireName())
        .number(queue.priority())
        .number(limit)
        .update();
  }

  private static void delete(WriterSession session, FairQueue queue) throws SQLException {
    var _ =
        session
            .statement("DELETE FROM fair_queue WHERE mode = ? AND priority = ?")
            .text(queue.mode().wireName())
            .number(queue.priority())
            .update();
    session.afterCommit(() -> session.ranked().remove(queue));
  }
}
