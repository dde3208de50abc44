package io.jobwheel.eventloop;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine that was given to a loop, and the future of its result: asyncio's {@code Task}.
 *
 * <p>A task has a virtual thread of its own and runs only while it holds the baton of its loop; see
 * {@link Baton}. The thread is made when the task first runs: one that is cancelled before never
 * has any.
 *
 * @param <T> the result
 */
public final class Task<T extends @Nullable Object> extends Future<T> {

  private final Callable<? extends T> coroutine;
  private final long id;
  private final @Nullable String name;
  private final long createdAt;

  // confined to the loop
  private @Nullable BatonHolder holder;
  private @Nullable Future<?> waitingFor;
  private @Nullable String sleepCancelReason; // not null: to be thrown when the sleep returns
  private @Nullable String cancelReason; // not null: to be thrown at the next chance
  private int cancelRequests;
  private int cancellationsThrown;
  // neighbours in the loop's list of live tasks, which keeps them
  @Nullable Task<?> older;
  @Nullable Task<?> newer;

  Task(EventLoop loop, Callable<? extends T> body, long number, @Nullable String name) {
    super(loop);
    this.coroutine = body;
    this.id = number;
    this.name = name;
    this.createdAt = loop.time();
  }

  /** Its number within the loop, from one, in the order of making. */
  public long id() {
    return id;
  }

  /** The name that was given, else {@code task-N}. */
  public String name() {
    return name == null ? "task-" + id : name;
  }

  /** Always fails: the result of a task is what its coroutine returns. */
  @Override
  public void setResult(T value) {
    throw new IllegalStateException("%s ends by itself, its result cannot be set".formatted(this));
  }

  /** Always fails: the error of a task is what its coroutine throws. */
  @Override
  public void setException(Throwable cause) {
    throw new IllegalStateException("%s ends by itself, its error cannot be set".formatted(this));
  }

  /**
   * Asks the task to end: a {@link CancellationException} with that reason is thrown from the wait
   * that it is in, or else from its next one; what it waits for is cancelled with it. A task that
   * has not begun never begins, and one that returns without another wait is cancelled all the
   * same. The coroutine may catch the exception, and then the task is not cancelled.
   */
  @Override
  Collection<? extends Future<?>> requestCancel(String reason) {
    cancelRequests++;
    Future<?> inner = waitingFor;
    if (inner != null && inner.isCancellable()) {
      return List.of(inner); // its cancellation comes back to this task as the result of the wait
    }
    if (loop().baton().cancelTimer(this)) {
      sleepCancelReason = reason;
      loop().baton().makeReady(this);
    } else {
      cancelReason = reason;
    }
    return List.of();
  }

  /** Ends the wait of this task, as a ring of waits is never ended by what is waited for. */
  @Override
  void cancelSelf(String reason) {
    cancelReason = reason;
    if (waitingFor != null && waitingFor.removeWaiter(this)) {
      loop().baton().makeReady(this);
    }
  }

  /**
   * How many cancellations were asked for, less those taken back: asyncio's {@code cancelling()}.
   */
  public int cancelling() {
    return cancelRequests;
  }

  /**
   * Takes one request to cancel back, and says how many are left. An exception that is on its way
   * to a wait still arrives.
   */
  public int uncancel() {
    var _ = loop().enter("uncancel");
    cancelRequests = Math.max(cancelRequests - 1, 0);
    if (cancelRequests == 0) {
      cancelReason = null;
    }
    return cancelRequests;
  }

  /** Whether a cancellation was requested that no wait has thrown yet. */
  boolean isCancelPending() {
    return cancelReason != null;
  }

  /** Takes back the exception of a request that was taken back before a wait threw it. */
  void clearPendingCancel() {
    cancelReason = null;
  }

  /** How many waits were ended by a cancellation so far. */
  int cancellationsThrown() {
    return cancellationsThrown;
  }

  // --- waiting: called by the task itself, while it holds the baton

  <R extends @Nullable Object> R await(Future<R> future) {
    if (future.loop() != loop()) {
      throw new IllegalStateException("%s cannot await %s of another loop".formatted(this, future));
    }
    if (future == this) {
      throw new IllegalStateException("%s cannot await itself".formatted(this));
    }
    if (!future.isDone()) {
      Baton baton = loop().baton();
      long now = baton.ensureCanWait();
      future.addWaiter(this);
      waitingFor = future;
      if (cancelReason != null) {
        propagateCancel(future, cancelReason);
      }
      suspend(baton, now);
      waitingFor = null;
      if (future.isCancelled()) {
        cancelReason = null; // several requests, one exception
        cancellationsThrown++;
      }
      throwIfCancelled();
    }
    return future.result();
  }

