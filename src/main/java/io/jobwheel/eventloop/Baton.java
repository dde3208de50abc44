package io.jobwheel.eventloop;

import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The right to run on a loop, and the hand-over from one task to the next.
 *
 * <p>1. Every task has a virtual thread, and exactly one thread of a loop holds the baton: a
 * task's, or the <em>home</em> thread, the one that called {@link EventLoop#run}. Only the holder
 * runs.
 *
 * <p>2. To suspend, a task first puts itself where it will be found again (ready queue, timer, the
 * waiters of a future), then takes the next ready task, sets that task's flag, unparks its thread
 * and parks itself. No scheduler stands between the two. Callbacks that are next run on the thread
 * of whoever looks for the next task.
 *
 * <p>3. With nothing ready, the baton goes home; the home thread waits for the next timer or for a
 * post, and hands the baton to whoever that makes ready.
 *
 * <p>4. A <em>pass</em> runs exactly what was ready when it began. Between passes the holder takes
 * in the posts of other threads and the timers that are due, so that tasks which are always ready
 * cannot starve them.
 *
 * <p>So all state but the inbox and the flags is confined to the holder and needs no lock: what one
 * holder wrote happens-before what the next reads, by the volatile flag that hands the baton over.
 */
final class Baton {

  private static final ThreadLocal<Baton> RUNNING = new ThreadLocal<>();

  private final EventLoop loop;
  private final Ticker ticker;
  private final LoopMeter meter;
  private final Inbox inbox = new Inbox();

  // confined to the holder
  private final ArrayDeque<Ready> ready = new ArrayDeque<>();
  private final TimerHeap timers = new TimerHeap();
  private long timersSet;
  private int passLeft;
  private boolean stopAfterPass;
  private long stepStarted;
  private @Nullable Task<?> current;
  private @Nullable Task<?> newestTask;
  private int liveTasks;

  // written by each holder, read by any thread to ask whether it is the holder itself
  private Thread holder = Thread.currentThread();

  // written by any thread
  private volatile boolean stopRequested;
  // the home thread and its flags: written by home, or by the task that sends the baton home
  private volatile @Nullable Thread home;
  private volatile boolean baton = true;
  private volatile boolean asleep;
  private volatile boolean closed;

  Baton(EventLoop loop, Ticker ticker, LoopMeter meter) {
    this.loop = loop;
    this.ticker = ticker;
    this.meter = meter;
  }

  /** The baton of the loop that the calling thread belongs to; null outside of loops. */
  static @Nullable Baton ofCurrentThread() {
    return RUNNING.get();
  }

  EventLoop loop() {
    return loop;
  }

  /** The task whose step is under way; null in a callback and outside of steps. */
  @Nullable Task<?> current() {
    return current;
  }

  boolean isHeldByCurrentThread() {
    return Thread.currentThread().equals(holder);
  }

  // --- what is ready, and when; for the holder only

  void makeReady(Ready item) {
    item.readyAt(ticker.read());
    ready.add(item);
  }

  TimerHandle setTimer(long nanos, @Nullable Runnable callback, @Nullable Task<?> sleeper) {
    return setTimerAt(ticker.read() + nanos, callback, sleeper);
  }

  TimerHandle setTimerAt(long deadline, @Nullable Runnable callback, @Nullable Task<?> sleeper) {
    TimerHandle timer = new TimerHandle(loop, deadline, timersSet++, callback, sleeper);
    timers.add(timer);
    return timer;
  }

  /** Takes a timer out; false when it is due already or was never set. */
  boolean forget(TimerHandle timer) {
    return timers.remove(timer);
  }

  void remember(Task<?> task) {
    task.older = newestTask;
    if (newestTask != null) {
      newestTask.newer = task;
    }
    newestTask = task;
    liveTasks++;
  }

  void forget(Task<?> task) {
    if (task.newer == null) {
      newestTask = task.older;
    } else {
      task.newer.older = task.older;
    }
    if (task.older != null) {
      task.older.newer = task.newer;
    }
    task.newer = null;
    task.older = null;
    liveTasks--;
  }

  @Nullable Task<?> newestTask() {
    return newestTask;
  }

  // --- steps and passes

  /** The first words of a task's thread: it holds the baton for the first time. */
  void enter(Task<?> task) {
    RUNNING.set(this);
    beginStep(task);
  }

  void beginStep(Task<?> task) {
    current = task;
    beginStep((Ready) task);
  }

  private void beginStep(Ready item) {
    holder = Thread.currentThread();
    stepStarted = ticker.read();
    meter.stepStarted(item.readyAt(), stepStarted);
  }

  void endStep() {
    current = null;
    meter.stepEnded(stepStarted, ticker.read());
  }

