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
 * Represents a result, error or cancellation that becomes available later: asyncio's {@code
 * Future}.
 *
 * <p>Confined to its loop: every method except {@link #isDone} must be called by a task or a
 * callback of the loop, or by the loop's own thread while the loop does not run. Other threads use
 * {@link EventLoop#post}.
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
  // null after the error was read
  private UnreadErrors.@Nullable Unread unreadError;
  // waiting tasks and callbacks, in the order of arrival; rarely more than one
  private @Nullable ReadyItem waiter;
  private @Nullable List<ReadyItem> moreWaiters;

  Future(EventLoop loop) {
    this.loop = loop;
  }

  /** Returns whether there is a result, an error or a cancellation. Any thread may call it. */
  public final boolean isDone() {
    return state != FutureState.PENDING;
  }

  /** Returns whether the future was cancelled. */
  public final boolean isCancelled() {
    return state == FutureState.CANCELLED;
  }

  /**
   * Returns the result.
   *
   * @throws IllegalStateException if the future is not done
   * @throws CancellationException if the future was cancelled; the message is the reason
   * @throws RuntimeException the error of the future, the same instance; a checked exception is the
   *     cause of a {@link CompletionException}
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

  @SuppressWarnings("NullAway") // T itself determines whether null is a result
  private T successful() {
    return result;
  }

  /**
   * Returns the error; {@code null} if there is a result.
   *
   * @throws IllegalStateException if the future is not done
   * @throws CancellationException if the future was cancelled
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
   * Completes the future with a result.
   *
   * @throws IllegalStateException if the future is done, or if called from outside the loop
   */
  public void setResult(T value) {
    long now = loop.enter("set a result");
    ensurePending();
    result = value;
    complete(FutureState.SUCCEEDED, now);
  }

  /**
   * Completes the future with an error. An error that is never read is reported to the loop's
   * exception handler.
   *
   * @throws IllegalStateException if the future is done, or if called from outside the loop
   */
  public void setException(Throwable cause) {
    var _ = loop.enter("set an exception");
    ensurePending();
    fail(Objects.requireNonNull(cause));
  }

  /** Cancels the future with the reason {@code cancelled}; see {@link #cancel(String)}. */
  public final boolean cancel() {
    return cancel("cancelled");
  }

  /**
   * Cancels the future. A task is requested to end; it is done only when its coroutine has ended.
   *
   * @param reason the message of the {@link CancellationException} that readers get
   * @return false if the future was already done; nothing happens then
   * @throws IllegalStateException if called from outside the loop
   */
  public final boolean cancel(String reason) {
    var _ = loop.enter("cancel");
    return doCancel(Objects.requireNonNull(reason));
  }

  /** Cancels as a part of another call, without its checks. */
  final boolean doCancel(String reason) {
    return new CancelPropagation(reason).cancel(this);
  }

  /**
   * Applies a cancellation request to this future, which is not done: either completes it, or
   * returns the pending futures to which the request has to be propagated, and whose cancellation
   * will complete this one.
   */
  Collection<? extends Future<?>> requestCancel(String reason) {
    cancelSelf(reason);
    return List.of();
  }

  /** Completes this future as cancelled, without propagating the request. */
  void cancelSelf(String reason) {
    completeCancelled(new CancellationException(reason));
  }

  /** Returns whether a cancellation would change anything. */
  boolean isCancellable() {
    return !isDone();
  }

  /**
   * Adds a callback that runs once the future is done: in the next iteration of the loop, never
   * within this call or the call that completes the future, and in the order of adding. If the
   * future is already done, the callback also runs in the next iteration.
   *
   * @throws IllegalStateException if called from outside the loop
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

  /**
   * Removes a callback, each time that it was added. Returns how many were removed.
   *
   * @throws IllegalStateException if called from outside the loop
   */
  public final int removeDoneCallback(Consumer<? super Future<T>> callback) {
    var _ = loop.enter("remove a callback");
    Objects.requireNonNull(callback);
    return removeWaiters(each -> each instanceof DoneCallback<?> it && it.wraps(callback));
  }

  /** Returns the loop of this future. */
  public final EventLoop loop() {
    return loop;
  }

  /**
   * Returns the futures that this future depends on, if it is made of others. Any thread may call
   * it.
   */
  Collection<? extends Future<?>> sources() {
    return List.of();
  }

  /** Adds an item that becomes ready when the future is done. The future must be pending. */
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

  /** Removes a waiting task. Returns whether it waited. */
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
    unreadError = loop.unreadErrors().track(this, cause);
  }

  final void completeCancelled(CancellationException cause) {
    error = cause;
    complete(FutureState.CANCELLED, loop.time());
  }

  /** Marks the error as read, or as reported elsewhere, so that it is not reported again. */
  final void markRead() {
    if (unreadError != null) {
      unreadError.discard();
      unreadError = null;
    }
  }

  /** Returns whether a task or callback will get the outcome. */
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
