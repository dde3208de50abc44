package io.jobwheel.eventloop.soak;

import io.jobwheel.eventloop.ReturnWhen;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a program does by the rules of asyncio, as one plain function of one thread: a queue of what
 * is ready, a list of timers, and for each task a stack of the blocks that it is in. No threads, no
 * baton, no clock, and nothing of the loop's own code. The rules are those of CPython 3.14's {@code
 * tasks.py}, {@code futures.py}, {@code timeouts.py} and {@code taskgroups.py} as its documentation
 * states them, and the loop's two documented deviations (timers of one deadline in the order of
 * setting, rings of waits).
 */
final class ReferenceModel {

  /** An error or a cancellation on its way through a task. */
  private static final class Thrown extends RuntimeException {
    private final boolean cancellation;
    private final String reason;

    private Thrown(boolean cancellation, String reason) {
      super(reason, null, false, false);
      this.cancellation = cancellation;
      this.reason = reason;
    }

    static Thrown cancelled(String reason) {
      return new Thrown(true, reason);
    }

    static Thrown error(String name) {
      return new Thrown(false, name);
    }

    String label() {
      return cancellation ? Trace.cancelled(reason) : reason;
    }
  }

  private record Timer(long at, Runnable due) {}

  private final Trace trace = new Trace();
  private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
  private final List<Timer> timers = new ArrayList<>();
  private final TreeMap<Integer, Coroutine> tasks = new TreeMap<>();
  private final List<ModelFuture> futures = new ArrayList<>();
  private long now;
  private int rounds;

  private ReferenceModel() {}

  static List<String> of(List<Statement> program) {
    ReferenceModel model = new ReferenceModel();
    model.run(program);
    return model.trace.lines();
  }

  private void run(List<Statement> program) {
    for (int i = 0; i < RandomPrograms.FUTURES; i++) {
      futures.add(new ModelFuture());
    }
    spawn(0, program);
    timers.add(new Timer(LoopRun.END_NANOS, this::endRound));
    while (!ready.isEmpty() || !timers.isEmpty()) {
      while (!ready.isEmpty()) {
        ready.poll().run();
      }
      timers.stream()
          .min(Comparator.comparingLong(Timer::at))
          .ifPresent(next -> {
            now = next.at();
            List<Timer> due = timers.stream().filter(timer -> timer.at() == now).toList();
            timers.removeAll(due);
            due.forEach(timer -> ready.add(timer.due()));
          });
    }
    tasks.forEach((number, task) -> trace.state(number, task.describe()));
  }

  private void endRound() {
    if (rounds++ < LoopRun.MAX_ROUNDS && !tasks.values().stream().allMatch(it -> it.done)) {
      tasks.values().forEach(task -> cancel(task, "the end"));
      timers.add(new Timer(now + LoopRun.ROUND_NANOS, this::endRound));
    } else {
      timers.clear();
    }
  }

  private Coroutine spawn(int number, List<Statement> body) {
    Coroutine task = new Coroutine(number, body);
    tasks.put(number, task);
    ready.add(task::turn);
    return task;
  }

  private Timer setTimer(int units, Runnable due) {
    Timer timer = new Timer(now + (long) units * LoopRun.NANOS_A_UNIT, due);
    timers.add(timer);
    return timer;
  }

  private long time() {
    return now / LoopRun.NANOS_A_UNIT;
  }

  // --- futures

  private class ModelFuture {
    boolean done;
    Thrown error;
    Object value;
    List<ModelFuture> members = List.of(); // that get the request when this is to be cancelled
    Thrown atEnd; // what it becomes when the members have ended, if it was cancelled
    final Map<Object, Runnable> waiters = new LinkedHashMap<>();

    /** Ends as that, unless it has. */
    void end(Object result, Thrown thrown) {
      if (!done) {
        done = true;
        value = result;
        error = thrown;
        ready.addAll(waiters.values());
        waiters.clear();
      }
    }

    boolean isCancelled() {
      return error != null && error.cancellation;
    }

    void whenDone(Object who, Runnable callback) {
      if (done) {
        ready.add(callback);
      } else {
        waiters.put(who, callback);
      }
    }

    Object result() {
      if (error != null) {
        throw error;
      }
      return value;
    }

    boolean isCancellable() {
      return !done && (members.isEmpty() || members.stream().anyMatch(ModelFuture::isCancellable));
    }

    /** Its own part of a cancellation; true when it is for the members to do. */
    boolean handsOn(String reason) {
      if (members.isEmpty()) {
        endHere(reason);
        return false;
      }
      atEnd = Thrown.cancelled(reason);
      return true;
    }

