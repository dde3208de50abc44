package io.jobwheel.eventloop;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A result that will be there later, or an error, or a cancellation: asyncio's {@code Future}.
 *
 * <p>Confined to its loop: every method but {@link #isDone} must be called by a task or a callback
 * of the loop, or by the loop's own thread while it does not run; others use {@link
 * EventLoop#post}.
 *
 * @param <T> the result
 */
public sealed class Future<T extends @Nullable Object> extends ReadyItem
    permits Task, ProxyFuture, GatherFuture, WaitQueue.Waiter {

  private enum FutureState {
    PENDING,
    SUCCEEDED,
    FAILED,
    CANCELLED
  }

  private final EventLoop loop;
  // written by the loop, read by any thread
  private volatile FutureState state = FutureState.PENDING;
  private @Nullable T result;
  private @Nullable Throwable error;
  // null once the error was read
  private UnreadErrors.@Nullable Unread unreadError;
  // tasks that wait and callbacks, in the order of their coming; seldom more than one
  private @Nullable ReadyItem waiter;
  private @Nullable List<ReadyItem> moreWaiters;

  Future(EventLoop loop) {
    this.loop = loop;
  }

  /** Whether there is a result, an error or a cancellation. Any thread may ask. */
  public final boolean isDone() {
    return state != FutureState.PENDING;
  }

  /** Whether it was cancelled. */
  public final boolean isCancelled() {
    return state == FutureState.CANCELLED;
  }

  /**
   * The result.
   *
   * @throws IllegalStateException when it is not done
   * @throws CancellationException when it was cancelled; the message is the reason
   * @throws RuntimeException the error, the same instance; a checked exception comes as the cause
   *     of a {@link CompletionException}
   */
  public T result() {
    return switch (state) {
      case PENDING -> throw new IllegalStateException("%s is not done yet".formatted(this));
      case SUCCEEDED -> successful();
      case CANCELLED -> throw cancellation();
      case FAILED -> throw failure();
    };
  }

  private RuntimeException failure() {
    markRead();
    return switch (error) {
      case RuntimeException unchecked -> unchecked;
      case Error fatal -> throw fatal;
      case null, default -> new CompletionException(error);
    };
  }

  @SuppressWarnings("NullAway") // T itself says whether null is a result
  private T successful() {
    return result;
  }

  /**
   * The error; null when there is a result.
   *
   * @throws IllegalStateException when it is not done
   * @throws CancellationException when it was cancelled
   */
  public @Nullable Throwable exception() {
    return switch (state) {
      case PENDING -> throw new IllegalStateException("%s is not done yet".formatted(this));
      case SUCCEEDED -> null;
      case CANCELLED -> throw cancellation();
      case FAILED -> {
        markRead();
        yield error;
      }
    };
  }

  /**
   * Ends the future with a result.
   *
   * @throws IllegalStateException when it is done, or when called from outside the loop
   */
  public void setResult(T value) {
    long now = loop.enter("set a result");
    ensurePending();
    result = value;
    complete(FutureState.SUCCEEDED, now);
  }

  /**
   * Ends the future with an error. One that is never read is reported, as that of a task.
   *
   * @throws IllegalStateException when it is done, or when called from outside the loop
   */
  public void setException(Throwable cause) {
    var _ = loop.enter("set an exception");
    ensurePending();
    fail(Objects.requireNonNull(cause));
  }

  /** Cancels without a reason of its own; see {@link #cancel(String)}. */
  public final boolean cancel() {
    return cancel("cancelled");
  }

  /**
   * Ends the future as cancelled.
   *
   * @param reason the message of the {@link CancellationException} that readers get
   * @return false when it was done already; nothing happens then
   * @throws IllegalStateException when called from outside the loop
   */
  public final boolean cancel(String reason) {
    var _ = loop.enter("cancel");
    return doCancel(Objects.requireNonNull(reason));
  }

  /** Cancels as a part of another call. */
  final boolean doCancel(String reason) {
    return new CancelPropagation(reason).cancel(this);
  }

  /**
   * Its own part of being cancelled, when it is not done: ends, or names those futures whose
   * cancellation will come back to it. What is named must be open.
   */
  Collection<? extends Future<?>> requestCancel(String reason) {
    cancelSelf(reason);
    return List.of();
  }

  /** Ends as cancelled, and asks nobody else for it. */
  void cancelSelf(String reason) {
    completeCancelled(new CancellationException(reason));
  }

  /** Whether cancelling it would change anything. */
  boolean isCancellable() {
    return !isDone();
  }

  /**
   * Calls back once the future is done: at the next turn of the loop, never inside this call or the
   * one that ends the future; in the order of adding. When it is done already, also at the next
   * turn.
   */
  public final void addDoneCallback(Consumer<? super Future<T>> callback) {
    long now = loop.enter("add a callback");
    DoneCallback<T> handle = new DoneCallback<>(this, Objects.requireNonNull(callback));
    if (isDone()) {
      loop.baton().makeReady(handle, now);
    } else {
      addWaiter(handle);
    }
  }

  /** Takes a callback back wherever it was added; how many times it had been. */
  public final int removeDoneCallback(Consumer<? super Future<T>> callback) {
    var _ = loop.enter("remove a callback");
    Objects.requireNonNull(callback);
    return removeWaiters(each -> each instanceof DoneCallback<?> it && it.wraps(callback));
  }

  /** The loop that it belongs to. */
  public final EventLoop loop() {
    return loop;
  }

  /** The futures that this one stands for, if it is made of others. Any thread may ask. */
  Collection<? extends Future<?>> sources() {
    return List.of();
  }

  /** Makes it ready when the future is done; the future must be pending. */
  final void addWaiter(ReadyItem ready) {
    if (waiter == null) {
      waiter = ready;
    } else {
      if (moreWaiters == null) {
        moreWaiters = new ArrayList<>(1);
      }
      moreWaiters.add(ready);
    }
  }

  /** Whether the task waited. */
  final boolean removeWaiter(Task<?> task) {
    return removeWaiters(each -> each == task) > 0;
  }

  private int removeWaiters(Predicate<ReadyItem> which) {
    int removed = 0;
    if (moreWaiters != null) {
      removed = moreWaiters.size();
      moreWaiters.removeIf(which);
      removed -= moreWaiters.size();
    }
    if (waiter != null && which.test(waiter)) {
      removed++;
      waiter = moreWaiters == null || moreWaiters.isEmpty() ? null : moreWaiters.removeFirst();
    }
    return removed;
  }

  final void succeed(T value) {
    result = value;
    complete(FutureState.SUCCEEDED, loop.time());
  }

  final void fail(Throwable cause) {
    error = cause;
    complete(FutureState.FAILED, loop.time());
    unreadError = loop.trackUnread(this, cause);
  }

  final void completeCancelled(CancellationException cause) {
    error = cause;
    complete(FutureState.CANCELLED, loop.time());
  }

  /** The error needs no report: it was read, or is reported in another way. */
  final void markRead() {
    if (unreadError != null) {
      unreadError.discard();
      unreadError = null;
    }
  }

  /** True when somebody will learn how the future ended. */
  final boolean hasWaiter() {
    return waiter != null;
  }

  private void complete(FutureState end, long now) {
    state = end;
    if (waiter != null) {
      loop.baton().makeReady(waiter, now);
      if (moreWaiters != null) {
        for (int i = 0; i < moreWaiters.size(); i++) { // an iterator would need memory
          loop.baton().makeReady(moreWaiters.get(i), now);
        }
      }
      waiter = null;
      moreWaiters = null;
    }
  }

  private void ensurePending() {
    if (isDone()) {
      throw new IllegalStateException("%s is done already".formatted(this));
    }
  }

  final CancellationException cancellation() {
    return new CancellationException(error == null ? null : error.getMessage());
  }

  @Override
  public String toString() {
    return "Future[%s, %s]".formatted(loop.name(), state);
  }
}
