package io.jobwheel.store.commit;

import static java.util.Objects.requireNonNull;

import io.jobwheel.store.WithdrawnException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** An item that waits for its transaction, and the future of its caller. */
final class PendingWrite<I, R extends @Nullable Object> {

  private final BatchWrite<I, R> write;
  private final I item;
  private final @Nullable UUID key;
  private final WriteFuture answer = new WriteFuture();
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
  // written by the writer before it puts the write back
  private volatile boolean metLock;
  // confined to the writer; set by the execution, published after the commit
  private @Nullable Executed<R> executed;

  private enum Stage {
    WAITING,
    BEGUN,
    /** Cancelled while it was in a transaction, which may still fail. */
    ABANDONED,
    WITHDRAWN
  }

  /**
   * Cancelling it withdraws a write that has not begun. A write that has begun is not begun again.
   */
  private final class WriteFuture extends CompletableFuture<R> {
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      Stage before =
          stage.getAndUpdate(now ->
              switch (now) {
                case WAITING, WITHDRAWN -> Stage.WITHDRAWN;
                case BEGUN, ABANDONED -> Stage.ABANDONED;
              });
      return before == Stage.WAITING ? withdraw() : isCancelled();
    }

    /** Completes the future as cancelled, since its exception is a cancellation. */
    boolean withdraw() {
      return completeExceptionally(new WithdrawnException(metLock)) || isCancelled();
    }
  }

  private record Executed<R extends @Nullable Object>(R result) {}

  /** Creates a write of the job or group {@code key}, if there is one. */
  PendingWrite(BatchWrite<I, R> write, I item, @Nullable UUID key) {
    this.write = write;
    this.item = item;
    this.key = key;
  }

  CompletableFuture<R> answer() {
    return answer;
  }

  /** Takes the write into a transaction; {@code false} if it was withdrawn. */
  boolean begin() {
    return stage.compareAndSet(Stage.WAITING, Stage.BEGUN);
  }

  /**
   * Returns a write that met a lock to the waiting state, in which it can be withdrawn; {@code
   * false} if its caller has cancelled it.
   */
  boolean putBack() {
    metLock = true;
    if (stage.compareAndSet(Stage.BEGUN, Stage.WAITING)) {
      return true;
    }
    if (stage.compareAndSet(Stage.ABANDONED, Stage.WITHDRAWN)) {
      answer.withdraw();
    }
    return false;
  }

  /** Returns the job or group whose writes stay in order, or {@code null}. */
  @Nullable UUID key() {
    return key;
  }

  WriteKind kind() {
    return write.kind();
  }

  long bytes() {
    return write.bytes(item);
  }

  /** Completes the future with the result. Called after the commit. */
  void committed() {
    Executed<R> done = executed;
    if (done == null) {
      failed(new IllegalStateException(kind() + " was committed, but not executed"));
    } else {
      answer.complete(done.result());
    }
  }

  void failed(Throwable cause) {
    answer.completeExceptionally(cause);
  }

  /**
   * Executes the writes in the order of their kinds, each kind as one batch, and what they defer
   * but for the permits before claims.
   */
  static void executeAll(WriterSession session, List<PendingWrite<?, ?>> writes)
      throws SQLException {
    IdentityHashMap<BatchWrite<?, ?>, List<PendingWrite<?, ?>>> groups = new IdentityHashMap<>();
    for (PendingWrite<?, ?> pending : writes) {
      groups.computeIfAbsent(pending.write, _ -> new ArrayList<>()).add(pending);
    }
    for (BatchWrite<?, ?> write : List.copyOf(groups.keySet())) {
      BatchWrite<?, ?> other = write.joined();
      List<PendingWrite<?, ?>> joined = other == null ? null : groups.get(other);
      if (joined != null) {
        joined.addAll(0, requireNonNull(groups.remove(write)));
      }
    }
    List<Map.Entry<BatchWrite<?, ?>, List<PendingWrite<?, ?>>>> ordered =
        new ArrayList<>(groups.entrySet());
    ordered.sort(Comparator.comparing(group -> group.getKey().kind()));
    for (var group : ordered) {
      WriteKind kind = group.getKey().kind();
      if (kind == WriteKind.CLAIM || kind == WriteKind.FAIRNESS) {
        session.followUps().executeBefore(session, DeferredWork.DeferredOrder.PERMITS);
      }
      executeGroup(session, group.getKey(), group.getValue());
    }
  }

  @SuppressWarnings("unchecked") // all of a group have the types of this write
  private static <I, R extends @Nullable Object> void executeGroup(
      WriterSession session, BatchWrite<I, R> write, List<PendingWrite<?, ?>> group)
      throws SQLException {
    List<I> items = new ArrayList<>(group.size());
    for (PendingWrite<?, ?> pending : group) {
      items.add((I) pending.item);
    }
    List<R> results = write.execute(session, items);
    if (results.size() != items.size()) {
      throw new IllegalStateException(
          "%s returned %d results for %d items"
              .formatted(write.kind(), results.size(), items.size()));
    }
    for (int i = 0; i < results.size(); i++) {
      ((PendingWrite<I, R>) group.get(i)).executed = new Executed<>(results.get(i));
    }
  }
}