    List<ModelFuture> next() {
      return members;
    }

    void endHere(String reason) {
      end(null, Thrown.cancelled(reason));
    }
  }

  private boolean cancel(ModelFuture future, String reason) {
    boolean cancellable = future.isCancellable();
    if (cancellable) {
      cancel(future, reason, new LinkedHashSet<>(), new ArrayDeque<>());
    }
    return cancellable;
  }

  private void cancel(
      ModelFuture future, String reason, Set<ModelFuture> requested, ArrayDeque<ModelFuture> path) {
    requested.add(future);
    if (!future.handsOn(reason)) {
      return;
    }
    path.push(future);
    for (ModelFuture next : future.next()) {
      if (path.contains(next)) {
        future.endHere(reason); // a ring of waits
      } else if (next.isCancellable() && !requested.contains(next)) {
        cancel(next, reason, requested, path);
      }
    }
    path.pop();
  }

  private ModelFuture gathered(List<Coroutine> parts, boolean failFast) {
    ModelFuture outer = new ModelFuture();
    outer.members = List.copyOf(parts);
    int[] left = {parts.size()};
    Object key = new Object();
    List<ModelFuture> before =
        parts.stream().<ModelFuture>map(it -> it).filter(it -> it.done).toList();
    for (ModelFuture part : parts) {
      if (!part.done) {
        part.whenDone(key, () -> partEnded(outer, part, --left[0], failFast));
      }
    }
    before.forEach(part -> partEnded(outer, part, --left[0], failFast));
    return outer;
  }

  private static void partEnded(ModelFuture outer, ModelFuture part, int left, boolean failFast) {
    if (failFast && part.error != null) {
      outer.end(null, part.error);
    } else if (left == 0) {
      List<Object> values = outer.members.stream().map(it -> it.value).toList();
      outer.end(values, outer.atEnd);
    }
  }

  private ModelFuture shielded(Coroutine inner) {
    if (inner.done) {
      return inner;
    }
    ModelFuture outer = new ModelFuture();
    Object onInnerEnd = new Object();
    inner.whenDone(onInnerEnd, () -> outer.end(inner.value, inner.error));
    outer.whenDone(
        new Object(),
        () -> {
          if (!inner.done) {
            inner.waiters.remove(onInnerEnd);
            inner.waiters.remove("shield");
            inner.whenDone(
                "shield",
                () -> {
                  if (inner.error != null && !inner.error.cancellation) {
                    trace.unread(time(), inner.error.label());
                  }
                });
          }
        });
    return outer;
  }

  // --- tasks

  /** A block that a task is in. */
  private static class Block {
    final Statement statement;
    final List<Statement> body;
    int at;

    Block(Statement statement, List<Statement> body) {
      this.statement = statement;
      this.body = body;
    }
  }

  private static final class Handler extends Block {
    final Thrown caught;

    Handler(Try statement, Thrown caught) {
      super(statement, statement.handler());
      this.caught = caught;
    }
  }

  private final class Scope extends Block {
    final Coroutine task;
    final int requestsBefore;
    final int thrownBefore;
    boolean expired;
    boolean merged; // with a request from before the scope, whose exception is on its way
    final Timer timer;

    Scope(Coroutine task, Statement statement, int limit, List<Statement> body) {
      super(statement, body);
      this.task = task;
      this.requestsBefore = task.requests;
      this.thrownBefore = task.mustCancel == null ? -1 : task.cancellationsThrown;
      this.timer =
          setTimer(
              limit,
              () -> {
                if (!left) {
                  expired = true;
                  merged = thrownBefore == task.cancellationsThrown && task.requests > 0;
                  cancel(task, "the time limit is over");
                }
              });
    }

    boolean left;

    /** Throws what comes out of the scope. */
    void leave(Thrown thrown) {
      left = true;
      timers.remove(timer);
      boolean own = expired && task.uncancel() <= requestsBefore && !merged;
      if (thrown != null) {
        throw own && thrown.cancellation ? Thrown.error(Trace.TIMEOUT) : thrown;
      }
    }
  }

  private final class Members extends Block {
    final Coroutine parent;
    final Set<Coroutine> running = new LinkedHashSet<>();
    final List<Thrown> errors = new ArrayList<>();
    boolean aborting;
    boolean parentCancelled;
    ModelFuture allEnded;
    Thrown failure;
    Thrown cancellation;

    Members(Coroutine parent, Group statement) {
      super(statement, statement.body());
      this.parent = parent;
    }

