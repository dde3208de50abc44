package io.jobwheel.eventloop.soak;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Future;
import io.jobwheel.eventloop.Task;
import io.jobwheel.eventloop.TaskGroup;
import io.jobwheel.eventloop.VirtualTicker;
import io.jobwheel.eventloop.WaitResult;
import io.jobwheel.eventloop.soak.Statement.Await;
import io.jobwheel.eventloop.soak.Statement.AwaitFuture;
import io.jobwheel.eventloop.soak.Statement.Cancel;
import io.jobwheel.eventloop.soak.Statement.CancelFuture;
import io.jobwheel.eventloop.soak.Statement.Fail;
import io.jobwheel.eventloop.soak.Statement.Gather;
import io.jobwheel.eventloop.soak.Statement.GatherAll;
import io.jobwheel.eventloop.soak.Statement.Group;
import io.jobwheel.eventloop.soak.Statement.Limit;
import io.jobwheel.eventloop.soak.Statement.SetFuture;
import io.jobwheel.eventloop.soak.Statement.Shielded;
import io.jobwheel.eventloop.soak.Statement.Sleep;
import io.jobwheel.eventloop.soak.Statement.Spawn;
import io.jobwheel.eventloop.soak.Statement.SpawnInGroup;
import io.jobwheel.eventloop.soak.Statement.Try;
import io.jobwheel.eventloop.soak.Statement.Uncancel;
import io.jobwheel.eventloop.soak.Statement.Wait;
import io.jobwheel.eventloop.soak.Statement.WaitFor;
import io.jobwheel.eventloop.soak.Statement.Yield;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/** Runs a program on the real loop, in virtual time. */
final class LoopRun {

  /** Two, so that the moments between can be hit. */
  static final int NANOS_A_UNIT = 2;

  /** When everything is cancelled that has not ended, and how long until it is again. */
  static final long END_NANOS = 20_001;

  static final long ROUND_NANOS = 2_000;
  static final int MAX_ROUNDS = 200;

  private final Trace trace = new Trace();
  private final VirtualTicker ticker = new VirtualTicker();
  private final EventLoop loop =
      EventLoop.create(
          "soak", ticker, (it, context) -> trace.unread(time(), Trace.nameOf(context.error())));
  private final TreeMap<Integer, Task<Integer>> tasks = new TreeMap<>();
  private final List<Future<Integer>> futures = new ArrayList<>();

  private LoopRun() {}

  static List<String> of(List<Statement> program) {
    LoopRun run = new LoopRun();
    try (run.loop) {
      run.loop.run(() -> {
        run.drive(program);
        return null;
      });
      return List.copyOf(run.trace.lines()); // the model does not include the close
    }
  }

  private long time() {
    return ticker.elapsed().toNanos() / NANOS_A_UNIT;
  }

  private void drive(List<Statement> program) {
    for (int i = 0; i < RandomPrograms.FUTURES; i++) {
      futures.add(loop.createFuture());
    }
    tasks.put(0, loop.createTask(new Coroutine(0, program)));
    EventLoop.sleep(Duration.ofNanos(END_NANOS));
    for (int round = 0; round < MAX_ROUNDS && !allDone(); round++) {
      tasks.values().forEach(task -> task.cancel("the end"));
      EventLoop.sleep(Duration.ofNanos(ROUND_NANOS));
    }
    tasks.forEach((number, task) -> trace.state(number, stateOf(task)));
  }

  private boolean allDone() {
    return tasks.values().stream().allMatch(Future::isDone);
  }

  private static String stateOf(Task<Integer> task) {
    if (!task.isDone()) {
      return "not done";
    }
    try {
      return "done: " + task.result() + ", cancelling " + task.cancelling();
    } catch (RuntimeException e) {
      return Trace.nameOf(e) + ", cancelling " + task.cancelling();
    }
  }

  private static Duration units(int units) {
    return Duration.ofNanos((long) units * NANOS_A_UNIT);
  }

  private final class Coroutine implements Callable<Integer> {

    private final int number;
    private final List<Statement> body;

    Coroutine(int number, List<Statement> body) {
      this.number = number;
      this.body = body;
    }

