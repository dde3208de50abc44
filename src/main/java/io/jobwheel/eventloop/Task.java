package io.jobwheel.eventloop;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Represents a coroutine that runs on a loop, and the future of its result: asyncio's {@code Task}.
 *
 * <p>A task has its own virtual thread and runs only while it holds the baton of its loop; see
 * {@link Baton}. The thread is created when the task first runs: a task that is cancelled before
 * then never has one.
 *
 * @param <T> the type of the result
 */
public final class Task<T extends @Nullable Object> extends Future<T> {

  private final Callable<? extends T> coroutine;
  private final long id;
  private final @Nullable String name;
  private final long createdAt;

  // written by the loop, read by any thread, which may get a stale value
  private @Nullable Object label;

  // confined to the loop
  private @Nullable BatonHolder holder;
  private @Nullable Future<?> waitingFor;
  private @Nullable String sleepCancelReason; // if not null, thrown when the sleep returns
  private @Nullable String cancelReason; // if not null, thrown at the next wait
  private int cancelRequests;
  private int cancellationsThrown;
  // neighbours in the loop's list of live tasks; maintained by that list
  @Nullable Task<?> older;
  @Nullable Task<?> newer;

  Task(EventLoop loop, Callable<? extends T> body, long number, @Nullable String name) {
    super(loop);
    this.coroutine = body;
    this.id = number;
    this.name = name;
    this.createdAt = loop.time();
  }

  /** Returns the number of the task within its loop, from 1, in the order of creation. */
  public long id() {
    return id;
  }

  /** Returns the given name, or {@code task-N} by default, where {@code N} is the id. */
  public String name() {
    return name == null ? "task-" + id : name;
  }

  /**
   * Returns the object that identifies the work that the task is a part of; {@code null} by
   * default. Any thread may call it, and may get a stale value.
   */
  public @Nullable Object label() {
    return label;
  }

  /**
   * Sets the object that identifies the work that the task is a part of, for diagnostics such as
   * {@link TaskInfo}. Tasks that this task creates from then on get the same label.
   *
   * @param work an immutable object; {@code null} to remove the label
   * @throws IllegalStateException if called from outside the loop
   */
  public void setLabel(@Nullable Object work) {
    var _ = loop().enter("set a label");
    label = work;
  }

  /** Takes over the label of the task that creates this one. */
  void inheritLabel(Task<?> creator) {
    label = creator.label;
  }

  /**
   * Always throws {@link IllegalStateException}: the result of a task is what its coroutine
   * returns.
   */
  @Override
  public void setResult(T value) {
    throw new IllegalStateException(
        "cannot set the result of %s: it is what the coroutine returns".formatted(this));
  }

  /**
   * Always throws {@link IllegalStateException}: the error of a task is what its coroutine throws.
   */
  @Override
  public void setException(Throwable cause) {
    throw new IllegalStateException(
        "cannot set the error of %s: it is what the coroutine throws".formatted(this));
  }

  /**
   * Requests that the task ends: a {@link CancellationException} with the reason is thrown from the
   * wait that it is in, or else from its next one; the future that it waits for is cancelled with
   * it. A task that has not begun never begins, and one that returns without another wait is
   * cancelled as well. The coroutine may catch the exception, and then the task is not cancelled.
   */
  @Override
  Collection<? extends Future<?>> requestCancel(String reason) {
    cancelRequests++;
    Future<?> inner = waitingFor;
    if (inner != null && inner.isCancellable()) {
      return List.of(inner); // its cancellation reaches this task as the result of the wait
    }
    if (loop().baton().cancelTimer(this)) {
      sleepCancelReason = reason;
      loop().baton().makeReady(this);
    } else {
      cancelReason = reason;
    }
    return List.of();
  }

  /** Ends the wait of this task, since in a cycle no future that is waited for completes. */
  @Override
  void cancelSelf(String reason) {
    cancelReason = reason;
    if (waitingFor != null && waitingFor.removeWaiter(this)) {
      loop().baton().makeReady(this);
    }
  }

  /**
   * Returns the number of cancellation requests, less those withdrawn: asyncio's {@code
   * cancelling()}.
   */
  public int cancelling() {
    return cancelRequests;
  }

  /**
   * Withdraws one cancellation request, and returns the number that is left: asyncio's {@code
   * uncancel()}. An exception that is already on its way to a wait still arrives.
   *
   * @throws IllegalStateException if called from outside the loop
   */
  public int uncancel() {
    var _ = loop().enter("uncancel");
    cancelRequests = Math.max(cancelRequests - 1, 0);
    if (cancelRequests == 0) {
      cancelReason = null;
    }
    return cancelRequests;
  }

  /** Returns whether a cancellation was requested that no wait has thrown yet. */
  boolean isCancelPending() {
    return cancelReason != null;
  }

  /** Discards the exception of a request that was withdrawn before a wait threw it. */
  void clearPendingCancel() {
    cancelReason = null;
  }

  /** Returns the number of waits that a cancellation has ended so far. */
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
        cancelReason = null; // several requests cause one exception
        cancellationsThrown++;
      }
      throwIfCancelled();
    }
    return future.result();
  }

  /** Cancels the future of a wait that begins, as was requested before the wait. */
  private void propagateCancel(Future<?> future, String reason) {
    cancelReason =
        null; // before the call, because a cycle of waits brings the request back to this task
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

  /**
   * Hands the baton over and waits to get it back. The task is already registered where it will be
   * found.
   */
  @SuppressWarnings("NullAway") // a running task has a holder
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

  /** Ends a wait that began too deep on the stack. */
  void abortWait() {
    Baton baton = loop().baton();
    boolean waits = waitingFor == null ? baton.cancelTimer(this) : waitingFor.removeWaiter(this);
    if (waits) {
      baton.makeReady(this);
    }
  }

  /**
   * Returns the holder that gets the baton when this task is next. {@code null} if the task was
   * cancelled before it began: it has ended and needs no thread. Also {@code null} if an error,
   * such as a stack overflow, ended it on its way into a wait.
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
    } catch (Throwable e) { // such as lack of memory
      failToStart(e);
    }
    return holder;
  }

  /**
   * Returns the holder, if the task has begun. Any thread may call it, and may get a stale value.
   */
  @Nullable BatonHolder startedHolder() {
    return holder;
  }

  /**
   * Returns the future that the task is suspended in. Any thread may call it, and may get a stale
   * value.
   */
  @Nullable Future<?> waitingFor() {
    return waitingFor;
  }

  /** Returns the time of creation, on the loop's clock. */
  long createdAt() {
    return createdAt;
  }

  /** Fails the task, because its thread could not be created. */
  void failToStart(Throwable error) {
    loop().baton().tasks().remove(this);
    fail(error);
  }

  /** Runs the task on its thread, which holds the baton. */
  void run(BatonHolder here) {
    Baton baton = loop().baton();
    try {
      baton.beginStep(this, here);
      T value = coroutine.call();
      throwIfCancelled(); // a cancellation that was requested and that no wait has thrown
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