    void add(int number, List<Statement> body) {
      if (aborting) {
        throw Thrown.error(Trace.ILLEGAL);
      }
      Coroutine task = spawn(number, body);
      running.add(task);
      task.whenDone(this, () -> ended(task));
    }

    private void ended(Coroutine task) {
      running.remove(task);
      if (running.isEmpty() && allEnded != null) {
        allEnded.end(null, null);
      }
      if (task.error == null || task.error.cancellation) {
        return;
      }
      errors.add(task.error);
      if (!aborting) {
        abort();
        parentCancelled = true;
        cancel(parent, "the task group aborts");
      }
    }

    private void abort() {
      aborting = true;
      List.copyOf(running).forEach(task -> cancel(task, "the task group aborts"));
    }

    void begin(Thrown thrown) {
      if (thrown != null) {
        if (thrown.cancellation) {
          cancellation = thrown;
        } else {
          failure = thrown;
        }
        if (!aborting) {
          abort();
        }
      }
    }

    void woken(Thrown thrown) {
      if (thrown != null && !aborting) {
        cancellation = thrown;
        abort();
      }
    }

    /** All have ended: throws what comes out of the group. */
    void finish() {
      if (parentCancelled && parent.uncancel() == 0) {
        cancellation = null;
      }
      if (cancellation != null && errors.isEmpty()) {
        throw cancellation;
      }
      if (failure != null) {
        errors.add(failure);
      }
      if (!errors.isEmpty()) {
        if (parent.requests > 0) {
          parent.uncancel();
          cancel(parent, "cancelled while a task group failed");
        }
        throw Thrown.error(Trace.group(errors.stream().map(Thrown::label).toList()));
      }
    }
  }

  private final class Coroutine extends ModelFuture {

    final int number;
    final ArrayDeque<Block> blocks = new ArrayDeque<>();
    int requests;
    private boolean started;
    private String mustCancel;
    private int cancellationsThrown;
    private ModelFuture waitingFor;
    private Timer sleep;
    private String sleepCancelled;
    // what to do when it runs again: true if it has to wait once more
    private Supplier<Boolean> onTurn;

    Coroutine(int number, List<Statement> body) {
      this.number = number;
      blocks.push(new Block(null, body));
    }

    String describe() {
      String end = !done ? "not done" : error == null ? "done: " + value : error.label();
      return done ? end + ", cancelling " + requests : end;
    }

    @Override
    boolean isCancellable() {
      return !done;
    }

    @Override
    boolean handsOn(String reason) {
      requests++;
      if (waitingFor != null && waitingFor.isCancellable()) {
        return true;
      }
      if (sleep != null && timers.remove(sleep)) {
        sleepCancelled = reason;
        ready.add(this::turn);
      } else {
        mustCancel = reason;
      }
      return false;
    }

    @Override
    List<ModelFuture> next() {
      return List.of(waitingFor);
    }

    @Override
    void endHere(String reason) {
      mustCancel = reason;
      if (waitingFor.waiters.remove(this) != null) {
        ready.add(this::turn);
      }
    }

    int uncancel() {
      requests = Math.max(0, requests - 1);
      if (requests == 0) {
        mustCancel = null;
      }
      return requests;
    }

    void turn() {
      if (done) {
        return;
      }
      if (!started) {
        started = true;
        if (mustCancel != null) {
          end(null, Thrown.cancelled(mustCancel));
          return;
        }
        go(null);
        return;
      }
      Supplier<Boolean> what = onTurn;
      onTurn = null;
      Thrown thrown = null;
      try {
        if (what.get()) {
          return;
        }
      } catch (Thrown e) {
        thrown = e;
      }
      go(thrown);
    }

    private void go(Thrown first) {
      Thrown thrown = first;
      while (!done) {
        Block block = blocks.peek();
        try {
          boolean waits;
          if (thrown == null && block.at < block.body.size()) {
            waits = begin(block.body.get(block.at++));
          } else if (blocks.size() == 1) {
            finish(thrown);
            return;
          } else {
            blocks.pop();
            waits = leave(block, thrown);
          }
          thrown = null;
          if (waits) {
            return;
          }
        } catch (Thrown e) {
          thrown = e;
        }
      }
    }

    private void finish(Thrown thrown) {
      trace.ended(time(), number, thrown == null ? "well" : thrown.label());
      if (thrown == null && mustCancel != null) {
        end(null, Thrown.cancelled(mustCancel));
        return;
      }
      end(number, thrown);
    }

