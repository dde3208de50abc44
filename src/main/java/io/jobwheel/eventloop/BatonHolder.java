package io.jobwheel.eventloop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that can hold the baton of a loop: a task's, or home. It gets the baton from whoever
 * holds it, and waits until it does.
 *
 * <p>A task's holder is also the handler of its thread's uncaught exceptions. There are none, since
 * {@link #run} lets nothing out; but that is the one place that a thread offers for an object of
 * its own at the price of a field, where a thread-local costs each task a map of 140 bytes.
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

  // a class of its own, for a lambda could not be linked where the stack is nearly full
  private record AbortWait(BatonHolder holder) implements Runnable {

    @Override
    public void run() {
      if (holder.tooDeep && holder.task != null) { // else it has ended by itself
        holder.task.abortWait();
      }
    }
  }

  private final Baton baton;
  private final @Nullable Task<?> task;
  private final Thread thread;

  // set by whoever hands the baton over, before it unparks the thread; read with acquire and
  // cleared by the thread. Set as a volatile, for unpark is no fence: it does nothing when it sees
  // a
  // permit left over from a hand-over that came before the thread had parked. The thread that takes
  // this permit off, in park, must see the baton then, or parks for ever
  @SuppressWarnings("UnusedVariable") // read through HOLDS_BATON
  private boolean holdsBaton;

  // written by the thread, which may not hold the baton then
  private volatile boolean tooDeep;
  // confined to the loop
  private boolean started;
  private int credit;
  // of home: confined to its thread
  private @Nullable Runnable onInterrupt;
  private boolean interruptHandled;

  /** The holder of a task; its thread starts when it first gets the baton. */
  BatonHolder(Baton baton, Task<?> task, @Nullable String threadName) {
    this.baton = baton;
    this.task = task;
    this.thread = baton.newThread(threadName, this);
    this.credit = StackHeadroom.CREDIT;
  }

  /** The calling thread as the home of a loop; it holds the baton. */
  BatonHolder(Baton baton) {
    this.baton = baton;
    this.task = null;
    this.thread = Thread.currentThread();
    this.started = true;
    this.credit = StackHeadroom.creditOfCurrentThread();
  }

  /** The holder that the calling thread is; null outside of loops. */
  static @Nullable BatonHolder ofCurrentThread() {
    return Thread.currentThread().getUncaughtExceptionHandler() instanceof BatonHolder holder
        ? holder
        : LOOP_THREAD.get();
  }

  /** From now on, and until {@link #unregister}, this thread is known to be this holder. */
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
   * Runs the action on an interrupt during a wait, whose status then is kept here instead of in the
   * thread: the next wait would see the same interrupt again.
   */
  void onInterrupt(Runnable action) {
    onInterrupt = action;
  }

  /** Ends that; whether there was an interrupt. */
  boolean clearOnInterrupt() {
    boolean handled = interruptHandled;
    onInterrupt = null;
    interruptHandled = false;
    return handled;
  }

  /** The credit that the thread's stack had left at its last wait; see {@link StackHeadroom}. */
  int credit() {
    return credit;
  }

  void credit(int left) {
    credit = left;
  }

  Thread thread() {
    return thread;
  }

  /** Whose holder it is; null for home. */
  @Nullable Task<?> task() {
    return task;
  }

  /**
   * Lets the thread go on; the caller held the baton, and does not any more. What the caller wrote
   * happens-before what follows {@link #awaitBaton} there.
   *
   * @return false when the thread could not be started, and never will: its task has failed, and
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
    } catch (Throwable e) { // such as no memory for a thread
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
        // the JVM cannot take a stack as deep as this off its carrier; the baton is given away
        // already, so have the loop end this wait at its next turn, and spin until then
        tooDeep = true;
        asked = asked || requestWaitAbort();
        Thread.onSpinWait();
      }
      if (!hasBaton() && Thread.interrupted()) { // else park would not wait any more
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

  /** Whether the last wait was too far down the stack; asking takes it back. */
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
      return false; // for now
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
    } catch (Throwable e) { // of a ticker: the thread ends, and still holds the baton
      baton.handOverAfterError(e);
    }
  }

  @Override
  public void uncaughtException(Thread dead, Throwable error) {
    String message = "the loop's own thread " + dead.getName();
    baton.loop().report(new ExceptionContext(message, error));
  }
}
