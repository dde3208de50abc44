package io.jobwheel.eventloop;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Represents the thread that runs a loop, and holds the baton while no task can run. Implements the
 * start, stop and close of a loop. See {@link Baton} for the part of the tasks.
 */
final class LoopThread {

  private final EventLoop loop;
  private final Baton baton;
  private final LoopTicker ticker;
  private final LoopMeter meter;
  private final Inbox inbox;

  // written by this thread, and by each thread that wakes it
  private volatile boolean asleep;
  // written under this object's monitor, read by any thread
  private volatile @Nullable BatonHolder holder;
  private volatile boolean stopRequested;
  private volatile boolean closing;
  private volatile boolean closed;

  LoopThread(EventLoop loop, Baton baton, LoopTicker ticker, LoopMeter meter, Inbox inbox) {
    this.loop = loop;
    this.baton = baton;
    this.ticker = ticker;
    this.meter = meter;
    this.inbox = inbox;
  }

  // --- the thread that runs the loop

  /** Makes the calling thread the loop thread, which holds the baton. */
  void attach() {
    attach(false);
  }

  /** Same as {@link #attach}, for the last run, which only its own callbacks stop. */
  void attachForShutdown() {
    attach(true);
  }

  private void attach(boolean last) {
    StackHeadroom.ensureAnywhere();
    StackHeadroom.ensureParkable();
    baton.ensureOutsideOfLoops();
    BatonHolder here = new BatonHolder(baton);
    synchronized (this) {
      if (closing && !last) {
        throw new RejectedExecutionException("%s is closed".formatted(loop));
      }
      if (holder != null) {
        throw new IllegalStateException("%s is running already".formatted(loop));
      }
      holder = here;
      stopRequested &= !last;
    }
    here.register();
    meter.idleEnded(ticker.read());
    if (ticker.equals(LoopTicker.system())) { // the watchdog measures with the machine's clock
      Watchdog.watch(baton);
    }
    FlightRecorderEvents.started(loop);
  }

  /** Runs ready items and waits for more, until the loop is stopped. */
  void runUntilStopped() {
    runUntilStopped(() -> {});
  }

  /**
   * Same as {@link #runUntilStopped()}, with an action for interrupts.
   *
   * @param onInterrupt called if the thread was interrupted, possibly while it does not hold the
   *     baton
   */
  void runUntilStopped(Runnable onInterrupt) {
    BatonHolder here = holder();
    boolean interrupted = false;
    here.onInterrupt(onInterrupt);
    baton.beginRun();
    try {
      for (; ; ) {
        if (baton.handOver(here, ticker.read())) {
          here.awaitBaton();
        } else if (stopRequested) {
          return;
        } else {
          awaitWork();
        }
        if (Thread.interrupted()) { // otherwise park would no longer wait
          interrupted = true;
          onInterrupt.run();
        }
      }
    } finally {
      if (here.clearOnInterrupt() || interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Ends the run: the calling thread is no longer the loop thread, and another thread may run the
   * loop.
   */
  void detach() {
    BatonHolder here = holder();
    loop.unreadErrors().reportAll();
    here.unregister();
    baton.endRun();
    meter.idleStarted(ticker.read());
    Watchdog.unwatch(baton);
    FlightRecorderEvents.ended(loop);
    synchronized (this) {
      stopRequested = false;
      holder = null;
      notifyAll();
    }
  }

  private void awaitWork() {
    long deadline = baton.nextDeadline();
    meter.idleStarted(ticker.read());
    asleep = true;
    // a posting thread first puts and then reads asleep: one of the two threads sees the other's
    // write
    if (inbox.isEmpty() && !stopRequested) {
      ticker.park(this, deadline);
    }
    asleep = false;
    meter.idleEnded(ticker.read());
  }

  /** Returns the holder that represents the loop thread. For the holder of the baton. */
  @SuppressWarnings("NullAway") // the baton is passed only while the loop runs
  BatonHolder holder() {
    return holder;
  }

  // --- from any thread

  boolean isRunning() {
    return holder != null;
  }

  boolean isStopRequested() {
    return stopRequested;
  }

  boolean isAsleep() {
    return asleep;
  }

  /** Wakes the thread if it waits for work. */
  void wake() {
    if (asleep) {
      asleep = false;
      BatonHolder sleeping = holder;
      if (sleeping != null) {
        unpark(sleeping.thread());
      }
    }
  }

  private void unpark(Thread thread) {
    try {
      LockSupport.unpark(thread);
    } catch (Throwable e) {
      asleep = true; // it still sleeps, and another thread has to wake it
      throw e;
    }
  }

  /**
   * Ends the current run, or the next one after its first iteration. Does not end the last run of a
   * loop.
   */
  synchronized void stop() {
    if (!closing) {
      stopNow();
    }
  }

  /** Same as {@link #stop}, but also ends the last run. */
  synchronized void stopNow() {
    stopRequested = true;
    wake();
  }

  /**
   * Marks the loop as closing. Returns true for exactly one caller, which has to call {@link
   * #markClosed}.
   */
  synchronized boolean beginClosing() {
    boolean first = !closing;
    closing = true;
    return first;
  }

  /**
   * Stops the loop if it runs, and waits until it no longer runs, at most for the given time.
   * Returns whether it stopped.
   */
  synchronized boolean stopAndAwait(long nanos) throws InterruptedException {
    long deadline = LoopTicker.system().read() + nanos;
    while (holder != null) {
      stopNow();
      long left = deadline - LoopTicker.system().read();
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000 + 1);
    }
    return true;
  }

  /** Rejects all further work. */
  void markClosed() {
    closed = true;
  }

  boolean isClosing() {
    return closing;
  }

  boolean isClosed() {
    return closed;
  }
}