    private void record(Statement statement, String outcome) {
      if (blocks.peek() instanceof Scope scope && scope.statement instanceof WaitFor) {
        return; // the wait within is a part of it
      }
      trace.add(time(), number, statement, outcome);
    }

    // --- waiting

    private void throwIfCancelled() {
      if (mustCancel != null) {
        String reason = mustCancel;
        mustCancel = null;
        cancellationsThrown++;
        throw Thrown.cancelled(reason);
      }
    }

    /** Goes on with the statement once the wait is over. */
    private boolean wait(Statement statement, Runnable afterWait, Supplier<String> outcome) {
      onTurn =
          () -> {
            recordOutcome(
                statement,
                () -> {
                  afterWait.run();
                  return outcome.get();
                });
            return false;
          };
      return true;
    }

    private boolean recordOutcome(Statement statement, Supplier<String> outcome) {
      try {
        record(statement, outcome.get());
        return false;
      } catch (Thrown e) {
        record(statement, e.label());
        throw e;
      }
    }

    private void awaken(ModelFuture future) {
      waitingFor = null;
      if (future.isCancelled()) {
        mustCancel = null;
        cancellationsThrown++;
      }
      throwIfCancelled();
    }

    private void enter(ModelFuture future) {
      future.waiters.put(this, this::turn);
      waitingFor = future;
      String requested = mustCancel;
      mustCancel = null; // the request is on its way down, and may come back in a ring
      if (requested != null && !ReferenceModel.this.cancel(future, requested)) {
        mustCancel = requested;
      }
    }

    private boolean await(ModelFuture future, Statement statement, Supplier<String> outcome) {
      if (future == this) {
        return recordOutcome(
            statement,
            () -> {
              throw Thrown.error(Trace.ILLEGAL);
            });
      }
      if (future.done) {
        return recordOutcome(statement, outcome);
      }
      enter(future);
      return wait(statement, () -> awaken(future), outcome);
    }

    /** The wait of a group for its tasks, which may be thrown out of it again and again. */
    private boolean awaitMembers(Members group) {
      ModelFuture allEnded = new ModelFuture();
      group.allEnded = allEnded;
      enter(allEnded);
      onTurn =
          () -> {
            Thrown thrown = null;
            try {
              awaken(allEnded);
              allEnded.result();
            } catch (Thrown e) {
              thrown = e;
            }
            group.woken(thrown);
            return leaveGroup(group);
          };
      return true;
    }

    private boolean leaveGroup(Members group) {
      if (!group.running.isEmpty()) {
        return awaitMembers(group);
      }
      return recordOutcome(
          group.statement,
          () -> {
            group.finish();
            return "well";
          });
    }

    private boolean sleep(Statement statement, int units) {
      if (mustCancel == null) {
        sleep = setTimer(units, this::turn);
      } else {
        sleepCancelled = mustCancel;
        ready.add(this::turn);
      }
      Runnable afterSleep =
          () -> {
            sleep = null;
            if (sleepCancelled != null) {
              mustCancel = sleepCancelled;
              sleepCancelled = null;
            }
            throwIfCancelled();
          };
      return wait(statement, afterSleep, () -> "well");
    }

    private boolean waitForSome(Wait wait, List<Coroutine> all) {
      ModelFuture met = new ModelFuture();
      int[] left = {all.size()};
      Timer timer = wait.limit() == 0 ? null : setTimer(wait.limit(), () -> met.end(null, null));
      for (Coroutine each : all) {
        each.whenDone(
            met,
            () -> {
              left[0]--;
              boolean enough =
                  wait.until() == ReturnWhen.FIRST_COMPLETED
                      || wait.until() == ReturnWhen.FIRST_EXCEPTION
                          && each.error != null
                          && !each.error.cancellation;
              if (left[0] == 0 || enough) {
                met.end(null, null);
              }
            });
      }
      enter(met);
      Runnable afterWait =
          () -> {
            timers.remove(timer);
            all.forEach(each -> each.waiters.remove(met));
            awaken(met);
            met.result();
          };
      return wait(wait, afterWait, () -> numbers(all, true) + " and not " + numbers(all, false));
    }

    private List<Integer> numbers(List<Coroutine> all, boolean ended) {
      return all.stream().filter(it -> it.done == ended).map(it -> it.number).sorted().toList();
    }

    // --- statements

    private boolean with(Statement statement, int task, Predicate<Coroutine> action) {
      Coroutine it = tasks.get(task);
      return it == null ? recordOutcome(statement, () -> "nothing") : action.test(it);
    }

