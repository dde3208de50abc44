package io.jobwheel.eventloop;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where the baton rests while no task can run: the thread that runs the loop, and what it means to
 * start, stop and close. See {@link Baton} for the part that tasks play.
 */
final class LoopThread {

  private final EventLoop loop;
  private final Baton baton;
  private final Ticker ticker;
  private final LoopMeter meter;
  private final Inbox inbox;

  // written by this thread, and by whoever wakes it
  private volatile boolean asleep;
  // written under this object's monitor, read by any thread
  private volatile @Nullable BatonHolder holder;
  private volatile boolean stopRequested;
  private volatile boolean closing;
  private volatile boolean closed;

  LoopThread(EventLoop loop, Baton baton, Ticker ticker, LoopMeter meter, Inbox inbox) {
    this.loop = loop;
    this.baton = baton;
    this.ticker = ticker;
    this.meter = meter;
    this.inbox = inbox;
  }

  // --- the thread that runs the loop

  /** Makes the calling thread home, with the baton in its hand. */
  void attach() {
    attach(false);
  }

  /** As {@link #attach}, for the last run, which only its own callbacks stop. */
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
    if (ticker.equals(Ticker.system())) { // the watchdog lives in the machine's time
      Watchdog.watch(baton);
    }
    FlightRecorderEvents.started(loop);
  }

  /** Runs what is ready, and waits for more, until it is stopped. */
  void runUntilStopped() {
    runUntilStopped(() -> {});
  }

  /**
   * As {@link #runUntilStopped()}.
   *
   * @param onInterrupt called when the thread was interrupted, perhaps without the baton
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
        if (Thread.interrupted()) { // else park would not wait any more
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

  /** The thread is home no more; the loop may run elsewhere. */
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
    // a poster puts first and looks at asleep then: one of the two sees the other
    if (inbox.isEmpty() && !stopRequested) {
      ticker.park(this, deadline);
    }
    asleep = false;
    meter.idleEnded(ticker.read());
  }

  /** Who takes the baton home; for the holder. */
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

  /** Wakes the thread, if it waits for work. */
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
      asleep = true; // it is, and another has to wake it
      throw e;
    }
  }

  /** Ends the run, or the next one after its first pass; the last run of a loop goes on. */
  synchronized void stop() {
    if (!closing) {
      stopNow();
    }
  }

  /** As {@link #stop}, the last run included. */
  synchronized void stopNow() {
    stopRequested = true;
    wake();
  }

  /**
   * Says that the loop is about to close: true for one caller, who has to {@link #markClosed} it.
   */
  synchronized boolean beginClosing() {
    boolean first = !closing;
    closing = true;
    return first;
  }

  /** Stops the loop if it runs, and waits at most so long until it does not; whether that is so. */
  synchronized boolean stopAndAwait(long nanos) throws InterruptedException {
    long deadline = System.nanoTime() + nanos;
    while (holder != null) {
      stopNow();
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000 + 1);
    }
    return true;
  }

  /** Refuses everything from now on. */
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