    @Override
    public Integer call() {
      try {
        run(body, null);
      } catch (RuntimeException e) {
        trace.ended(time(), number, Trace.nameOf(e));
        throw e;
      }
      trace.ended(time(), number, "well");
      return number;
    }

    private void run(List<Statement> statements, TaskGroup group) {
      statements.forEach(statement -> run(statement, group));
    }

    private void run(Statement statement, TaskGroup group) {
      try {
        String outcome = outcome(statement, group);
        trace.add(time(), number, statement, outcome);
      } catch (RuntimeException e) {
        trace.add(time(), number, statement, Trace.nameOf(e));
        throw e;
      }
    }

    private String outcome(Statement statement, TaskGroup group) {
      return switch (statement) {
        case Sleep(int units) -> after(() -> EventLoop.sleep(units(units)));
        case Yield() -> after(EventLoop::yieldNow);
        case Fail(int error) -> throw new Trace.Planted(error);
        case Await(int task) -> with(task, it -> "" + EventLoop.await(it));
        case Shielded(int task) -> with(task, it -> "" + EventLoop.await(EventLoop.shield(it)));
        case WaitFor(int task, int limit) ->
            with(task, it -> "" + EventLoop.waitFor(it, units(limit)));
        case Cancel(int task) -> with(task, it -> "" + it.cancel("by " + number));
        case Uncancel() -> "" + tasks.get(number).uncancel();
        case Gather(var numbers) -> withAll(numbers, all -> "" + EventLoop.gather(all));
        case GatherAll(var numbers) ->
            withAll(numbers, all -> numbers(EventLoop.gatherSettled(all)).toString());
        case Wait(var numbers, var until, int limit) ->
            withAll(
                numbers,
                all -> {
                  WaitResult<Task<Integer>> waited =
                      limit == 0
                          ? EventLoop.wait(all, until)
                          : EventLoop.wait(all, until, units(limit));
                  return numbers(waited.done()) + " and not " + numbers(waited.pending());
                });
        case AwaitFuture(int future) -> "" + EventLoop.await(futures.get(future));
        case SetFuture(int future) -> set(futures.get(future));
        case CancelFuture(int future) -> "" + futures.get(future).cancel("by " + number);
        case Spawn(int task, var its) -> {
          tasks.put(task, loop.createTask(new Coroutine(task, its)));
          yield "made";
        }
        case SpawnInGroup(int task, var its) -> {
          if (group == null) {
            yield "nothing";
          }
          tasks.put(task, group.createTask(new Coroutine(task, its)));
          yield "made";
        }
        case Group(var its) ->
            after(() ->
                TaskGroup.run(inner -> {
                  run(its, inner);
                  return null;
                }));
        case Limit(int limit, var its) ->
            after(() ->
                EventLoop.timeout(
                    units(limit),
                    scope -> {
                      run(its, group);
                      return null;
                    }));
        case Try caught -> {
          try {
            run(caught.body(), group);
            yield "well";
          } catch (RuntimeException e) {
            if (!Trace.catches(caught.what(), e instanceof CancellationException)) {
              throw e;
            }
            run(caught.handler(), group);
            if (caught.rethrow()) {
              throw e;
            }
            yield "caught " + Trace.nameOf(e);
          }
        }
      };
    }

    private static String after(Runnable action) {
      action.run();
      return "well";
    }

    private String set(Future<Integer> future) {
      if (future.isDone()) {
        return "nothing";
      }
      future.setResult(number);
      return "set";
    }

    private String with(int task, Function<Task<Integer>, String> action) {
      Task<Integer> it = tasks.get(task);
      return it == null ? "nothing" : action.apply(it);
    }

    private String withAll(List<Integer> numbers, Function<List<Task<Integer>>, String> action) {
      List<Task<Integer>> all = numbers.stream().map(tasks::get).filter(Objects::nonNull).toList();
      return all.isEmpty() ? "nothing" : action.apply(all);
    }

    private List<Integer> numbers(Collection<Task<Integer>> some) {
      return tasks.entrySet().stream()
          .filter(entry -> some.contains(entry.getValue()))
          .map(Map.Entry::getKey)
          .toList();
    }
  }
}
