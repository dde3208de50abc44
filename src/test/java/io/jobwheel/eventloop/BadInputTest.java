package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Calls every public method with invalid input: it must throw at once, and the loop must continue
 * as if the call had not happened.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("NullAway")
class BadInputTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE);
  private static final Duration BACK_FOR_EVER = Duration.ofSeconds(Long.MIN_VALUE);

  private interface Action {
    void on(EventLoop loop) throws Throwable;
  }

  private record Call(String name, Action action) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Call call(String name, Action action) {
    return new Call(name, action);
  }

  static final List<Call> nulls =
      List.of(
          call("create", loop -> EventLoop.create(null)),
          call("create ticker", loop -> EventLoop.create("x", null)),
          call("create handler", loop -> EventLoop.create("x", LoopTicker.system(), null)),
          call("builder", loop -> EventLoop.builder(null)),
          call("builder ticker", loop -> EventLoop.builder("x").ticker(null)),
          call("builder handler", loop -> EventLoop.builder("x").exceptionHandler(null)),
          call("builder slowStep", loop -> EventLoop.builder("x").slowStepThreshold(null)),
          call("builder context", loop -> EventLoop.builder("x").context(null)),
          call("createTask", loop -> loop.createTask((Callable<?>) null)),
          call("createTask runnable", loop -> loop.createTask((Runnable) null)),
          call("createTask named", loop -> loop.createTask("x", (Callable<?>) null)),
          call("createTask named runnable", loop -> loop.createTask("x", (Runnable) null)),
          call("createTask name", loop -> loop.createTask(null, () -> 1)),
          call("createTask name runnable", loop -> loop.createTask(null, () -> {})),
          call("createEagerTask", loop -> loop.createEagerTask((Callable<?>) null)),
          call("createEagerTask runnable", loop -> loop.createEagerTask((Runnable) null)),
          call("createEagerTask name", loop -> loop.createEagerTask(null, () -> 1)),
          call("callSoon", loop -> loop.callSoon(null)),
          call("callLater", loop -> loop.callLater(SECOND, null)),
          call("callLater delay", loop -> loop.callLater(null, () -> {})),
          call("callAt", loop -> loop.callAt(loop.time(), null)),
          call("post", loop -> loop.post(null)),
          call("submit", loop -> loop.submit((Callable<?>) null)),
          call("runInExecutor", loop -> loop.runInExecutor(Runnable::run, (Callable<?>) null)),
          call("runInExecutor executor", loop -> loop.runInExecutor((Executor) null, () -> 1)),
          call("sleep", loop -> EventLoop.sleep(null)),
          call("await", loop -> EventLoop.await((Future<?>) null)),
          call("await stage", loop -> EventLoop.await((CompletionStage<?>) null)),
          call("gather", loop -> EventLoop.gather(null)),
          call("gather part", loop -> EventLoop.gather(withNull(loop))),
          call("gatherAll", loop -> EventLoop.gatherSettled(null)),
          call("gatherAll part", loop -> EventLoop.gatherSettled(withNull(loop))),
          call("wait", loop -> EventLoop.wait(null, ReturnWhen.ALL_COMPLETED)),
          call("wait part", loop -> EventLoop.wait(withNull(loop), ReturnWhen.ALL_COMPLETED)),
          call("wait until", loop -> EventLoop.wait(open(loop), null)),
          call("wait limit", loop -> EventLoop.wait(open(loop), ReturnWhen.ALL_COMPLETED, null)),
          call("asCompleted", loop -> EventLoop.asCompleted(null)),
          call("asCompleted part", loop -> EventLoop.asCompleted(withNull(loop))),
          call("asCompleted limit", loop -> EventLoop.asCompleted(open(loop), null)),
          call("waitFor", loop -> EventLoop.waitFor((Future<?>) null, SECOND)),
          call("waitFor limit", loop -> EventLoop.waitFor(loop.createFuture(), null)),
          call(
              "waitFor coroutine",
              loop ->
                  EventLoop.waitFor(
                      (ScopedValue.CallableOp<Object, RuntimeException>) null, SECOND)),
          call("waitFor coroutine limit", loop -> EventLoop.waitFor(() -> 1, null)),
          call("timeout", loop -> EventLoop.timeout(SECOND, (Runnable) null)),
          call("timeout limit", loop -> EventLoop.timeout(null, scope -> 1)),
          call("timeoutAt", loop -> EventLoop.timeoutAt(loop.time() + 9, null)),
          call(
              "reschedule",
              loop ->
                  EventLoop.timeout(
                      SECOND,
                      scope -> {
                        scope.reschedule(null);
                        return 1;
                      })),
          call("shield", loop -> EventLoop.shield(null)),
          call("close", loop -> loop.close(null)),
          call("setException", loop -> loop.createFuture().setException(null)),
          call("cancel", loop -> loop.createFuture().cancel(null)),
          call("cancel done", loop -> done(loop).cancel(null)),
          call("addDoneCallback", loop -> loop.createFuture().addDoneCallback(null)),
          call("removeDoneCallback", loop -> loop.createFuture().removeDoneCallback(null)),
          call("TaskGroup", loop -> TaskGroup.run(null)),
          call("EventLoopGroup", loop -> new EventLoopGroup(null, 1)),
          call("Lock", loop -> new Lock(null)),
          call("Semaphore", loop -> new Semaphore(null, 1)),
          call("bounded Semaphore", loop -> Semaphore.bounded(null, 1)),
          call("Event", loop -> new Event(null)),
          call("Condition", loop -> new Condition(null)),
          call("Condition await", loop -> awaitNull(loop)),
          call("fifo", loop -> Queue.fifo(null)),
          call("lifo", loop -> Queue.lifo(null, 1)),
          call("priority", loop -> Queue.priority(loop, null)),
          call("priority loop", loop -> Queue.priority(null, Comparator.<Integer>naturalOrder())),
          call("put", loop -> Queue.fifo(loop).put(null)),
          call("offer", loop -> Queue.fifo(loop).offer(null)));

  static final List<Call> numbers =
      List.of(
          call("capacity", loop -> Queue.fifo(loop, -1)),
          call("lifo capacity", loop -> Queue.lifo(loop, -1)),
          call(
              "priority capacity",
              loop -> Queue.priority(loop, Comparator.<Integer>naturalOrder(), -1)),
          call("permits", loop -> new Semaphore(loop, -1)),
          call("bounded permits", loop -> Semaphore.bounded(loop, -1)),
          call("loops", loop -> new EventLoopGroup("x", 0)),
          call("slow step", loop -> EventLoop.builder("x").slowStepThreshold(Duration.ZERO)),
          call(
              "slow step before",
              loop -> EventLoop.builder("x").slowStepThreshold(Duration.ofNanos(-1))),
          call(
              "no futures to wait for",
              loop -> EventLoop.wait(List.of(), ReturnWhen.ALL_COMPLETED)),
          call("signals", BadInputTest::signalBackwards));

  /** Those which only a task or a callback of the loop may make. */
  static final List<Call> confined =
      List.of(
          call("createTask", loop -> loop.createTask(() -> 1)),
          call("createTask runnable", loop -> loop.createTask(() -> {})),
          call("createTask named", loop -> loop.createTask("x", () -> 1)),
          call("createEagerTask", loop -> loop.createEagerTask(() -> 1)),
          call("callSoon", loop -> loop.callSoon(() -> {})),
          call("callLater", loop -> loop.callLater(SECOND, () -> {})),
          call("callAt", loop -> loop.callAt(0, () -> {})),
          call("runInExecutor", loop -> loop.runInExecutor(Runnable::run, () -> 1)),
          call("setResult", loop -> loop.createFuture().setResult(null)),
          call("setException", loop -> loop.createFuture().setException(new Exception())),
          call("cancel", loop -> loop.createFuture().cancel()),
          call("addDoneCallback", loop -> loop.createFuture().addDoneCallback(it -> {})),
          call("removeDoneCallback", loop -> loop.createFuture().removeDoneCallback(it -> {})),
          call("shield", loop -> EventLoop.shield(loop.createFuture()).cancel()),
          call("release", loop -> new Lock(loop).release()),
          call("release semaphore", loop -> new Semaphore(loop, 1).release()),
          call("set", loop -> new Event(loop).set()),
          call("clear", loop -> new Event(loop).clear()),
          call("signal", loop -> new Condition(new Lock(loop)).signal()),
          call("signalAll", loop -> new Condition(new Lock(loop)).signalAll()),
          call("offer", loop -> Queue.fifo(loop).offer(1)),
          call("poll", loop -> Queue.fifo(loop).poll()),
          call("taskDone", loop -> Queue.fifo(loop).taskDone()),
          call("shutdown", loop -> Queue.fifo(loop).shutdown()),
          call("shutdownNow", loop -> Queue.fifo(loop).shutdownNow()));

  /** Those which only a task may make, as they wait. */
  static final List<Call> waits =
      List.of(
          call("sleep", loop -> EventLoop.sleep(Duration.ZERO)),
          call("sleep long", loop -> EventLoop.sleep(SECOND)),
          call("yieldNow", loop -> EventLoop.yieldNow()),
          call("await", loop -> EventLoop.await(loop.createFuture())),
          call("await stage", loop -> EventLoop.await(new CompletableFuture<>())),
          call("gather", loop -> EventLoop.gather(open(loop))),
          call("gatherAll", loop -> EventLoop.gatherSettled(open(loop))),
          call("wait", loop -> EventLoop.wait(open(loop), ReturnWhen.ALL_COMPLETED)),
          call("asCompleted", loop -> EventLoop.asCompleted(open(loop)).iterator().next()),
          call("waitFor", loop -> EventLoop.waitFor(loop.createFuture(), SECOND)),
          call("waitFor coroutine", loop -> EventLoop.waitFor(() -> 1, SECOND)),
          call("timeout", loop -> EventLoop.timeout(SECOND, scope -> 1)),
          call("timeoutAt", loop -> EventLoop.timeoutAt(0, scope -> 1)),
          call("currentTask", loop -> EventLoop.currentTask()),
          call("TaskGroup", loop -> TaskGroup.run(group -> 1)),
          call("acquire", loop -> new Lock(loop).acquire()),
          call("hold", loop -> new Lock(loop).hold()),
          call("acquire semaphore", loop -> new Semaphore(loop, 1).acquire()),
          call("hold semaphore", loop -> new Semaphore(loop, 1).hold()),
          call("await event", loop -> new Event(loop).await()),
          call("await condition", loop -> new Condition(new Lock(loop)).await()),
          call("put", loop -> Queue.fifo(loop).put(1)),
          call("get", loop -> Queue.fifo(loop).get()),
          call("join", loop -> Queue.fifo(loop).join()));

  static final List<Call> afterClose =
      List.of(
          call("run", loop -> loop.run(() -> 1)),
          call("runForever", EventLoop::runForever),
          call("createTask", loop -> loop.createTask(() -> 1)),
          call("createEagerTask", loop -> loop.createEagerTask(() -> 1)),
          call("callSoon", loop -> loop.callSoon(() -> {})),
          call("callLater", loop -> loop.callLater(SECOND, () -> {})),
          call("callAt", loop -> loop.callAt(0, () -> {})),
          call("post", loop -> loop.post(() -> {})),
          call("submit", loop -> loop.submit(() -> 1)),
          call("runInExecutor", loop -> loop.runInExecutor(Runnable::run, () -> 1)));

  @ParameterizedTest
  @FieldSource("nulls")
  void nullIsRefused(Call bad) {
    assertRefused(bad, NullPointerException.class);
  }

  @ParameterizedTest
  @FieldSource("numbers")
  void numbersOutOfRangeAreRefused(Call bad) {
    assertRefused(bad, IllegalArgumentException.class);
  }

  @ParameterizedTest
  @FieldSource("confined")
  void foreignThreadsAreRefusedWhileTheLoopRuns(Call bad) {
    assertRefusedElsewhere(bad);
  }

  @ParameterizedTest
  @FieldSource("waits")
  void foreignThreadsCannotWait(Call bad) {
    assertRefusedElsewhere(bad);
  }

  @ParameterizedTest
  @FieldSource("waits")
  void callbacksCannotWait(Call bad) {
    inALoop(loop -> {
      Future<Throwable> thrown = loop.createFuture();
      loop.callSoon(() -> thrown.setResult(thrownBy(() -> bad.action().on(loop))));
      assertThat(EventLoop.await(thrown))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageMatching("(?s).+");
    });
  }

  @ParameterizedTest
  @FieldSource("afterClose")
  void aClosedLoopRefuses(Call bad) {
    EventLoop loop = EventLoop.create("closed");
    loop.close();
    assertThatThrownBy(() -> bad.action().on(loop))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("closed");
  }

  static final List<Call> endless =
      List.of(
          call("sleep", loop -> EventLoop.sleep(ENDLESS)),
          call("waitFor", loop -> EventLoop.waitFor(loop.createFuture(), ENDLESS)),
          call("wait", loop -> EventLoop.wait(open(loop), ReturnWhen.ALL_COMPLETED, ENDLESS)),
          call("asCompleted", loop -> EventLoop.asCompleted(open(loop), ENDLESS).iterator().next()),
          call(
              "timeout",
              loop ->
                  EventLoop.timeout(
                      ENDLESS,
                      scope -> {
                        EventLoop.sleep(Duration.ofMillis(Long.MAX_VALUE));
                        return 1;
                      })));

  @ParameterizedTest
  @FieldSource("endless")
  void durationsPastAllNumbersLastLonger(Call call) {
    inALoop(loop -> {
      Task<Integer> task =
          loop.createTask(() -> {
            var _ = thrownBy(() -> call.action().on(loop));
            return 1;
          });
      EventLoop.sleep(Duration.ofDays(365));
      assertThat(task.isDone()).isFalse();
      task.cancel();
    });
  }

  @ParameterizedTest
  @FieldSource("longPast")
  void durationsBelowAllNumbersAreOver(Call call) {
    inALoop(loop -> {
      long before = loop.time();
      Throwable thrown = thrownBy(() -> call.action().on(loop));
      assertThat(thrown).isNull();
      assertThat(loop.time()).isEqualTo(before);
    });
  }

  static final List<Call> longPast =
      List.of(
          call("sleep", loop -> EventLoop.sleep(BACK_FOR_EVER)),
          call(
              "callLater",
              loop -> {
                Future<Integer> called = loop.createFuture();
                loop.callLater(BACK_FOR_EVER, () -> called.setResult(1));
                EventLoop.await(called);
              }),
          call(
              "waitFor",
              loop ->
                  assertThatThrownBy(() -> EventLoop.waitFor(loop.createFuture(), BACK_FOR_EVER))
                      .isInstanceOf(TimeoutException.class)),
          call("wait", loop -> EventLoop.wait(open(loop), ReturnWhen.ALL_COMPLETED, BACK_FOR_EVER)),
          call(
              "timeout",
              loop ->
                  assertThatThrownBy(() ->
                          EventLoop.timeout(
                              BACK_FOR_EVER,
                              scope -> {
                                EventLoop.sleep(SECOND);
                                return 1;
                              }))
                      .isInstanceOf(TimeoutException.class)));

  private static void assertRefused(Call bad, Class<? extends Exception> expected) {
    inALoop(loop ->
        assertThatThrownBy(() -> bad.action().on(loop))
            .isExactlyInstanceOf(expected)
            .satisfies(error ->
                assertThat(error.getStackTrace()[0].getClassName())
                    .doesNotContain("Baton", "BatonHolder", "TimerHeap")));
  }

  private static void assertRefusedElsewhere(Call bad) {
    inALoop(loop -> {
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      Thread.ofPlatform().start(() -> thrown.complete(thrownBy(() -> bad.action().on(loop))));
      assertThat(EventLoop.await(thrown))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageMatching("(?s).+");
    });
  }

  /** In virtual time; and the loop must be as it was before. */
  private static void inALoop(Consumer<EventLoop> body) {
    List<Throwable> unhandled = new ArrayList<>();
    EventLoop loop =
        EventLoop.create(
            "loop", new VirtualTicker(), (it, context) -> unhandled.add(context.error()));
    try (loop) {
      loop.run(() -> {
        body.accept(loop);
        EventLoop.sleep(SECOND);
        assertThat(loop.tasks()).hasSize(1);
        assertThat(EventLoop.await(loop.createTask(() -> 42))).isEqualTo(42);
        return null;
      });
    }
    assertThat(unhandled).isEmpty();
  }

  private static Throwable thrownBy(ThrowingCallable action) {
    try {
      action.call();
      return null;
    } catch (Throwable e) {
      return e;
    }
  }

  private static List<Future<Object>> open(EventLoop loop) {
    return List.of(loop.createFuture());
  }

  private static List<Future<Object>> withNull(EventLoop loop) {
    return Arrays.asList(loop.createFuture(), null);
  }

  private static Future<Object> done(EventLoop loop) {
    Future<Object> future = loop.createFuture();
    future.setResult(1);
    return future;
  }

  private static void awaitNull(EventLoop loop) {
    Lock lock = new Lock(loop);
    try (Guard held = lock.hold()) {
      new Condition(lock).await((BooleanSupplier) null);
    }
  }

  private static void signalBackwards(EventLoop loop) {
    Lock lock = new Lock(loop);
    try (Guard held = lock.hold()) {
      new Condition(lock).signal(-1);
    }
  }
}