  /**
   * The task whose turn is next; runs the callbacks that come before it. Null when nothing is
   * ready, or when the loop is to stop: the baton goes home then.
   */
  @Nullable Task<?> next() {
    for (; ; ) {
      if (passLeft == 0 && !beginPass()) {
        return null;
      }
      passLeft--;
      switch (ready.remove()) {
        case Task<?> task -> {
          if (task.wantsBaton()) {
            return task;
          }
        }
        case Handle handle -> call(handle);
      }
    }
  }

  private boolean beginPass() {
    if (stopAfterPass && stopRequested) {
      return false;
    }
    stopAfterPass = true;
    takeInPosts();
    TimerHandle due;
    for (long now = ticker.read(); (due = timers.pollDue(now)) != null; ) {
      Ready item = due.sleeper == null ? due : due.sleeper;
      item.readyAt(due.deadline); // so that the delay tells how late the timer is
      ready.add(item);
    }
    passLeft = ready.size();
    meter.passStarted(passLeft, timers.size(), liveTasks);
    return passLeft > 0;
  }

  private void takeInPosts() {
    for (Handle post = inbox.takeAll(); post != null; ) {
      Handle following = post.nextPost;
      post.nextPost = null;
      ready.add(post);
      post = following;
    }
  }

  private void call(Handle handle) {
    Runnable callback = handle.take();
    if (callback == null) {
      return;
    }
    beginStep(handle);
    try {
      callback.run();
    } catch (Throwable e) {
      loop.report("callback", e);
    } finally {
      endStep();
    }
  }

  /** Hands the baton over, home for null. The caller holds it no more when this returns. */
  void passTo(@Nullable Task<?> next) {
    if (next != null) {
      next.takeBaton();
    } else {
      Thread waiting = home;
      baton = true;
      LockSupport.unpark(waiting);
    }
  }

  // --- home

  /** Runs until {@link #stop}. The calling thread is home as long. */
  void runForever() {
    goHome();
    boolean interrupted = false;
    try {
      for (; ; ) {
        Task<?> next = next();
        if (next != null) {
          baton = false;
          passTo(next);
          while (!baton) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted(); // else park would not wait any more
          }
          holder = Thread.currentThread();
        } else if (stopRequested) {
          return;
        } else {
          idle();
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      leaveHome();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void goHome() {
    if (RUNNING.get() != null) {
      throw new IllegalStateException(
          "%s cannot run inside %s: a thread runs one loop".formatted(loop, RUNNING.get().loop));
    }
    synchronized (this) {
      if (closed) {
        throw new RejectedExecutionException("%s is closed".formatted(loop));
      }
      if (home != null) {
        throw new IllegalStateException("%s is running already".formatted(loop));
      }
      home = Thread.currentThread();
    }
    holder = Thread.currentThread();
    RUNNING.set(this);
    stopAfterPass = false;
    meter.idleEnded(ticker.read());
  }

  private void leaveHome() {
    RUNNING.remove();
    meter.idleStarted(ticker.read());
    synchronized (this) {
      stopRequested = false;
      home = null;
      notifyAll();
    }
  }

  private void idle() {
    TimerHandle first = timers.peek();
    meter.idleStarted(ticker.read());
    asleep = true;
    // a poster puts first and looks at asleep then: one of the two sees the other
    if (inbox.isEmpty() && !stopRequested) {
      ticker.park(this, first == null ? Ticker.NEVER : first.deadline);
    }
    asleep = false;
    meter.idleEnded(ticker.read());
  }

  boolean isRunning() {
    return home != null;
  }

  // --- from any thread

  /**
   * Puts a callback into the inbox and wakes the loop.
   *
   * @throws RejectedExecutionException when the loop is closed
   */
  void post(Handle post) {
    if (closed) {
      throw new RejectedExecutionException("%s is closed".formatted(loop));
    }
    post.readyAt(ticker.read());
    inbox.put(post);
    if (closed) {
      rejectPosts(); // it may have come too late for the one who closed
    }
    wake();
  }

  void stop() {
    stopRequested = true;
    wake();
  }

  private void wake() {
    if (asleep) {
      asleep = false;
      LockSupport.unpark(home);
    }
  }

  /** Stops the loop if it runs, and waits at most so long until it does not; whether that is so. */
  synchronized boolean stopAndAwait(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (home != null) {
      stop();
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Refuses everything from now on. */
  void close() {
    closed = true;
    rejectPosts();
  }

  boolean isClosed() {
    return closed;
  }

  private void rejectPosts() {
    for (Handle post = inbox.takeAll(); post != null; post = post.nextPost) {
      if (post.take() instanceof Submission<?> submission) {
        submission.reject();
      }
    }
  }
}
