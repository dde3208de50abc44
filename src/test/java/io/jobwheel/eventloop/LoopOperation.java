package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The operations of a loop that change its state, one each. */
enum LoopOperation {
  YIELD(world -> EventLoop.yieldNow()),
  SLEEP(world -> EventLoop.sleep(tick())),
  SLEEP_ZERO(world -> EventLoop.sleep(Duration.ZERO)),
  CALL_SOON(world -> world.loop.callSoon(LoopOperation::nothing)),
  CALL_LATER(world -> world.add(world.loop.callLater(hour(), LoopOperation::nothing))),
  CALL_LATER_SOON(world -> world.loop.callLater(tick(), LoopOperation::nothing)),
  CALL_AT(world -> world.add(world.loop.callAt(world.loop.time(), LoopOperation::nothing))),
  CANCEL_HANDLE(world -> {
    TimerHandle handle = world.loop.callLater(hour(), LoopOperation::nothing);
    world.add(handle);
    handle.cancel();
  }),
  POST(world -> world.loop.post(LoopOperation::nothing)),
  SUBMIT(world -> world.loop.submit(() -> 1)),
  SUBMIT_CANCEL(world -> world.loop.submit(() -> 1).cancel(true)),
  CREATE_TASK(world -> world.loop.createTask(LoopOperation::nothing)),
  CREATE_NAMED_TASK(world -> world.loop.createTask("named", LoopOperation::nothing)),
  CREATE_EAGER_TASK(world -> world.loop.createEagerTask(LoopOperation::nothing)),
  CREATE_EAGER_SLEEPER(world -> world.loop.createEagerTask(() -> EventLoop.sleep(tick()))),
  CANCEL_TASK(world -> {
    Task<Void> task = world.add(world.loop.createTask(() -> EventLoop.sleep(hour())));
    task.cancel();
  }),
  CANCEL_SLEEPER(world -> {
    Task<Void> task = world.add(world.loop.createTask(() -> EventLoop.sleep(hour())));
    EventLoop.yieldNow();
    task.cancel();
  }),
  AWAIT_TASK(world -> EventLoop.await(world.loop.createTask(() -> 1))),
  AWAIT_FUTURE(world -> {
    Future<Integer> future = world.loop.createFuture();
    world.loop.callSoon(() -> future.setResult(1));
    EventLoop.await(future);
  }),
  AWAIT_STAGE(world -> {
    CompletableFuture<Integer> stage = new CompletableFuture<>();
    world.loop.callSoon(() -> stage.complete(1));
    EventLoop.await(stage);
  }),
  SET_RESULT(world -> {
    Future<Integer> future = world.add(world.loop.createFuture());
    future.addDoneCallback(done -> nothing());
    future.setResult(1);
  }),
  SET_EXCEPTION(world -> {
    Future<Integer> future = world.add(world.loop.createFuture());
    future.addDoneCallback(Future::exception);
    future.setException(new IllegalStateException("planted"));
  }),
  CANCEL_FUTURE(world -> {
    Future<Integer> future = world.add(world.loop.createFuture());
    future.addDoneCallback(done -> nothing());
    future.cancel();
  }),
  REMOVE_CALLBACK(world -> {
    Future<Integer> future = world.loop.createFuture();
    future.addDoneCallback(LoopOperation::none);
    future.addDoneCallback(LoopOperation::none);
    future.removeDoneCallback(LoopOperation::none);
  }),
  GATHER(world -> EventLoop.gather(two(world))),
  GATHER_ALL(world -> EventLoop.gatherSettled(two(world))),
  WAIT(world -> EventLoop.wait(two(world), ReturnWhen.ALL_COMPLETED)),
  WAIT_LIMIT(world -> EventLoop.wait(two(world), ReturnWhen.FIRST_COMPLETED, hour())),
  AS_COMPLETED(world -> EventLoop.asCompleted(two(world), hour()).forEach(LoopOperation::none)),
  WAIT_FOR_FUTURE(world -> EventLoop.waitFor(world.loop.createTask(() -> 1), hour())),
  WAIT_FOR_NO_TIME(world -> {
    try {
      EventLoop.waitFor(world.loop.createTask(() -> 1), Duration.ZERO);
    } catch (TimeoutException e) {
      // as it must
    }
  }),
  TIMEOUT((world, inner) -> EventLoop.timeout(hour(), scope -> then(world, inner))),
  TIMEOUT_THAT_WAITS((world, inner) ->
      EventLoop.timeout(
          hour(),
          scope -> {
            EventLoop.yieldNow();
            return then(world, inner);
          })),
  TIMEOUT_RESCHEDULED((world, inner) ->
      EventLoop.timeout(
          hour(),
          scope -> {
            scope.reschedule(Duration.ofHours(2));
            return then(world, inner);
          })),
  WAIT_FOR_BODY((world, inner) -> EventLoop.waitFor(() -> then(world, inner), hour())),
  SHIELD(world -> EventLoop.await(EventLoop.shield(world.loop.createTask(() -> 1)))),
  TASK_GROUP((world, inner) ->
      inGroup(group -> {
        group.createTask(LoopOperation::nothing);
        group.createTask(() -> EventLoop.sleep(tick()));
        return then(world, inner);
      })),
  LOCK((world, inner) -> {
    Lock lock = new Lock(world.loop);
    try (var _ = lock.hold()) {
      then(world, inner);
    }
  }),
  LOCK_CONTENDED(world -> {
    Lock lock = new Lock(world.loop);
    lock.acquire();
    world.add(world.loop.createTask(() -> hold(lock)));
    EventLoop.yieldNow();
    lock.release();
    hold(lock);
  }),
  SEMAPHORE((world, inner) -> {
    try (var _ = world.semaphore.hold()) {
      then(world, inner);
    }
  }),
  EVENT(world -> {
    world.loop.callSoon(world.event::set);
    world.event.await();
    world.event.clear();
  }),
  CONDITION(world -> {
    Lock lock = new Lock(world.loop);
    Condition condition = new Condition(lock);
    world.add(
        world.loop.createTask(() -> {
          try (var _ = lock.hold()) {
            condition.signalAll();
          }
        }));
    try (var _ = lock.hold()) {
      condition.await();
    }
  }),
  QUEUE(world -> {
    world.queue.put(1);
    world.queue.get();
    world.queue.taskDone();
  }),
  QUEUE_CONTENDED(world -> {
    Queue<Integer> small = Queue.fifo(world.loop, 1);
    world.add(
        world.loop.createTask(() -> {
          small.put(1);
          small.put(2);
        }));
    small.get();
    small.get();
  }),
  PRIORITY_QUEUE(world -> {
    world.priorities.put(1);
    world.priorities.offer(2);
    world.priorities.poll();
  }),
  RUN_IN_EXECUTOR(world -> EventLoop.await(world.loop.runInExecutor(world.executor, () -> 1))),
  TASKS(world -> world.loop.tasks()),
  STATS(world -> world.loop.stats());