    private boolean withAll(
        Statement statement, List<Integer> numbers, Predicate<List<Coroutine>> action) {
      List<Coroutine> all = numbers.stream().map(tasks::get).filter(Objects::nonNull).toList();
      return all.isEmpty() ? recordOutcome(statement, () -> "nothing") : action.test(all);
    }

    private boolean push(Block block) {
      blocks.push(block);
      return false;
    }

    /** Begins a statement; true when the task has to wait. */
    private boolean begin(Statement it) {
      return switch (it) {
        case Sleep(int units) -> sleep(it, units);
        case Yield() -> {
          ready.add(this::turn);
          yield wait(it, this::throwIfCancelled, () -> "well");
        }
        case Fail(int error) ->
            recordOutcome(
                it,
                () -> {
                  throw Thrown.error("planted " + error);
                });
        case Await(int task) ->
            with(it, task, other -> await(other, it, () -> "" + other.result()));
        case Shielded(int task) ->
            with(
                it,
                task,
                other -> {
                  ModelFuture outer = shielded(other);
                  return await(outer, it, () -> "" + outer.result());
                });
        case WaitFor(int task, int limit) ->
            with(
                it,
                task,
                other -> {
                  // the statement is traced where its scope ends
                  return push(new Scope(this, it, limit, List.of(new Await(task))));
                });
        case Cancel(int task) ->
            with(
                it,
                task,
                other ->
                    recordOutcome(
                        it, () -> "" + ReferenceModel.this.cancel(other, "by " + number)));
        case Uncancel() -> recordOutcome(it, () -> "" + uncancel());
        case Gather(var numbers) ->
            withAll(
                it,
                numbers,
                all -> {
                  ModelFuture outer = gathered(all, true);
                  return await(outer, it, () -> "" + outer.result());
                });
        case GatherAll(var numbers) ->
            withAll(
                it,
                numbers,
                all -> {
                  ModelFuture outer = gathered(all, false);
                  return await(
                      outer,
                      it,
                      () -> {
                        outer.result();
                        return all.stream().map(each -> each.number).sorted().toList().toString();
                      });
                });
        case Wait wait -> withAll(it, wait.tasks(), all -> waitForSome(wait, all));
        case AwaitFuture(int future) ->
            await(futures.get(future), it, () -> "" + futures.get(future).result());
        case SetFuture(int future) ->
            recordOutcome(
                it,
                () -> {
                  ModelFuture plain = futures.get(future);
                  String outcome = plain.done ? "nothing" : "set";
                  plain.end(number, null);
                  return outcome;
                });
        case CancelFuture(int future) ->
            recordOutcome(
                it, () -> "" + ReferenceModel.this.cancel(futures.get(future), "by " + number));
        case Spawn(int task, var body) ->
            recordOutcome(
                it,
                () -> {
                  spawn(task, body);
                  return "made";
                });
        case SpawnInGroup(int task, var body) ->
            recordOutcome(
                it,
                () -> {
                  Members group = innermostGroup();
                  if (group == null) {
                    return "nothing";
                  }
                  group.add(task, body);
                  return "made";
                });
        case Group group -> push(new Members(this, group));
        case Limit(int limit, var body) -> push(new Scope(this, it, limit, body));
        case Try attempt -> push(new Block(attempt, attempt.body()));
      };
    }

    private Members innermostGroup() {
      for (Block block : blocks) { // the innermost first
        if (block instanceof Members group) {
          return group;
        }
      }
      return null;
    }

    /** Leaves a block that was popped; true when the task has to wait. */
    private boolean leave(Block block, Thrown thrown) {
      return switch (block) {
        case Scope scope ->
            recordOutcome(
                scope.statement,
                () -> {
                  scope.leave(thrown);
                  return scope.statement instanceof WaitFor(int task, int _)
                      ? "" + tasks.get(task).result()
                      : "well";
                });
        case Members group -> {
          group.begin(thrown);
          yield leaveGroup(group);
        }
        case Handler handler ->
            recordOutcome(
                handler.statement,
                () -> {
                  if (thrown != null) {
                    throw thrown;
                  }
                  if (((Try) handler.statement).rethrow()) {
                    throw handler.caught;
                  }
                  return "caught " + handler.caught.label();
                });
        default -> {
          Try attempt = (Try) block.statement;
          if (thrown != null && Trace.catches(attempt.what(), thrown.cancellation)) {
            yield push(new Handler(attempt, thrown));
          }
          yield recordOutcome(
              attempt,
              () -> {
                if (thrown != null) {
                  throw thrown;
                }
                return "well";
              });
        }
      };
    }
  }
}