  /** Cancels what is waited for, as was asked before the wait. */
  private void propagateCancel(Future<?> future, String reason) {
    cancelReason = null; // before, for a ring of waits brings the request back to this task
    boolean cancelled = false;
    try {
      cancelled = future.doCancel(reason);
    } catch (OutOfMemoryError e) {
      loop()
          .report(
              new ExceptionContext(
                  name(), e, this, null)); // this wait has begun; the next one is cancelled
    }
    if (!cancelled) {
      cancelReason = reason;
    }
  }

  void sleep(long nanos) {
    Baton baton = loop().baton();
    long now = baton.ensureCanWait();
    if (cancelReason == null) {
      baton.sleepUntil(now + nanos, this);
    } else {
      sleepCancelReason = cancelReason;
      baton.makeReady(this, now);
    }
    suspend(baton, now);
    if (sleepCancelReason != null) {
      cancelReason = sleepCancelReason; // the first of several requests
      sleepCancelReason = null;
    }
    throwIfCancelled();
  }

  void yieldNow() {
    Baton baton = loop().baton();
    long now = baton.ensureCanWait();
    baton.makeReady(this, now);
    suspend(baton, now);
    throwIfCancelled();
  }

  private void throwIfCancelled() {
    if (cancelReason != null) {
      String reason = cancelReason;
      cancelReason = null;
      cancellationsThrown++;
      throw new CancellationException(reason);
    }
  }

  /** Gives the baton away and waits to get it back; the task stands where it will be found. */
  @SuppressWarnings("NullAway") // a task that runs has a holder
  private void suspend(Baton baton, long now) {
    baton.endStep(now);
    BatonHolder here = holder;
    here.credit(baton.headroom().credit(now));
    if (baton.handOver(here, now)) {
      here.awaitBaton();
    }
    baton.beginStep(this, here);
    if (here.clearTooDeep()) {
      waitingFor = null;
      throw new StackOverflowError("the stack is too deep to wait");
    }
  }

  /** Has a wait return that began too far down the stack. */
  void abortWait() {
    Baton baton = loop().baton();
    boolean waits = waitingFor == null ? baton.cancelTimer(this) : waitingFor.removeWaiter(this);
    if (waits) {
      baton.makeReady(this);
    }
  }

  /**
   * The holder to give the baton to at this task's turn. Null when the task was cancelled before it
   * began: it has ended by that and needs no thread. Also null when an error, such as an overflow
   * of its stack, ended it on its way into a wait.
   */
  @Nullable BatonHolder holder() {
    if (isDone()) {
      return null;
    }
    if (holder != null) {
      return holder;
    }
    if (cancelReason != null) {
      loop().baton().tasks().remove(this);
      completeCancelled(new CancellationException(cancelReason));
      return null;
    }
    try {
      holder = new BatonHolder(loop().baton(), this, name);
    } catch (Throwable e) { // such as no memory
      failToStart(e);
    }
    return holder;
  }

  /** The holder, if the task has begun. Any thread may ask, and may get an old answer. */
  @Nullable BatonHolder startedHolder() {
    return holder;
  }

  /** What the task is suspended in. Any thread may ask, and may get an old answer. */
  @Nullable Future<?> waitingFor() {
    return waitingFor;
  }

  /** When it was made, on the loop's clock. */
  long createdAt() {
    return createdAt;
  }

  /** The task has no thread and never will. */
  void failToStart(Throwable error) {
    loop().baton().tasks().remove(this);
    fail(error);
  }

  /** The whole life of the task's thread, once it holds the baton. */
  void run(BatonHolder here) {
    Baton baton = loop().baton();
    try {
      baton.beginStep(this, here);
      T value = coroutine.call();
      throwIfCancelled(); // asked for, and no wait came to throw it from
      succeed(value);
    } catch (CancellationException e) {
      completeCancelled(e);
    } catch (Throwable e) {
      fail(e);
    }
    baton.tasks().remove(this);
    long now = loop().time();
    baton.endStep(now);
    here.credit(StackHeadroom.CREDIT); // its frames are gone
    baton.handOver(here, now);
  }

  @Override
  public String toString() {
    return "Task[%s, %s]".formatted(loop().name(), name());
  }
}
