package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A queue of tasks of which one runs at a time: asyncio's event loop. Tasks wait with the static
 * methods of this class, which hand the loop to the next one; blocking in any other way stops every
 * task of the loop.
 *
 * <p>The methods that are not static are for the loop's own tasks and callbacks, and for the thread
 * that made the loop while it does not run; any thread may call {@link #post}, {@link #submit},
 * {@link #stop}, {@link #stats}, {@link #name}, {@link #isRunning} and {@link #close}. The static
 * methods throw {@link IllegalStateException} when the caller is not a task of a loop.
 */
public final class EventLoop implements AutoCloseable {

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
  // far enough to be for ever, near enough not to overflow a deadline
  private static final long MAX_DELAY_SECONDS = Long.MAX_VALUE / 4 / 1_000_000_000;
  private static final long MAX_DELAY = MAX_DELAY_SECONDS * 1_000_000_000;

  private final String name;
  private final Ticker ticker;
  // written on the loop, read by any thread
  private volatile ExceptionHandler exceptionHandler;
  private final @Nullable UnaryOperator<Runnable> context;
  private final LoopMeter meter;
  private final SlowStepRecorder slowSteps;
  private final Baton baton;
  private final LoopThread loopThread;
  // what other threads wait for
  private final Set<SubmittedTask<?>> submissions = ConcurrentHashMap.newKeySet();
  // confined to the loop
  private final UnreadErrors unreadErrors = new UnreadErrors(this);
  private long tasksCreated;

  EventLoop(
      String name,
      Ticker ticker,
      ExceptionHandler exceptionHandler,
      Duration slowStep,
      @Nullable UnaryOperator<Runnable> context) {
    this.name = name;
    this.ticker = ticker;
    this.exceptionHandler = exceptionHandler;
    this.context = context;
    this.meter = new LoopMeter(ticker.read());
    this.slowSteps = new SlowStepRecorder(this, slowStep);
    this.baton = new Baton(this, ticker, meter, slowSteps);
    this.loopThread = baton.loopThread();
  }

  /** A loop with the defaults of {@link #builder}. */
  public static EventLoop create(String name) {
    return builder(name).build();
  }

  /** A loop on that clock, with the other defaults of {@link #builder}. */
  public static EventLoop create(String name, Ticker ticker) {
    return builder(name).ticker(ticker).build();
  }

  /** A loop on that clock; the handler gets errors that nothing else handles. */
  public static EventLoop create(String name, Ticker ticker, ExceptionHandler exceptionHandler) {
    return builder(name).ticker(ticker).exceptionHandler(exceptionHandler).build();
  }

  /** A loop to be, with what else it can be told. */
  public static EventLoopBuilder builder(String name) {
    EventLoopBuilder.ensureRoomToLoad();
    return new EventLoopBuilder(name);
  }

  // --- running

  /**
   * Runs the coroutine as a task on the calling thread's time, and everything else of the loop
   * meanwhile, until it ends; returns its result or throws its error as {@link ModelFuture#result}
   * does.
   *
   * <p>An interrupt of the calling thread cancels the task, as Ctrl-C does in {@code asyncio.run};
   * the thread is still interrupted afterwards.
   *
   * @throws CancellationException when the coroutine was cancelled
   * @throws IllegalStateException when the loop is running, or the caller runs inside a loop
   * @throws RejectedExecutionException when the loop is closed
   */
  public <T extends @Nullable Object> T run(Callable<T> main) {
    Task<T> task;
    loopThread.attach();
    try {
      task = createTask(main);
      Consumer<Future<T>> stop = ended -> stop();
      task.addDoneCallback(stop);
      loopThread.runUntilStopped(() -> cancelOnInterrupt(task));
      task.removeDoneCallback(stop);
      task.markRead(); // it is thrown
    } finally {
      loopThread.detach();
    }
    if (!task.isDone()) {
      throw new IllegalStateException("%s was stopped before %s ended".formatted(this, task));
    }
    return task.result();
  }

  /** Called on the thread of the run, which may not have the baton; so it must not throw. */
  private void cancelOnInterrupt(Task<?> main) {
    try {
      baton.post(new Handle(this, () -> main.cancel("the thread of the loop was interrupted")));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // the loop is closed, and the run ends with the step under way; or there is no memory
    }
  }

  /** As {@link #run(Callable)}, for a coroutine without a result. */
  public void run(Runnable main) {
    var _ = run(asCallable(main));
  }

  /**
   * Runs on the calling thread until {@link #stop}; may be called again then.
   *
   * @throws IllegalStateException when the loop is running, or the caller runs inside a loop
   * @throws RejectedExecutionException when the loop is closed
   */
  public void runForever() {
    loopThread.attach();
    try {
      loopThread.runUntilStopped();
    } finally {
      loopThread.detach();
    }
  }

  /**
   * Ends the run after the pass under way; the tasks stay as they are. Before a run: after one
   * pass. Nothing while the loop closes.
   */
  public void stop() {
    loopThread.stop();
  }

  /**
   * Stops the loop, cancels every task, gives them ten seconds to end, and refuses everything from
   * then on; futures of {@link #submit} that are still open fail. A second call does nothing, also
   * while the first is under way.
   *
   * @throws IllegalStateException when called by a task or callback of the loop itself
   */
  @Override
  public void close() {
    close(CLOSE_LIMIT);
  }

  /**
   * As {@link #close()}, with another limit for the step under way and for the tasks; what has not
   * ended by then never will.
   */
  public void close(Duration limit) {
    StackHeadroom.ensureAnywhere();
    long nanos = nanos(limit);
    if (Baton.ofCurrentThread() == baton) {
      throw new IllegalStateException("%s cannot close itself from inside".formatted(this));
    }
    if (!loopThread.beginClosing()) {
      return;
    }
    try {
      if (loopThread.stopAndAwait(nanos)) {
        new LoopShutdown(this, baton).cancelTasks(Duration.ofNanos(nanos));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      reportUnfinished();
      loopThread.markClosed();
      submissions.forEach(SubmittedTask::reject);
    }
  }

  /** Reports the tasks that have not ended in the time that they were given. */
  private void reportUnfinished() {
    for (Task<?> task = baton.tasks().newest(); task != null; task = LiveTasks.olderThan(task)) {
      if (!task.isDone()) {
        String what = "%s has not ended when its loop was closed".formatted(task);
        report(new ExceptionContext(task.name(), new IllegalStateException(what), task, null));
      }
    }
  }

  /** Whether some thread runs the loop now. */
  public boolean isRunning() {
    return loopThread.isRunning();
  }

  // --- giving it work

  /**
   * Makes a task of the coroutine; it first runs at a later turn.
   *
   * @throws IllegalStateException when called from outside the loop
   * @throws RejectedExecutionException when the loop is closed
   */
  public <T extends @Nullable Object> Task<T> createTask(Callable<? extends T> coroutine) {
    return start(coroutine, null);
  }

  /** As {@link #createTask(Callable)}, for a coroutine without a result. */
  public Task<@Nullable Void> createTask(Runnable coroutine) {
    return start(asCallable(coroutine), null);
  }

  /** As {@link #createTask(Callable)}; the name is for people. */
  public <T extends @Nullable Object> Task<T> createTask(
      String taskName, Callable<? extends T> coroutine) {
    return start(coroutine, Objects.requireNonNull(taskName));
  }

  /** As {@link #createTask(Runnable)}; the name is for people. */
  public Task<@Nullable Void> createTask(String taskName, Runnable coroutine) {
    return start(asCallable(coroutine), Objects.requireNonNull(taskName));
  }

  /**
   * As {@link #createTask(Callable)}, but the first step runs now, within this call, until the
   * coroutine first waits or ends: asyncio's {@code eager_start}. A coroutine that never waits has
   * ended when this returns, without a turn of the loop. Before the loop runs, the same as {@link
   * #createTask(Callable)}.
   */
  public <T extends @Nullable Object> Task<T> createEagerTask(Callable<? extends T> coroutine) {
    return startEagerly(coroutine, null);
  }

  /** As {@link #createEagerTask(Callable)}, for a coroutine without a result. */
  public Task<@Nullable Void> createEagerTask(Runnable coroutine) {
    return startEagerly(asCallable(coroutine), null);
  }

  /** As {@link #createEagerTask(Callable)}; the name is for people. */
  public <T extends @Nullable Object> Task<T> createEagerTask(
      String taskName, Callable<? extends T> coroutine) {
    return startEagerly(coroutine, Objects.requireNonNull(taskName));
  }

  /** As {@link #createEagerTask(Runnable)}; the name is for people. */
  public Task<@Nullable Void> createEagerTask(String taskName, Runnable coroutine) {
    return startEagerly(asCallable(coroutine), Objects.requireNonNull(taskName));
  }

  private <T extends @Nullable Object> Task<T> start(
      Callable<? extends T> coroutine, @Nullable String taskName) {
    Task<T> task = newTask(coroutine, taskName);
    baton.makeReady(task);
    return task;
  }

  private <T extends @Nullable Object> Task<T> startEagerly(
      Callable<? extends T> coroutine, @Nullable String taskName) {
    if (!loopThread.isRunning()) {
      return start(coroutine, taskName);
    }
    var _ = enterCompound("create a task");
    Task<T> task = newTask(coroutine, taskName);
    baton.startEagerly(task);
    return task;
  }

  private <T extends @Nullable Object> Task<T> newTask(
      Callable<? extends T> coroutine, @Nullable String taskName) {
    Objects.requireNonNull(coroutine);
    ensureOpen();
    var _ = enter("create a task");
    baton.drainInbox();
    Callable<? extends T> body =
        context == null ? coroutine : new ContextualCallable<>(coroutine, context);
    Task<T> task = new Task<>(this, body, ++tasksCreated, taskName);
    baton.tasks().add(task);
    return task;
  }

  private static Callable<@Nullable Void> asCallable(Runnable coroutine) {
    Objects.requireNonNull(coroutine);
    return () -> {
      coroutine.run();
      return null;
    };
  }

  private static ScopedValue.CallableOp<@Nullable Void, RuntimeException> asCallableOp(
      Runnable coroutine) {
    Objects.requireNonNull(coroutine);
    return () -> {
      coroutine.run();
      return null;
    };
  }

  /** The callback with the context of the caller. */
  Runnable inContext(Runnable callback) {
    Objects.requireNonNull(callback);
    return context == null ? callback : context.apply(callback);
  }

  /** A future of this loop, for somebody to end. */
  public <T extends @Nullable Object> Future<T> createFuture() {
    return new Future<>(this);
  }

  /** Calls back at the next turn, in the order of the calls; posts made before come before. */
  public Handle callSoon(Runnable callback) {
    ensureOpen();
    long now = enter("call soon");
    Handle handle = new Handle(this, inContext(callback));
    baton.drainInbox();
    baton.makeReady(handle, now);
    return handle;
  }

  /**
   * Calls back after the delay. With zero or less, as soon as timers are looked at, those with the
   * earliest deadline first: {@code -2 s} before {@code -1 s} before zero, as in asyncio.
   */
  public TimerHandle callLater(Duration delay, Runnable callback) {
    ensureOpen();
    long now = enter("call later");
    return baton.setTimerAt(now + signedNanos(delay), inContext(callback));
  }

  /**
   * Calls back at a time of {@link #time()}, at most 73 years from now; equal times go in the order
   * of the calls.
   */
  public TimerHandle callAt(long deadline, Runnable callback) {
    ensureOpen();
    long now = enter("call at");
    // the difference, since a nanosecond clock may wrap around
    long delay = Math.clamp(deadline - now, -MAX_DELAY, MAX_DELAY);
    return baton.setTimerAt(now + delay, inContext(callback));
  }

  /** The loop's clock, in nanoseconds since an origin of its own. */
  public long time() {
    return ticker.read();
  }

  /**
   * Calls back on the loop, from any thread; the posts of one thread keep their order. What the
   * caller did before happens-before the callback. Any thread may cancel the handle; a callback
   * that is about to run may run all the same.
   *
   * @throws RejectedExecutionException when the loop is closed
   */
  public Handle post(Runnable callback) {
    Handle handle = new PostedHandle(this, inContext(callback));
    baton.post(handle);
    return handle;
  }

  /**
   * Runs the coroutine as a task of the loop, from any thread. The future completes on the loop, so
   * what hangs on it must be short; cancelling it cancels the task.
   *
   * @throws RejectedExecutionException when the loop closes or is closed; the future fails with the
   *     same when it closes before the task begins, or is closed before it ends
   */
  public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<? extends T> coroutine) {
    Objects.requireNonNull(coroutine);
    if (isClosing()) {
      throw new RejectedExecutionException("%s is closed".formatted(this));
    }
    StackHeadroom.ensureAnywhere();
    SubmittedTask<T> submission = new SubmittedTask<>(this, coroutine, submissions);
    baton.post(new Handle(this, inContext(submission)));
    if (loopThread.isClosed()) {
      submission.reject(); // it may have come too late for the one who closed
    }
    return submission.future();
  }

  /** As {@link #submit(Callable)}, for a coroutine without a result. */
  public CompletableFuture<@Nullable Void> submit(Runnable coroutine) {
    return submit(asCallable(coroutine));
  }

  /**
   * Runs blocking code on the executor, with the context of the caller; the future ends on the
   * loop. Cancelling it keeps work from beginning that has not begun; work that has begun goes on,
   * and its end is ignored.
   *
   * @throws RejectedExecutionException when the executor refuses the work, or the loop is closed
   */
  public <T extends @Nullable Object> Future<T> runInExecutor(
      Executor executor, Callable<? extends T> work) {
    ensureOpen();
    var _ = enterCompound("run in an executor");
    Objects.requireNonNull(work);
    return FutureAdapters.run(this, executor, work);
  }

  /** As {@link #runInExecutor(Executor, Callable)}, for work without a result. */
  public Future<@Nullable Void> runInExecutor(Executor executor, Runnable work) {
    return runInExecutor(executor, asCallable(work));
  }

  // --- errors that nothing else handles

  /**
   * Changes the handler; {@code null} restores the default, which writes to the log.
   *
   * @throws IllegalStateException when called from outside the loop
   */
  public void setExceptionHandler(@Nullable ExceptionHandler handler) {
    ensureOnLoop("set an exception handler");
    exceptionHandler = handler == null ? EventLoop::log : handler;
  }

  /**
   * Calls the handler, as the loop does for an error that nothing else handles.
   *
   * @throws IllegalStateException when called from outside the loop
   */
  public void callExceptionHandler(ExceptionContext context) {
    var _ = enterCompound("call the exception handler");
    report(Objects.requireNonNull(context));
  }

  // --- waiting, for tasks

  /** Lets at least so much time pass; zero or less lets the others have their turn. */
  public static void sleep(Duration duration) {
    Task<?> task = currentTask();
    long nanos = nanos(duration);
    if (nanos > 0) {
      task.sleep(nanos);
    } else {
      task.yieldNow();
    }
  }

  /** Lets everything that is ready have its turn. */
  public static void yieldNow() {
    currentTask().yieldNow();
  }

  /**
   * Waits until the future is done; its result, or its error as {@link ModelFuture#result} throws
   * it.
   */
  public static <T extends @Nullable Object> T await(Future<T> future) {
    return currentTask().await(future);
  }

  /**
   * Waits for a stage that ends anywhere. When the wait is cancelled, so is the stage, if it is a
   * {@link java.util.concurrent.Future}: with an interrupt, so that what runs for it ends if it
   * can.
   */
  public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    Task<?> task = enterTask();
    return task.await(FutureAdapters.of(task.loop(), stage));
  }

  /**
   * Waits for all; their results in the order given. The first error or cancellation is thrown at
   * once, and the others go on; cancelling the wait cancels them all.
   */
  public static <T extends @Nullable Object> List<T> gather(
      Collection<? extends Future<? extends T>> futures) {
    Task<?> task = enterTask();
    return task.await(GatherFuture.ofResults(task.loop(), List.copyOf(futures)));
  }

  /** As {@link #wait(Collection, ReturnWhen, Duration)}, without a limit. */
  public static <F extends Future<?>> WaitResult<F> wait(Collection<F> futures, ReturnWhen until) {
    return new WaitOperation<>(futures, until).await(enterTask(), WaitOperation.NO_LIMIT);
  }

  /**
   * Waits until the condition holds or the time is over, and throws for neither; cancels nothing.
   *
   * @throws IllegalArgumentException when there is nothing to wait for
   */
  public static <F extends Future<?>> WaitResult<F> wait(
      Collection<F> futures, ReturnWhen until, Duration limit) {
    return new WaitOperation<>(futures, until).await(enterTask(), nanos(limit));
  }

  /**
   * Waits for all, however they end, and returns the very futures, each of them done, in the order
   * given: asyncio's {@code gather(return_exceptions=True)}. Nothing to wait for is an empty list
   * at once. Cancelling the wait cancels them all, waits until they have ended, and is thrown then.
   *
   * @throws IllegalStateException when a future is of another loop
   */
  public static <F extends Future<?>> List<F> gatherSettled(Collection<F> futures) {
    Task<?> task = enterTask();
    return task.await(GatherFuture.ofFutures(task.loop(), List.copyOf(futures)));
  }

  /** As {@link #asCompleted(Collection, Duration)}, without a limit. */
  public static <F extends Future<?>> AsCompleted<F> asCompleted(Collection<F> futures) {
    return AsCompleted.of(enterTask().loop(), futures, null);
  }

  /**
   * The futures in the order of their ends, each once: {@code next()} waits for the next one that
   * ends and returns that very future, done. Asyncio's {@code as_completed}, in the form of an
   * asynchronous iterator; it cancels nothing.
   *
   * <p>It can be gone through once: every iterator of it goes on where the last one stopped. Any
   * task of the loop may iterate, several as well; each future goes to one of them. {@code next()}
   * throws {@link TimeoutException} when the limit, counted from this call, is over and everything
   * that ended before was handed out; and {@link java.util.concurrent.CancellationException} when
   * the wait is cancelled, which loses no future.
   *
   * @throws IllegalStateException when a future is of another loop
   */
  public static <F extends Future<?>> AsCompleted<F> asCompleted(
      Collection<F> futures, Duration limit) {
    return AsCompleted.of(enterTask().loop(), futures, Objects.requireNonNull(limit));
  }

  /**
   * Waits for the future, at most so long; past the limit cancels it, waits until it has really
   * ended, and throws {@link TimeoutException}. If it comes to a result, or to an error, all the
   * same, that is returned or thrown. With a limit of zero or less, a future that is not done is
   * cancelled at once. Cancelling the wait cancels the future and is thrown when that has ended;
   * {@link #shield} keeps it from both.
   */
  public static <T extends @Nullable Object> T waitFor(Future<T> future, Duration limit) {
    return WaitFor.future(future, limit);
  }

  /**
   * As {@link #timeout(Duration, ScopeBody)}, for a coroutine without use of its scope: it runs in
   * the calling task. With a limit of zero or less it never begins.
   */
  public static <T extends @Nullable Object, X extends Throwable> T waitFor(
      ScopedValue.CallableOp<? extends T, X> coroutine, Duration limit) throws X {
    return WaitFor.coroutine(coroutine, limit);
  }

  /** As {@link #waitFor(ScopedValue.CallableOp, Duration)}, for a coroutine without a result. */
  public static void waitFor(Runnable coroutine, Duration limit) {
    var _ = waitFor(asCallableOp(coroutine), limit);
  }

  /**
   * Runs the body in the calling task with a time limit that the body may move: asyncio's {@code
   * timeout}. Past it the task is cancelled, and where that cancellation leaves the scope it
   * becomes a {@link TimeoutException}; a body that swallows it returns its result. Whatever else
   * it throws then is thrown, with a {@link TimeoutException} among what it suppressed. A limit of
   * zero or less is over at the first wait. A cancellation from outside is thrown as it is.
   */
  public static <T extends @Nullable Object, X extends Throwable> T timeout(
      Duration limit, ScopeBody<? super Timeout, ? extends T, X> body) throws X {
    return Timeout.run(limit, body);
  }

  /** As {@link #timeout(Duration, ScopeBody)}, for a body without a result or use of its scope. */
  public static void timeout(Duration limit, Runnable body) {
    Objects.requireNonNull(body);
    ScopeBody<Timeout, @Nullable Void, RuntimeException> scoped =
        scope -> {
          body.run();
          return null;
        };
    var _ = timeout(limit, scoped);
  }

  /**
   * As {@link #timeout(Duration, ScopeBody)}, until a time of {@link #time()}, at most 73 years
   * from now; {@link Ticker#NEVER} sets no limit.
   */
  public static <T extends @Nullable Object, X extends Throwable> T timeoutAt(
      long deadline, ScopeBody<? super Timeout, ? extends T, X> body) throws X {
    return Timeout.runUntil(deadline, body);
  }

  /**
   * A future that ends as that one does, and whose cancellation leaves that one alone: {@code
   * await(shield(task))} may be cancelled without the task. That one itself when it is done. If it
   * fails after the shield was cancelled, the loop's handler is told, for nobody else will be.
   *
   * @throws IllegalStateException when called from outside the loop
   */
  public static <T extends @Nullable Object> Future<T> shield(Future<T> future) {
    var _ = future.loop().enterCompound("shield a future"); // before the class is loaded
    return Shield.of(future);
  }

  /**
   * The task that is running.
   *
   * @throws IllegalStateException when the calling thread runs no task of a loop
   */
  public static Task<?> currentTask() {
    Baton held = Baton.ofCurrentThread();
    Task<?> task = held == null ? null : held.current();
    if (task == null) {
      throw new IllegalStateException("no task of an event loop is running on this thread");
    }
    return task;
  }

  /**
   * The loop that runs the caller, a task or a callback.
   *
   * @throws IllegalStateException when the calling thread runs no loop
   */
  public static EventLoop current() {
    Baton held = Baton.ofCurrentThread();
    if (held == null) {
      throw new IllegalStateException("no event loop is running on this thread");
    }
    return held.loop();
  }

  // --- seeing inside

  public String name() {
    return name;
  }

  /** The figures of this moment. Takes no lock; any thread may ask, as often as it likes. */
  public LoopStats stats() {
    return meter.read(name, ticker.read(), slowSteps.steps(), slowSteps.starvations());
  }

  /** When and where the loop stood still. Any thread may ask. */
  public SlowSteps slowSteps() {
    return slowSteps.snapshot(ticker.read());
  }

  /**
   * The tasks that have not ended, the oldest first. Any thread may ask while the loop goes on, or
   * does not; each task is seen at a moment of its own. To take the stack of a task costs some
   * microseconds.
   */
  public List<TaskInfo> tasks() {
    return new TaskSnapshots(baton, ticker.read()).list();
  }

  /** Which task waits for which, with rings of tasks that wait for ever; as {@link #tasks()}. */
  public AwaitTree awaitTree() {
    return awaitTree(Integer.MAX_VALUE);
  }

  /** The same of at most so many tasks, the oldest, where there may be too many to look at. */
  public AwaitTree awaitTree(int most) {
    return new TaskSnapshots(baton, ticker.read()).tree(most);
  }

  // --- for the package

  Baton baton() {
    return baton;
  }

  /**
   * Begins a call that changes the loop's state: throws unless the caller is on the loop and has
   * room on its stack. Returns the time.
   */
  long enter(String what) {
    ensureOnLoop(what);
    long now = ticker.read();
    baton.headroom().ensure(now);
    return now;
  }

  /** As {@link #enter}, for a call that is made of others. */
  long enterCompound(String what) {
    ensureOnLoop(what);
    long now = ticker.read();
    baton.headroom().ensureForCompound(now);
    return now;
  }

  /** The task that is running, at the beginning of a call that is made of others. */
  static Task<?> enterTask() {
    Task<?> task = currentTask();
    EventLoop loop = task.loop();
    loop.baton.headroom().ensureForCompound(loop.time());
    return task;
  }

  void ensureOnLoop(String what) {
    if (!baton.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          "cannot %s from thread '%s', which is not on %s; use post or submit"
              .formatted(what, Thread.currentThread().getName(), this));
    }
  }

  /** Tasks that have not ended, and those on their way; any thread may ask. */
  int load() {
    return Math.max(submissions.size(), meter.tasks());
  }

  boolean isClosing() {
    return loopThread.isClosing();
  }

  private void ensureOpen() {
    if (loopThread.isClosed()) {
      throw new RejectedExecutionException("%s is closed".formatted(this));
    }
  }

  UnreadErrors unreadErrors() {
    return unreadErrors;
  }

  /** Keeps an error until it is read; null when there is no memory for that. */
  UnreadErrors.@Nullable Unread trackUnread(Future<?> future, Throwable error) {
    try {
      return unreadErrors.add(future, error);
    } catch (OutOfMemoryError e) {
      return null;
    }
  }

  /** Hands an error to the handler; throws nothing, since it is called in the middle of all. */
  void report(ExceptionContext context) {
    try {
      exceptionHandler.handle(this, context);
    } catch (Throwable e) {
      try {
        if (context.error() != null) {
          e.addSuppressed(context.error());
        }
        log(this, new ExceptionContext("exception handler", e));
      } catch (Throwable again) {
        // nowhere is left to report it
      }
    }
  }

  /** What a loop does without a handler of its own: writes an error to the log. */
  static void log(EventLoop loop, ExceptionContext context) {
    System.getLogger(EventLoop.class.getName())
        .log(
            System.Logger.Level.ERROR,
            "%s - unhandled error in %s".formatted(loop, context.message()),
            context.error());
  }

  static long nanos(Duration duration) {
    return Math.max(signedNanos(duration), 0);
  }

  private static long signedNanos(Duration duration) {
    long seconds = Math.clamp(duration.toSeconds(), -MAX_DELAY_SECONDS, MAX_DELAY_SECONDS);
    return seconds == duration.toSeconds()
        ? duration.toNanos()
        : Duration.ofSeconds(seconds).toNanos();
  }

  @Override
  public String toString() {
    return "EventLoop[%s]".formatted(name);
  }
}
