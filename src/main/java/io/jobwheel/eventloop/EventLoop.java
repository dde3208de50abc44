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
 * Runs tasks, one at a time: asyncio's event loop. Tasks wait with the static methods of this
 * class, which hand the loop to the next task. A task that blocks in any other way stops every task
 * of the loop.
 *
 * <p>The instance methods must be called by a task or a callback of the loop, or by the thread that
 * created the loop while it does not run. Any thread may call {@link #post}, {@link #submit},
 * {@link #stop}, {@link #close}, {@link #stats}, {@link #slowSteps}, {@link #tasks}, {@link
 * #awaitTree}, {@link #time}, {@link #name} and {@link #isRunning}. The static methods that wait
 * throw {@link IllegalStateException} if the caller is not a task of a loop.
 *
 * <p>Wherever a limit or delay is given, values beyond 73 years count as 73 years.
 */
public final class EventLoop implements AutoCloseable {

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final String name;
  private final LoopTicker ticker;
  private final @Nullable UnaryOperator<Runnable> context;
  private final ErrorReporter errors;
  private final LoopMeter meter;
  private final SlowStepRecorder slowSteps;
  private final Baton baton;
  private final LoopThread loopThread;
  // submissions of other threads that are not done
  private final Set<SubmittedTask<?>> submissions = ConcurrentHashMap.newKeySet();
  // confined to the loop
  private final UnreadErrors unreadErrors = new UnreadErrors(this);
  private long tasksCreated;

  EventLoop(
      String name,
      LoopTicker ticker,
      ExceptionHandler exceptionHandler,
      Duration slowStep,
      @Nullable UnaryOperator<Runnable> context) {
    this.name = name;
    this.ticker = ticker;
    this.errors = new ErrorReporter(this, exceptionHandler);
    this.context = context;
    this.meter = new LoopMeter(ticker.read());
    this.slowSteps = new SlowStepRecorder(this, slowStep);
    this.baton = new Baton(this, ticker, meter, slowSteps);
    this.loopThread = baton.loopThread();
  }

  /** Creates a loop with the defaults of {@link #builder}. It does not run yet. */
  public static EventLoop create(String name) {
    return builder(name).build();
  }

  /** Creates a loop with a clock, and the other defaults of {@link #builder}. */
  public static EventLoop create(String name, LoopTicker ticker) {
    return builder(name).ticker(ticker).build();
  }

  /** Creates a loop with a clock and a handler of errors that nothing else handles. */
  public static EventLoop create(
      String name, LoopTicker ticker, ExceptionHandler exceptionHandler) {
    return builder(name).ticker(ticker).exceptionHandler(exceptionHandler).build();
  }

  /**
   * Returns a builder for an event loop.
   *
   * @param name the loop's name, for logs, metrics and diagnostics
   */
  public static EventLoopBuilder builder(String name) {
    EventLoopBuilder.ensureRoomToLoad();
    return new EventLoopBuilder(name);
  }

  // --- running

  /**
   * Runs the loop on the calling thread until the coroutine, which becomes a task, has ended:
   * asyncio's {@code run}. Returns the result of the coroutine, or throws its error as {@link
   * Future#result} does. Other tasks that have not ended stay suspended until the next run.
   *
   * <p>An interrupt of the calling thread cancels the task, as Ctrl-C does in {@code asyncio.run};
   * the thread is still interrupted afterwards.
   *
   * @throws CancellationException if the coroutine was cancelled
   * @throws IllegalStateException if the loop is running, if the caller runs inside a loop, or if
   *     {@link #stop} ended the run before the coroutine
   * @throws RejectedExecutionException if the loop is closed
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

  /**
   * Cancels the task. Called on the loop thread, which may not hold the baton; so it must not
   * throw.
   */
  private void cancelOnInterrupt(Task<?> main) {
    try {
      baton.post(new Handle(this, () -> main.cancel("the thread of the loop was interrupted")));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // the loop is closed, and the run ends with the step in progress; or memory is lacking
    }
  }

  /** Same as {@link #run(Callable)}, for a coroutine without a result. */
  public void run(Runnable main) {
    var _ = run(asCallable(main));
  }

  /**
   * Runs the loop on the calling thread until {@link #stop}. Can be called again afterwards.
   *
   * @throws IllegalStateException if the loop is running, or the caller runs inside a loop
   * @throws RejectedExecutionException if the loop is closed
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
   * Ends the run after the current iteration; the tasks stay as they are. If the loop does not run,
   * ends the next run after one iteration. Has no effect while the loop closes. Any thread may call
   * it.
   */
  public void stop() {
    loopThread.stop();
  }

  /**
   * Stops the loop, cancels every task, waits at most ten seconds until they have ended, and
   * rejects all further work. Pending futures of {@link #submit} fail with {@link
   * RejectedExecutionException}. A second call has no effect, even while the first is in progress.
   * Any thread outside of the loop may call it.
   *
   * @throws IllegalStateException if called by a task or callback of the loop itself
   */
  @Override
  public void close() {
    close(CLOSE_LIMIT);
  }

  /**
   * Same as {@link #close()}, with another limit for the step in progress, and for the tasks. A
   * task that has not ended by then never does; it is reported to the exception handler.
   */
  public void close(Duration limit) {
    StackHeadroom.ensureAnywhere();
    long nanos = Delays.nanos(limit);
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
      LoopShutdown.reportUnfinished(this, baton);
      loopThread.markClosed();
      submissions.forEach(SubmittedTask::reject);
    }
  }

  /** Returns whether a thread runs the loop now. Any thread may call it. */
  public boolean isRunning() {
    return loopThread.isRunning();
  }

  // --- tasks and callbacks

  /**
   * Creates a task, which begins in a later iteration: asyncio's {@code create_task}.
   *
   * @throws IllegalStateException if called from outside the loop
   * @throws RejectedExecutionException if the loop is closed
   */
  public <T extends @Nullable Object> Task<T> createTask(Callable<? extends T> coroutine) {
    return start(coroutine, null);
  }

  /** Same as {@link #createTask(Callable)}, for a coroutine without a result. */
  public Task<@Nullable Void> createTask(Runnable coroutine) {
    return start(asCallable(coroutine), null);
  }

  /** Same as {@link #createTask(Callable)}, with a name for logs and diagnostics. */
  public <T extends @Nullable Object> Task<T> createTask(
      String taskName, Callable<? extends T> coroutine) {
    return start(coroutine, Objects.requireNonNull(taskName));
  }

  /** Same as {@link #createTask(Runnable)}, with a name for logs and diagnostics. */
  public Task<@Nullable Void> createTask(String taskName, Runnable coroutine) {
    return start(asCallable(coroutine), Objects.requireNonNull(taskName));
  }

  /**
   * Creates a task whose first step runs within this call, until the coroutine first waits or ends:
   * asyncio's {@code eager_start}. A coroutine that never waits has ended when this method returns.
   * While the loop does not run, this is the same as {@link #createTask(Callable)}.
   *
   * @throws IllegalStateException if called from outside the loop
   * @throws RejectedExecutionException if the loop is closed
   */
  public <T extends @Nullable Object> Task<T> createEagerTask(Callable<? extends T> coroutine) {
    return startEagerly(coroutine, null);
  }

  /** Same as {@link #createEagerTask(Callable)}, for a coroutine without a result. */
  public Task<@Nullable Void> createEagerTask(Runnable coroutine) {
    return startEagerly(asCallable(coroutine), null);
  }

  /** Same as {@link #createEagerTask(Callable)}, with a name for logs and diagnostics. */
  public <T extends @Nullable Object> Task<T> createEagerTask(
      String taskName, Callable<? extends T> coroutine) {
    return startEagerly(coroutine, Objects.requireNonNull(taskName));
  }

  /** Same as {@link #createEagerTask(Runnable)}, with a name for logs and diagnostics. */
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
    Task<?> creator = baton.current();
    if (creator != null) {
      task.inheritLabel(creator);
    }
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

  /** Returns the callback with the context of the caller. */
  Runnable inContext(Runnable callback) {
    Objects.requireNonNull(callback);
    return context == null ? callback : context.apply(callback);
  }

  /** Creates a pending future of this loop. Any thread may call it. */
  public <T extends @Nullable Object> Future<T> createFuture() {
    return new Future<>(this);
  }

  /**
   * Schedules a callback for the next iteration, in the order of the calls and after earlier posts:
   * asyncio's {@code call_soon}.
   *
   * @throws IllegalStateException if called from outside the loop
   * @throws RejectedExecutionException if the loop is closed
   */
  public Handle callSoon(Runnable callback) {
    ensureOpen();
    long now = enter("call soon");
    Handle handle = new Handle(this, inContext(callback));
    baton.drainInbox();
    baton.makeReady(handle, now);
    return handle;
  }

  /**
   * Schedules a callback after a delay: asyncio's {@code call_later}. A delay of zero or less means
   * the next check of the timers, the earliest deadline first: {@code -2 s} before {@code -1 s}
   * before zero, as in asyncio.
   *
   * @throws IllegalStateException if called from outside the loop
   * @throws RejectedExecutionException if the loop is closed
   */
  public TimerHandle callLater(Duration delay, Runnable callback) {
    ensureOpen();
    long now = enter("call later");
    return baton.setTimerAt(now + Delays.signedNanos(delay), inContext(callback));
  }

  /**
   * Schedules a callback at a time of {@link #time()}, at most 73 years from now: asyncio's {@code
   * call_at}. Callbacks with equal times run in the order of the calls.
   *
   * @throws IllegalStateException if called from outside the loop
   * @throws RejectedExecutionException if the loop is closed
   */
  public TimerHandle callAt(long deadline, Runnable callback) {
    ensureOpen();
    long now = enter("call at");
    // the difference, since a nanosecond clock may wrap around
    long delay = Delays.clamp(deadline - now);
    return baton.setTimerAt(now + delay, inContext(callback));
  }

  /**
   * Returns the time of the loop's clock, in nanoseconds since an arbitrary origin: asyncio's
   * {@code time}. Any thread may call it.
   */
  public long time() {
    return ticker.read();
  }

  /**
   * Schedules a callback from any thread: asyncio's {@code call_soon_threadsafe}. The posts of one
   * thread keep their order. Actions of the caller before this call happen-before the callback. Any
   * thread may cancel the handle; a callback that is about to run may still run.
   *
   * @throws RejectedExecutionException if the loop is closed
   */
  public Handle post(Runnable callback) {
    Handle handle = new PostedHandle(this, inContext(callback));
    baton.post(handle);
    return handle;
  }

  /**
   * Runs a coroutine as a task of the loop, from any thread: asyncio's {@code
   * run_coroutine_threadsafe}. The future completes on the loop, so its dependent actions must be
   * short. Cancelling it cancels the task.
   *
   * @throws RejectedExecutionException if the loop closes or is closed; the future fails with the
   *     same exception if the loop closes before the task begins, or is closed before it ends
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
      submission.reject(); // the closing thread may have missed it
    }
    return submission.future();
  }

  /** Same as {@link #submit(Callable)}, for a coroutine without a result. */
  public CompletableFuture<@Nullable Void> submit(Runnable coroutine) {
    return submit(asCallable(coroutine));
  }

  /**
   * Runs blocking code on an executor, with the context of the caller: asyncio's {@code
   * run_in_executor}. The future completes on the loop. Cancelling it prevents work that has not
   * begun; work that has begun continues, and its outcome is ignored.
   *
   * @throws IllegalStateException if called from outside the loop
   * @throws RejectedExecutionException if the executor rejects the work, or the loop is closed
   */
  public <T extends @Nullable Object> Future<T> runInExecutor(
      Executor executor, Callable<? extends T> work) {
    ensureOpen();
    var _ = enterCompound("run in an executor");
    Objects.requireNonNull(work);
    return FutureAdapters.run(this, executor, work);
  }

  /** Same as {@link #runInExecutor(Executor, Callable)}, for work without a result. */
  public Future<@Nullable Void> runInExecutor(Executor executor, Runnable work) {
    return runInExecutor(executor, asCallable(work));
  }

  // --- errors that nothing else handles

  /**
   * Sets the exception handler; {@code null} restores the default, which writes to the log.
   *
   * @throws IllegalStateException if called from outside the loop
   */
  public void setExceptionHandler(@Nullable ExceptionHandler handler) {
    ensureOnLoop("set an exception handler");
    errors.setHandler(handler == null ? ErrorReporter::log : handler);
  }

  /**
   * Calls the exception handler, as the loop does for an error that nothing else handles.
   *
   * @throws IllegalStateException if called from outside the loop
   */
  public void callExceptionHandler(ExceptionContext context) {
    var _ = enterCompound("call the exception handler");
    report(Objects.requireNonNull(context));
  }

  // --- waiting, for tasks

  /**
   * Suspends the calling task for at least the given duration. Zero or less is the same as {@link
   * #yieldNow}.
   *
   * @throws CancellationException if the task is cancelled in the wait
   */
  public static void sleep(Duration duration) {
    Task<?> task = currentTask();
    long nanos = Delays.nanos(duration);
    if (nanos > 0) {
      task.sleep(nanos);
    } else {
      task.yieldNow();
    }
  }

  /**
   * Lets all tasks and callbacks that are ready run before the calling task continues: asyncio's
   * {@code sleep(0)}.
   *
   * @throws CancellationException if the task is cancelled in the wait
   */
  public static void yieldNow() {
    currentTask().yieldNow();
  }

  /**
   * Waits until the future is done. Returns its result, or throws its error as {@link
   * Future#result} does. Cancelling the wait cancels the future.
   *
   * @throws CancellationException if the task or the future is cancelled
   * @throws IllegalStateException if the future belongs to another loop, or is the calling task
   */
  public static <T extends @Nullable Object> T await(Future<T> future) {
    return currentTask().await(future);
  }

  /**
   * Waits for a stage that completes on any thread. Returns its result, or throws its error as
   * {@link Future#result} does. Cancelling the wait cancels the stage, if it is a {@link
   * java.util.concurrent.Future}, with an interrupt.
   */
  public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    Task<?> task = enterTask();
    return task.await(FutureAdapters.of(task.loop(), stage));
  }

  /**
   * Waits for all futures, and returns their results in the order given: asyncio's {@code gather}.
   * The first error or cancellation is thrown at once, while the other futures continue. Cancelling
   * the wait cancels all of them.
   *
   * @throws IllegalStateException if a future belongs to another loop
   */
  public static <T extends @Nullable Object> List<T> gather(
      Collection<? extends Future<? extends T>> futures) {
    Task<?> task = enterTask();
    return task.await(GatherFuture.ofResults(task.loop(), List.copyOf(futures)));
  }

  /** Same as {@link #wait(Collection, ReturnWhen, Duration)}, without a limit. */
  public static <F extends Future<?>> WaitResult<F> wait(Collection<F> futures, ReturnWhen until) {
    return new WaitOperation<>(futures, until).await(enterTask(), WaitOperation.NO_LIMIT);
  }

  /**
   * Waits until the condition holds or the limit has passed: asyncio's {@code wait}. Throws in
   * neither case, and cancels nothing.
   *
   * @throws IllegalArgumentException if there are no futures
   */
  public static <F extends Future<?>> WaitResult<F> wait(
      Collection<F> futures, ReturnWhen until, Duration limit) {
    return new WaitOperation<>(futures, until).await(enterTask(), Delays.nanos(limit));
  }

  /**
   * Waits until all futures are done, whatever their outcomes, and returns these futures in the
   * order given: asyncio's {@code gather(return_exceptions=True)}. Returns an empty list at once if
   * there are none. Cancelling the wait cancels all futures, waits until they have ended, and is
   * then thrown.
   *
   * @throws IllegalStateException if a future belongs to another loop
   */
  public static <F extends Future<?>> List<F> gatherSettled(Collection<F> futures) {
    Task<?> task = enterTask();
    return task.await(GatherFuture.ofFutures(task.loop(), List.copyOf(futures)));
  }

  /** Same as {@link #asCompleted(Collection, Duration)}, without a limit. */
  public static <F extends Future<?>> AsCompleted<F> asCompleted(Collection<F> futures) {
    return AsCompleted.of(enterTask().loop(), futures, null);
  }

  /**
   * Returns an iterator over the futures in the order in which they complete, each once: asyncio's
   * {@code as_completed}, in the form of an asynchronous iterator. {@code next()} waits until
   * another future is done, and returns it. Cancels nothing.
   *
   * <p>The futures can be iterated once: every iterator continues where the last one stopped. Any
   * task of the loop may iterate, several at a time as well; each future goes to one of them.
   * {@code next()} throws {@link TimeoutException} if the limit, counted from this call, has passed
   * and all futures that were done before then were returned. It throws {@link
   * java.util.concurrent.CancellationException} if the wait is cancelled, which loses no future.
   *
   * @throws IllegalStateException if a future belongs to another loop
   */
  public static <F extends Future<?>> AsCompleted<F> asCompleted(
      Collection<F> futures, Duration limit) {
    return AsCompleted.of(enterTask().loop(), futures, Objects.requireNonNull(limit));
  }

  /**
   * Waits for the future, at most for the limit: asyncio's {@code wait_for}. When the limit has
   * passed, cancels the future, waits until it has ended, and throws {@link TimeoutException}. If
   * the future still completes with a result or an error, that is returned or thrown. With a limit
   * of zero or less, a future that is not done is cancelled at once. Cancelling the wait cancels
   * the future, and is thrown when the future has ended; {@link #shield} protects the future from
   * both.
   */
  public static <T extends @Nullable Object> T waitFor(Future<T> future, Duration limit) {
    return WaitFor.future(future, limit);
  }

  /**
   * Same as {@link #timeout(Duration, ScopeBody)}, for a coroutine that does not use its scope; it
   * runs in the calling task. With a limit of zero or less it never begins.
   */
  public static <T extends @Nullable Object, X extends Throwable> T waitFor(
      ScopedValue.CallableOp<? extends T, X> coroutine, Duration limit) throws X {
    return WaitFor.coroutine(coroutine, limit);
  }

  /**
   * Same as {@link #waitFor(ScopedValue.CallableOp, Duration)}, for a coroutine without a result.
   */
  public static void waitFor(Runnable coroutine, Duration limit) {
    var _ = waitFor(asCallableOp(coroutine), limit);
  }

  /**
   * Runs the body in the calling task with a time limit that the body can move: asyncio's {@code
   * timeout}. When the limit has passed, the task is cancelled. Where that cancellation leaves the
   * scope, it becomes a {@link TimeoutException}; if the body catches it, its result is returned.
   * Any other exception of the body is thrown, with a {@link TimeoutException} as a suppressed
   * exception. A limit of zero or less passes at the first wait. A cancellation from outside is
   * thrown unchanged.
   *
   * @throws TimeoutException if the limit has passed
   */
  public static <T extends @Nullable Object, X extends Throwable> T timeout(
      Duration limit, ScopeBody<? super Timeout, ? extends T, X> body) throws X {
    return Timeout.run(limit, body);
  }

  /**
   * Same as {@link #timeout(Duration, ScopeBody)}, for a body without a result that does not use
   * its scope.
   */
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
   * Same as {@link #timeout(Duration, ScopeBody)}, until a time of {@link #time()}, at most 73
   * years from now; {@link LoopTicker#NEVER} sets no limit.
   */
  public static <T extends @Nullable Object, X extends Throwable> T timeoutAt(
      long deadline, ScopeBody<? super Timeout, ? extends T, X> body) throws X {
    return Timeout.runUntil(deadline, body);
  }

  /**
   * Returns a future that completes as the given one does, and whose cancellation does not affect
   * that one: {@code await(shield(task))} can be cancelled without cancelling the task. Returns the
   * given future itself if it is done. If it fails after the shield was cancelled, the error is
   * reported to the loop's exception handler.
   *
   * @throws IllegalStateException if called from outside the loop
   */
  public static <T extends @Nullable Object> Future<T> shield(Future<T> future) {
    var _ = future.loop().enterCompound("shield a future"); // before the class is loaded
    return Shield.of(future);
  }

  /**
   * Returns the running task.
   *
   * @throws IllegalStateException if the calling thread runs no task of a loop
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
   * Returns the loop of the calling task or callback: asyncio's {@code get_running_loop}.
   *
   * @throws IllegalStateException if the calling thread runs no loop
   */
  public static EventLoop current() {
    Baton held = Baton.ofCurrentThread();
    if (held == null) {
      throw new IllegalStateException("no event loop is running on this thread");
    }
    return held.loop();
  }

  // --- diagnostics

  public String name() {
    return name;
  }

  /** Returns the loop's current figures. Takes no lock; any thread may call it at any rate. */
  public LoopStats stats() {
    return meter.read(name, ticker.read(), slowSteps.steps(), slowSteps.starvations());
  }

  /** Returns the slow steps: when and where the loop made no progress. Any thread may call it. */
  public SlowSteps slowSteps() {
    return slowSteps.snapshot(ticker.read());
  }

  /**
   * Returns the tasks that have not ended, oldest first: asyncio's {@code all_tasks}. Any thread
   * may call it, whether the loop makes progress or not; each task is read at a moment of its own.
   * Costs some microseconds per task, for its stack.
   */
  public List<TaskInfo> tasks() {
    return new TaskSnapshots(baton, ticker.read(), Integer.MAX_VALUE).list();
  }

  /**
   * Returns which task waits for which, and the cycles of tasks that wait forever. Any thread may
   * call it, as {@link #tasks()}.
   */
  public AwaitTree awaitTree() {
    return awaitTree(Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /**
   * Returns the tree of the oldest tasks, for loops with too many tasks to show.
   *
   * @param most the largest number of tasks
   * @param frames the largest number of frames of each stack, which are the innermost ones
   */
  public AwaitTree awaitTree(int most, int frames) {
    return new TaskSnapshots(baton, ticker.read(), frames).tree(most);
  }

  // --- for the package

  Baton baton() {
    return baton;
  }

  /**
   * Begins a call that changes the loop's state. Returns the time.
   *
   * @throws IllegalStateException if called from outside the loop
   * @throws StackOverflowError if there is no room on the stack
   */
  long enter(String what) {
    ensureOnLoop(what);
    long now = ticker.read();
    baton.headroom().ensure(now);
    return now;
  }

  /** Same as {@link #enter}, for a call that consists of several changes. */
  long enterCompound(String what) {
    ensureOnLoop(what);
    long now = ticker.read();
    baton.headroom().ensureForCompound(now);
    return now;
  }

  /** Returns the running task, at the beginning of a call that consists of several changes. */
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

  /**
   * Returns the number of tasks that have not ended, including submitted ones. Any thread may call
   * it.
   */
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

  /** Passes an error to the exception handler; throws nothing. */
  void report(ExceptionContext context) {
    errors.report(context);
  }

  @Override
  public String toString() {
    return "EventLoop[%s]".formatted(name);
  }
}
