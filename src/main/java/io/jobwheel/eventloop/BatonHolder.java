package io.jobwheel.eventloop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Represents a thread that can hold the baton of a loop: the thread of a task, or the loop thread.
 * It waits until the current holder grants it the baton.
 *
 * <p>A task's holder is also the handler of its thread's uncaught exceptions. There are none, since
 * {@link #run} catches everything; but the handler is the only place where a thread keeps an object
 * of its user at the price of one field. A thread-local costs each task a map of 140 bytes.
 */
final class BatonHolder implements Runnable, Thread.UncaughtExceptionHandler {

  private static final ThreadLocal<BatonHolder> LOOP_THREAD = new ThreadLocal<>();
  private static final VarHandle HOLDS_BATON;

  static {
    try {
      HOLDS_BATON =
          MethodHandles.lookup().findVarHandle(BatonHolder.class, "holdsBaton", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // a named class, because a lambda could not be linked on a nearly full stack
  private record AbortWait(BatonHolder holder) implements Runnable {

    @Override
    public void run() {
      if (holder.tooDeep && holder.task != null) { // otherwise the wait has already ended
        holder.task.abortWait();
      }
    }
  }

  private final Baton baton;
  private final @Nullable Task<?> task;
  private final Thread thread;

  // set by the thread that hands the baton over, before it unparks this thread; read with acquire
  // and cleared by this thread. Written as a volatile, because unpark is no fence: it does nothing
  // if it sees a permit left over from a hand-over that came before this thread had parked. The
  // thread that consumes this permit, in park, must see the baton then, or it parks forever
  @SuppressWarnings("UnusedVariable") // read through HOLDS_BATON
  private boolean holdsBaton;

  // written by the thread, which may not hold the baton then
  private volatile boolean tooDeep;
  // confined to the loop
  private boolean started;
  private int credit;
  // of the loop thread only, and confined to it
  private @Nullable Runnable onInterrupt;
  private boolean interruptHandled;

  /** Creates the holder of a task. Its thread starts when it first gets the baton. */
  BatonHolder(Baton baton, Task<?> task, @Nullable String threadName) {
    this.baton = baton;
    this.task = task;
    this.thread = baton.newThread(threadName, this);
    this.credit = StackHeadroom.CREDIT;
  }

  /** Creates a holder for the calling thread as the loop thread. It holds the baton. */
  BatonHolder(Baton baton) {
    this.baton = baton;
    this.task = null;
    this.thread = Thread.currentThread();
    this.started = true;
    this.credit = StackHeadroom.creditOfCurrentThread();
  }

  /** Returns the holder of the calling thread; {@code null} outside of loops. */
  static @Nullable BatonHolder ofCurrentThread() {
    return Thread.currentThread().getUncaughtExceptionHandler() instanceof BatonHolder holder
        ? holder
        : LOOP_THREAD.get();
  }

  /** Associates this holder with the calling thread, until {@link #unregister}. */
  void register() {
    LOOP_THREAD.set(this);
  }

  void unregister() {
    LOOP_THREAD.remove();
  }

  Baton baton() {
    return baton;
  }

  /**
   * Sets an action that runs if the thread is interrupted during a wait. The interrupt status is
   * then kept in this holder instead of the thread, because the next wait would see the same
   * interrupt again.
   */
  void onInterrupt(Runnable action) {
    onInterrupt = action;
  }

  /** Removes the action. Returns whether there was an interrupt. */
  boolean clearOnInterrupt() {
    boolean handled = interruptHandled;
    onInterrupt = null;
    interruptHandled = false;
    return handled;
  }

  /**
   * Returns the credit that the thread's stack had left at its last wait; see {@link
   * StackHeadroom}.
   */
  int credit() {
    return credit;
  }

  void credit(int left) {
    credit = left;
  }

  Thread thread() {
    return thread;
  }

  /** Returns the task of this holder; {@code null} for the loop thread. */
  @Nullable Task<?> task() {
    return task;
  }

  /**
   * Hands the baton to this holder and lets its thread continue. The caller held the baton and no
   * longer does. Writes of the caller happen-before the return of {@link #awaitBaton} on that
   * thread.
   *
   * @return false if the thread could not be started, and never will be: its task has failed, and
   *     the caller still holds the baton
   */
  boolean grantBaton() {
    HOLDS_BATON.setVolatile(this, true);
    if (started) {
      LockSupport.unpark(thread);
      return true;
    }
    return start();
  }

  private boolean start() {
    started = true;
    try {
      thread.start();
      return true;
    } catch (Throwable e) { // such as lack of memory for a thread
      if (task != null) {
        task.failToStart(e);
      }
      return false;
    }
  }

  /**
   * Waits for the baton; called on this holder's thread. Keeps the interrupt status, unless an
   * action was set for interrupts.
   */
  void awaitBaton() {
    boolean interrupted = false;
    boolean asked = false;
    while (!hasBaton()) {
      try {
        LockSupport.park(baton);
      } catch (StackOverflowError e) {
        // the JVM cannot unmount a stack as deep as this one from its carrier; the baton is already
        // handed over, so request that the loop aborts this wait in its next iteration, and spin
        // until then
        tooDeep = true;
        asked = asked || requestWaitAbort();
        Thread.onSpinWait();
      }
      if (!hasBaton() && Thread.interrupted()) { // otherwise park would no longer wait
        interrupted = true;
        if (onInterrupt != null) {
          interruptHandled = true;
          onInterrupt.run();
        }
      }
    }
    holdsBaton = false;
    if (interrupted && onInterrupt == null) {
      thread.interrupt();
    }
  }

  private boolean hasBaton() {
    return (boolean) HOLDS_BATON.getAcquire(this);
  }

  /** Returns whether the last wait was too deep on the stack, and clears that state. */
  boolean clearTooDeep() {
    boolean was = tooDeep;
    if (was) {
      tooDeep = false;
    }
    return was;
  }

  private boolean requestWaitAbort() {
    try {
      baton.loop().post(new AbortWait(this));
      return true;
    } catch (StackOverflowError e) {
      return false; // retried by the caller
    }
  }

  @Override
  public void run() {
    holdsBaton = false;
    if (task == null) {
      return;
    }
    try {
      task.run(this);
    } catch (Throwable e) { // of a ticker: the thread ends while it still holds the baton
      baton.handOverAfterError(e);
    }
  }

  @Override
  public void uncaughtException(Thread dead, Throwable error) {
    String message = "thread of the loop " + dead.getName();
    baton.loop().report(new ExceptionContext(message, error));
  }
}
