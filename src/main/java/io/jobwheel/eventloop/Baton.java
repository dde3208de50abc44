package io.jobwheel.eventloop;

import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
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

  // a megabyte of stack takes longer to fill, in nanoseconds
  private static final long SHORT_STEP = 10_000;
  // some tens of kilobytes
  private static final int SPARE_FRAMES = 400;

  private static final ThreadLocal<Baton> RUNNING = new ThreadLocal<>();

  private final EventLoop loop;
  private final Ticker ticker;
  private final LoopMeter meter;
  private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
  private final Inbox inbox = new Inbox();
  private final Home home;

  // confined to the holder
  private final ArrayDeque<Ready> ready = new ArrayDeque<>();
  private final TimerHeap timers = new TimerHeap();
  private final LiveTasks tasks = new LiveTasks();
  private long timersSet;
  private int passLeft;
  private boolean stopAfterPass;
  private long stepStarted;
  private @Nullable Task<?> current;

  // written by each holder, read by any thread to ask whether it is the holder itself
  private Thread holder = Thread.currentThread();

  Baton(EventLoop loop, Ticker ticker, LoopMeter meter) {
    this.loop = loop;
    this.ticker = ticker;
    this.meter = meter;
    this.home = new Home(loop, this, ticker, meter, inbox);
  }

  /** The baton of the loop that the calling thread belongs to; null outside of loops. */
  static @Nullable Baton ofCurrentThread() {
    return RUNNING.get();
  }

  EventLoop loop() {
    return loop;
  }

  Home home() {
    return home;
  }

  LiveTasks tasks() {
    return tasks;
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
    makeReady(item, ticker.read());
  }

  void makeReady(Ready item, long now) {
    item.readyAt(now);
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

  /**
   * A thread for a task. It inherits no thread-locals: who makes it is whoever has the baton by
   * chance.
   */
  Thread newThread(@Nullable String name, Runnable body) {
    Thread.Builder builder = Thread.ofVirtual().inheritInheritableThreadLocals(false);
    Thread thread = (name == null ? builder : builder.name(name)).unstarted(body);
    thread.setContextClassLoader(classLoader);
    return thread;
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

  void endStep(long now) {
    current = null;
    meter.stepEnded(stepStarted, now);
  }

  /**
   * The time, for a task that is about to wait. If its stack is nearly full, it overflows in here:
   * in the middle of a hand-over the baton would be lost or doubled, and callbacks that run on this
   * stack would fail through no fault of theirs. Nothing is spent on a step that was too short to
   * fill a stack, as nearly all are.
   *
   * @param stayed whether the task did not leave its stack since its last wait
   */
  long beforeWait(boolean stayed) {
    long now = ticker.read();
    long took = now - stepStarted;
    if (took > SHORT_STEP || took == 0 || stayed) { // a clock that stands still tells nothing
      descend(SPARE_FRAMES);
    }
    return now;
  }

  private static int descend(int frames) {
    return frames == 0 ? 0 : descend(frames - 1) + 1;
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
    if (stopAfterPass && home.isStopRequested()) {
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
    meter.counted(passLeft, timers.size(), tasks.size());
    return passLeft > 0;
  }

  /** Makes ready what other threads posted so far; they come before what is made ready next. */
  void takeInPosts() {
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
      endStep(ticker.read());
    }
  }

  /** Hands the baton over, home for null. The caller holds it no more when this returns. */
  void passTo(@Nullable Task<?> next) {
    if (next != null) {
      next.takeBaton();
    } else {
      home.takeBaton();
    }
  }

  // --- home

  void ensureOutsideOfLoops() {
    Baton inside = RUNNING.get();
    if (inside != null) {
      throw new IllegalStateException(
          "%s cannot run inside %s: a thread runs one loop".formatted(loop, inside.loop));
    }
  }

  /** The first words of the home thread, whenever the baton is back in its hand. */
  void arriveHome() {
    RUNNING.set(this);
    holder = Thread.currentThread();
  }

  void leaveHome() {
    RUNNING.remove();
    meter.counted(ready.size(), timers.size(), tasks.size());
  }

  /** The first pass of a run takes place even if a stop is requested already. */
  void beginRun() {
    stopAfterPass = false;
  }

  /** When home has to be awake again at the latest. */
  long nextDeadline() {
    TimerHandle first = timers.peek();
    return first == null ? Ticker.NEVER : first.deadline;
  }

  // --- from any thread

  /**
   * Puts a callback into the inbox and wakes the loop.
   *
   * @throws RejectedExecutionException when the loop is closed
   */
  void post(Handle post) {
    if (home.isClosed()) {
      throw new RejectedExecutionException("%s is closed".formatted(loop));
    }
    post.readyAt(ticker.read());
    inbox.put(post);
    home.wake();
  }
}
