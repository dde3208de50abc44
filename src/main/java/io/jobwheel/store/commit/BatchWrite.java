package io.jobwheel.store.commit;

import java.sql.SQLException;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A write that is executed for many callers in one transaction.
 *
 * @param <I> what a caller hands in
 * @param <R> what the caller gets back after the commit
 */
public interface BatchWrite<I, R extends @Nullable Object> {

  WriteKind kind();

  /** About how many bytes an item takes in a statement, where that may be many. */
  long bytes(I item);

  /**
   * Executes the items within the session's transaction; one result for each item, in their order.
   * May be called again with some of the items when the transaction was rolled back, so it changes
   * nothing but the database.
   */
  List<R> execute(WriterSession session, List<I> items) throws SQLException;

  /** A write of that kind which executes so. */
  static <I, R extends @Nullable Object> BatchWrite<I, R> of(WriteKind kind, Body<I, R> body) {
    return of(kind, _ -> 0, body);
  }

  /** The same with items that may be long. */
  static <I, R extends @Nullable Object> BatchWrite<I, R> of(
      WriteKind kind, ToLongFunction<I> bytes, Body<I, R> body) {
    return new BatchWrite<>() {
      @Override
      public long bytes(I item) {
        return bytes.applyAsLong(item);
      }

      @Override
      public WriteKind kind() {
        return kind;
      }

      @Override
      public List<R> execute(WriterSession session, List<I> items) throws SQLException {
        return body.execute(session, items);
      }
    };
  }

  /** What a write does with its items. */
  @FunctionalInterface
  interface Body<I, R extends @Nullable Object> {
    List<R> execute(WriterSession session, List<I> items) throws SQLException;
  }

  /** What a write does with one item, where nothing is gained by a batch. */
  @FunctionalInterface
  interface Single<I, R extends @Nullable Object> {
    R execute(WriterSession session, I item) throws SQLException;
  }

  /** A write that executes item by item, in their order. */
  static <I, R extends @Nullable Object> BatchWrite<I, R> each(
      WriteKind kind, Single<I, R> single) {
    return of(
        kind,
        (session, items) -> {
          List<R> results = new java.util.ArrayList<>(items.size());
          for (I item : items) {
            results.add(single.execute(session, item));
          }
          return results;
        });
  }
}
