package io.jobwheel.eventloop;

import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Represents the right to run on a loop, and hands it over from one task to the next.
 *
 * <p>1. Every task has a virtual thread, and exactly one thread of a loop holds the baton: the
 * thread of a task, or the <em>loop thread</em>, which called {@link EventLoop#run}. Only the
 * holder runs.
 *
 * <p>2. To suspend, a task first registers itself where it will be found again (ready queue, timer,
 * waiters of a future), then takes the next ready task, sets the flag of that task, unparks its
 * thread and parks itself. No scheduler stands between the two. Callbacks that come before the next
 * task run on the thread that looks for it.
 *
 * <p>3. If nothing is ready, the loop thread gets the baton. It waits for the next timer or for a
 * post, and hands the baton to the task that becomes ready.
 *
 * <p>4. An <em>iteration</em> runs exactly the items that were ready when it began. Between
 * iterations the holder takes in the posts of other threads and the timers that are due, so that
 * tasks which are always ready cannot starve them.
 *
 * <p>All state except the inbox and the flags is confined to the holder and needs no lock. Writes
 * of one holder happen-before reads of the next, by the volatile flag that hands the baton over.
 */
final class Baton {

  private final EventLoop loop;
  private final LoopTicker ticker;
  private final LoopMeter meter;
  private final SlowStepRecorder slowSteps;
  private final long slowNanos;
  private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
  private final Inbox inbox = new Inbox();
  private final LoopThread loopThread;

  // confined to the holder
  private final ReadyQueue ready = new ReadyQueue();
  private final TimerHeap timers = new TimerHeap();
  private final LiveTasks tasks = new LiveTasks();
  private final StackHeadroom headroom;
  private int iterationRemaining;
  private boolean stopAfterIteration;
  private long stepStarted;
  private long handedOverAt;
  // the holder that started a task eagerly and waits for the end of the task's first step
  private @Nullable BatonHolder eagerStarter;

  // written by the holder; read by the watchdog as well, for which a stale value is good enough
  private @Nullable Task<?> current;
  private @Nullable BatonHolder callbackHolder;

  // written while the loop does not run, by the thread that created it or ran it last; any thread
  // reads it to compare it with itself
  private Thread owner = Thread.currentThread();

  Baton(EventLoop loop, LoopTicker ticker, LoopMeter meter, SlowStepRecorder slowSteps) {
    this.loop = loop;
    this.ticker = ticker;
    this.meter = meter;
    this.slowSteps = slowSteps;
    this.slowNanos = slowSteps.thresholdNanos();
    this.headroom = new StackHeadroom(ticker);
    this.loopThread = new LoopThread(loop, this, ticker, meter, inbox);
  }

  /**
   * Returns the baton of the loop that the calling thread belongs to; {@code null} outside of
   * loops.
   */
  static @Nullable Baton ofCurrentThread() {
    BatonHolder holder = BatonHolder.ofCurrentThread();
    return holder == null ? null : holder.baton();
  }

  EventLoop loop() {
    return loop;
  }

  LoopThread loopThread() {
    return loopThread;
  }

  LiveTasks tasks() {
    return tasks;
  }

  /** Returns the task whose step is in progress; {@code null} in a callback and between steps. */
  @Nullable Task<?> current() {
    return current;
  }

  /**
   * Returns the holder whose step is in progress; {@code null} if it is unknown. For the watchdog.
   */
  @Nullable BatonHolder stepHolder() {
    Task<?> task = current;
    return task == null ? callbackHolder : task.startedHolder();
  }

  StackHeadroom headroom() {
    return headroom;
  }

  LoopMeter meter() {
    return meter;
  }

  SlowStepRecorder slowSteps() {
    return slowSteps;
  }

  boolean isHeldByCurrentThread() {
    BatonHolder holder = BatonHolder.ofCurrentThread();
    return holder == null
        ? !loopThread.isRunning() && Thread.currentThread().equals(owner)
        : holder.baton() == this; // only the thread that holds the baton runs
  }

  // --- ready items and timers; for the holder only

  void makeReady(ReadyItem item) {
    makeReady(item, ticker.read());
  }

  void makeReady(ReadyItem item, long now) {
    item.readyAt = now;
    ready.add(item);
  }

  TimerHandle setTimer(long nanos, Runnable callback) {
    return setTimerAt(ticker.read() + nanos, callback);
  }

  TimerHandle setTimerAt(long deadline, Runnable callback) {
    TimerHandle timer = new TimerHandle(loop, deadline, callback);
    timers.add(timer, deadline);
    return timer;
  }

  void sleepUntil(long deadline, Task<?> sleeper) {
    timers.add(sleeper, deadline);
  }

  /** Removes a timer. Returns false if it is due already or was never set. */
  boolean cancelTimer(ReadyItem timer) {
    return timers.remove(timer);
  }

  /**
   * Creates the thread of a task. It inherits no thread-locals, because the creating thread is
   * whichever thread holds the baton at that moment.
   */
  Thread newThread(@Nullable String name, BatonHolder holder) {
    Thread.Builder builder =
        Thread.ofVirtual().inheritInheritableThreadLocals(false).uncaughtExceptionHandler(holder);
    Thread thread = (name == null ? builder : builder.name(name)).unstarted(holder);
    thread.setContextClassLoader(classLoader);
    return thread;
  }

  // --- steps and iterations

  /** Begins a step of the task, which holds the baton. */
  void beginStep(Task<?> task, BatonHolder here) {
    long now = ticker.read();
    current = task;
    headroom.switchStack(now, here.credit());
    if (eagerStarter != null) {
      return; // the first step is a part of the starter's step
    }
    stepStarted = now;
    meter.stepStarted(task.readyAt, now);
    long handOver = now - handedOverAt;
    if (handOver >= slowNanos) {
      slowSteps.starved(handedOverAt, handOver, task);
    }
  }

  void endStep(long now) {
    if (eagerStarter == null) {
      recordStepEnd(now);
    }
    current = null;
  }

  private void recordStepEnd(long now) {
    long took = now - stepStarted;
    meter.stepEnded(stepStarted, now);
    if (took >= slowNanos) {
      slowSteps.stepEnded(stepStarted, took, current);
    }
    handedOverAt = now;
  }

  /**
   * Checks that there is room on the stack for a wait, and returns the time. An overflow in the
   * middle of a hand-over would lose or duplicate the baton.
   */
  long ensureCanWait() {
    long now = ticker.read();
    headroom.ensureForWait(now);
    return now;
  }

  /**
   * Hands the baton to the next ready task, and runs the callbacks that come before it. The loop
   * thread gets the baton if nothing is ready or the loop has to stop; the starter gets it back at
   * the end of a first step that was started eagerly.
   *
   * @param now the time
   * @return false if the caller itself is next and keeps the baton
   */
  boolean handOver(BatonHolder caller, long now) {
    BatonHolder starter = eagerStarter;
    if (starter != null) {
      eagerStarter = null;
      return starter.grantBaton();
    }
    handedOverAt = now;
    for (BatonHolder next; ; ) {
      try {
        next = nextHolder(caller, now);
      } catch (
          Throwable e) { // of a ticker, or lack of memory: the loop continues on the loop thread
        loop.report(new ExceptionContext("hand-over", e));
        next = loopThread.holder();
      }
      if (next == caller) {
        return false;
      }
      if (next.grantBaton()) {
        return true;
      }
    }
  }

  /**
   * Hands the baton over on behalf of a thread that an error of the loop's environment has ended.
   */
  void handOverAfterError(Throwable error) {
    loop.report(new ExceptionContext("hand-over", error));
    current = null;
    BatonHolder next = eagerStarter == null ? loopThread.holder() : eagerStarter;
    eagerStarter = null;
    next.grantBaton();
  }

  private BatonHolder nextHolder(BatonHolder caller, long now) {
    for (long time = now; ; ) {
      if (iterationRemaining == 0 && !beginIteration(time)) {
        return loopThread.holder();
      }
      ReadyItem item = ready.peek();
      if (item instanceof Handle && !canRunCallbacks(caller)) {
        return loopThread.holder();
      }
      iterationRemaining--;
      switch (ready.remove()) {
        case Handle handle -> time = runCallback(handle, caller, time);
        case Future<?> task -> {
          BatonHolder holder = ((Task<?>) task).holder();
          if (holder != null) {
            return holder;
          }
        }
      }
    }
  }

  /**
   * Returns whether callbacks may run on the caller's stack. On one that is nearly full they would
   * fail.
   */
  private boolean canRunCallbacks(BatonHolder caller) {
    return caller.credit() > 0 || caller == loopThread.holder();
  }

  private boolean beginIteration(long now) {
    if (stopAfterIteration && loopThread.isStopRequested()) {
      return false;
    }
    stopAfterIteration = true;
    loop.unreadErrors().reportCollected();
    drainInbox();
    for (ReadyItem due; (due = timers.pollDue(now)) != null; ) {
      ready.add(due);
    }
    iterationRemaining = ready.size();
    meter.recordCounts(iterationRemaining, timers.size(), tasks.size());
    return iterationRemaining > 0;
  }

  /**
   * Moves the posts of other threads to the ready queue, ahead of items that become ready later.
   */
  void drainInbox() {
    for (Handle post = inbox.takeAll(); post != null; ) {
      Handle following = post.nextPosted;
      post.nextPosted = null;
      ready.add(post);
      post = following;
    }
  }

  /** Runs a callback on the caller's thread. Returns the time afterwards. */
  private long runCallback(Handle handle, BatonHolder caller, long now) {
    Runnable callback = handle.takeCallback();
    if (callback == null) {
      return now;
    }
    if (callbackHolder != caller) {
      callbackHolder = caller;
    }
    headroom.switchStack(now, caller.credit());
    stepStarted = now;
    meter.stepStarted(handle.readyAt, now);
    try {
      callback.run();
    } catch (Throwable e) {
      loop.report(new ExceptionContext("callback", e, null, handle));
    }
    long end = ticker.read();
    recordStepEnd(end);
    return end;
  }

  /**
   * Runs the first step of a new task within the caller's step. The caller gets the baton back when
   * the task waits or has ended.
   */
  void startEagerly(Task<?> task) {
    BatonHolder caller = BatonHolder.ofCurrentThread();
    BatonHolder first = task.holder();
    if (caller == null || first == null) {
      return; // no memory for a thread: the task has failed
    }
    int credit = headroom.credit(ticker.read());
    Task<?> outerTask = current;
    BatonHolder outerStarter = eagerStarter;
    eagerStarter = caller;
    if (first.grantBaton()) {
      caller.awaitBaton();
    }
    eagerStarter = outerStarter;
    current = outerTask;
    headroom.switchStack(ticker.read(), credit);
  }

  // --- the loop thread

  void ensureOutsideOfLoops() {
    Baton inside = ofCurrentThread();
    if (inside != null) {
      throw new IllegalStateException(
          "%s cannot run inside %s: a thread runs one loop".formatted(loop, inside.loop));
    }
  }

  void endRun() {
    callbackHolder = null;
    owner = Thread.currentThread();
    headroom.switchStack(ticker.read(), 0);
    meter.recordCounts(ready.size(), timers.size(), tasks.size());
  }

  /** Begins a run. Its first iteration takes place even if a stop is already requested. */
  void beginRun() {
    stopAfterIteration = false;
  }

  /** Returns the time at which the loop thread has to be awake at the latest. */
  long nextDeadline() {
    return timers.firstDeadline();
  }

  // --- from any thread

  /**
   * Puts a callback into the inbox and wakes the loop.
   *
   * @throws RejectedExecutionException if the loop is closed
   */
  void post(Handle post) {
    if (loopThread.isClosed()) {
      throw new RejectedExecutionException("%s is closed".formatted(loop));
    }
    if (loopThread.isAsleep()) {
      StackHeadroom.ensureAnywhere(); // a post that cannot wake the loop would stay in the inbox
    }
    post.readyAt = ticker.read();
    inbox.put(post);
    loopThread.wake();
  }
}
