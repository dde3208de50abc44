package io.jobwheel.eventloop;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
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
public final class Task<T extends @Nullable Object> extends Future<T> implements Ready {

  // a class of its own, for a lambda could not be linked where the stack is nearly full
  private record EndWait(Task<?> task) implements Runnable {

    @Override
    public void run() {
      task.endWait();
    }
  }

  private final Baton baton;
  private final Callable<? extends T> body;
  private final long number;
  private final @Nullable String name;

  // written by whoever hands the baton over, before it unparks the thread
  private volatile boolean holdsBaton;
  // written by the task, which may not hold the baton then
  private volatile boolean tooDeep;

  // confined to the loop
  private @Nullable Thread thread;
  private long readyAt;
  private @Nullable Future<?> waitingFor;
  private @Nullable TimerHandle sleep;
  private @Nullable String sleepCancelled; // not null: to be thrown when the sleep returns
  private @Nullable String cancelReason; // not null: to be thrown at the next chance
  private int cancelRequests;
  private boolean stayed; // it was itself the next to run, and kept its stack
  // neighbours in the loop's list of live tasks
  @Nullable Task<?> older;
  @Nullable Task<?> newer;

  Task(
      EventLoop loop, Baton baton, Callable<? extends T> body, long number, @Nullable String name) {
    super(loop);
    this.baton = baton;
    this.body = body;
    this.number = number;
    this.name = name;
  }

  /** The name that was given, else {@code task-N}. */
  public String name() {
    return name == null ? "task-" + number : name;
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
   *
   * @return false when it was done already; nothing happens then
   */
  @Override
  public boolean cancel(String reason) {
    loop().ensureOnLoop("cancel");
    Objects.requireNonNull(reason);
    if (isDone()) {
      return false;
    }
    cancelRequests++;
    if (waitingFor != null && waitingFor.cancel(reason)) {
      return true; // its cancellation comes back to this task as the result of the wait
    }
    if (sleep != null && baton.forget(sleep)) {
      sleepCancelled = reason;
      baton.makeReady(this);
    } else {
      cancelReason = reason;
    }
    return true;
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
    loop().ensureOnLoop("uncancel");
    cancelRequests = Math.max(cancelRequests - 1, 0);
    if (cancelRequests == 0) {
      cancelReason = null;
    }
    return cancelRequests;
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
      long now = baton.beforeWait(stayed);
      future.addWaiter(this);
      waitingFor = future;
      if (cancelReason != null && future.cancel(cancelReason)) {
        cancelReason = null; // asked for before the wait: what is waited for is cancelled, as later
      }
      suspend(now);
      waitingFor = null;
      if (future.isCancelled()) {
        cancelReason = null; // several requests, one exception
      }
      throwIfCancelled();
    }
    return future.result();
  }

  void sleep(long nanos) {
    long now = baton.beforeWait(stayed);
    if (cancelReason == null) {
      sleep = baton.setTimerAt(now + nanos, null, this);
    } else {
      sleepCancelled = cancelReason;
      baton.makeReady(this, now);
    }
    suspend(now);
    sleep = null;
    if (sleepCancelled != null) {
      cancelReason = sleepCancelled; // the first of several requests
      sleepCancelled = null;
    }
    throwIfCancelled();
  }

  void yieldNow() {
    long now = baton.beforeWait(stayed);
    baton.makeReady(this, now);
    suspend(now);
    throwIfCancelled();
  }

  private void throwIfCancelled() {
    if (cancelReason != null) {
      String reason = cancelReason;
      cancelReason = null;
      throw new CancellationException(reason);
    }
  }

  /** Gives the baton away and waits to get it back; the task stands where it will be found. */
  private void suspend(long now) {
    baton.endStep(now);
    Task<?> next = baton.next();
    stayed = next == this;
    if (!stayed) {
      baton.passTo(next);
      awaitBaton();
    }
    baton.beginStep(this);
    if (tooDeep) {
      tooDeep = false;
      waitingFor = null;
      sleep = null;
      throw new StackOverflowError("the stack is too deep to wait");
    }
  }

  // --- the baton

  /**
   * False when the task was cancelled before it began: it has ended by that and needs no thread.
   * Also false when an error, such as an overflow of its stack, ended it on its way into a wait.
   */
  boolean wantsBaton() {
    if (isDone()) {
      return false;
    }
    if (thread != null || cancelReason == null) {
      return true;
    }
    baton.tasks().remove(this);
    cancelled(new CancellationException(cancelReason));
    return false;
  }

  /** Lets the task go on; the caller held the baton and does not any more. */
  void takeBaton() {
    holdsBaton = true;
    if (thread == null) {
      thread = baton.newThread(name, this::run);
      thread.start();
    } else {
      LockSupport.unpark(thread);
    }
  }

  private void awaitBaton() {
    boolean interrupted = false;
    boolean asked = false;
    while (!holdsBaton) {
      try {
        LockSupport.park(this);
      } catch (StackOverflowError e) {
        // the JVM cannot take a stack as deep as this off its carrier; the baton is given away
        // already, so have the loop end this wait at its next turn, and spin until then
        tooDeep = true;
        asked = asked || askToEndWait();
        Thread.onSpinWait();
      }
      interrupted |= Thread.interrupted(); // else park would not wait any more
    }
    holdsBaton = false;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean askToEndWait() {
    try {
      loop().post(new EndWait(this));
      return true;
    } catch (StackOverflowError e) {
      return false; // for now
    }
  }

  private void endWait() {
    if (!tooDeep) {
      return; // it has ended by itself
    }
    boolean waits =
        waitingFor == null ? sleep != null && baton.forget(sleep) : waitingFor.removeWaiter(this);
    if (waits) {
      baton.makeReady(this);
    }
  }

  private void run() {
    holdsBaton = false;
    baton.enter(this);
    Throwable unread = null;
    try {
      T value = body.call();
      throwIfCancelled(); // asked for, and no wait came to throw it from
      succeed(value);
    } catch (CancellationException e) {
      cancelled(e);
    } catch (Throwable e) {
      unread = isAwaited() ? null : e;
      fail(e);
    }
    baton.tasks().remove(this);
    baton.endStep(loop().time());
    if (unread != null) {
      loop().report(name(), unread);
    }
    baton.passTo(baton.next());
  }

  @Override
  public long readyAt() {
    return readyAt;
  }

  @Override
  public void readyAt(long nanos) {
    readyAt = nanos;
  }

  @Override
  public String toString() {
    return "Task[%s, %s]".formatted(loop().name(), name());
  }
}