  interface Step {
    void run(LoopWorld world);
  }

  interface Around {
    void run(LoopWorld world, Step inner);
  }

  private final Around body;

  LoopOperation(Around body) {
    this.body = body;
  }

  LoopOperation(Step step) {
    this((world, inner) -> {
      step.run(world);
      inner.run(world);
    });
  }

  /** The operation alone. */
  void run(LoopWorld world) {
    body.run(world, LoopOperation::none);
  }

  /** The operation with the other inside, or after it if it has no inside. */
  void around(LoopWorld world, Step inner) {
    body.run(world, inner);
  }

  private static Duration tick() {
    return Duration.ofNanos(1);
  }

  private static Duration hour() {
    return Duration.ofHours(1);
  }

  private static void nothing() {}

  private static void none(Object ignored) {}

  private static int then(LoopWorld world, Step inner) {
    inner.run(world);
    return 1;
  }

  private static void hold(Lock lock) {
    lock.acquire();
    lock.release();
  }

  private static List<Task<Integer>> two(LoopWorld world) {
    return List.of(
        world.add(world.loop.createTask(() -> 1)), world.add(world.loop.createTask(() -> 2)));
  }

  private static void inGroup(ScopeBody<TaskGroup, Integer, RuntimeException> body) {
    try {
      TaskGroup.run(body);
    } catch (TaskGroupException e) {
      if (e.errors().getFirst() instanceof StackOverflowError overflow) {
        throw overflow;
      }
      throw e;
    }
  }
}
