package io.jobwheel.store.commit;

import java.sql.SQLException;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A write that is executed for many callers in one transaction.
 *
 * @param <I> the item of one caller
 * @param <R> the result of one caller, available after the commit
 */
public interface BatchWrite<I, R extends @Nullable Object> {

  /** Returns the kind of the write. */
  WriteKind kind();

  /** Returns the approximate size of an item in bytes, or 0 for short items. */
  long bytes(I item);

  /**
   * Executes the items within the session's transaction, and returns one result for each item, in
   * order. Called again with some of the items after a rollback, so it must change only the
   * database.
   */
  List<R> execute(WriterSession session, List<I> items) throws SQLException;

  /**
   * Returns the write that executes the items of this one, too, in a transaction that has items of
   * both; null for none.
   */
  default @Nullable BatchWrite<I, R> joined() {
    return null;
  }

  /**
   * Returns a write that does the same as another one, at another place in the transaction. If the
   * transaction has items of the other one, it executes all of them together.
   */
  static <I, R extends @Nullable Object> BatchWrite<I, R> joining(
      WriteKind kind, BatchWrite<I, R> other) {
    return new BatchWrite<>() {
      @Override
      public long bytes(I item) {
        return other.bytes(item);
      }

      @Override
      public WriteKind kind() {
        return kind;
      }

      @Override
      public BatchWrite<I, R> joined() {
        return other;
      }

      @Override
      public List<R> execute(WriterSession session, List<I> items) throws SQLException {
        return other.execute(session, items);
      }
    };
  }

  /** Returns a write that executes short items as a batch. */
  static <I, R extends @Nullable Object> BatchWrite<I, R> of(
      WriteKind kind, BatchAction<I, R> action) {
    return of(kind, _ -> 0, action);
  }

  /** Returns a write that executes items as a batch. */
  static <I, R extends @Nullable Object> BatchWrite<I, R> of(
      WriteKind kind, ToLongFunction<I> bytes, BatchAction<I, R> action) {
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
        return action.execute(session, items);
      }
    };
  }

  /** Executes a batch of items. */
  @FunctionalInterface
  interface BatchAction<I, R extends @Nullable Object> {
    List<R> execute(WriterSession session, List<I> items) throws SQLException;
  }

  /** Executes one item, for writes that gain nothing from a batch. */
  @FunctionalInterface
  interface ItemAction<I, R extends @Nullable Object> {
    R execute(WriterSession session, I item) throws SQLException;
  }

  /** Returns a write that executes items one by one, in order. */
  static <I, R extends @Nullable Object> BatchWrite<I, R> each(
      WriteKind kind, ItemAction<I, R> action) {
    return of(
        kind,
        (session, items) -> {
          List<R> results = new java.util.ArrayList<>(items.size());
          for (I item : items) {
            results.add(action.execute(session, item));
          }
          return results;
        });
  }
}
