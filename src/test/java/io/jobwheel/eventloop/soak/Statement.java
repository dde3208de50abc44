package io.jobwheel.eventloop.soak;

import io.jobwheel.eventloop.ReturnWhen;
import java.util.List;

/**
 * What a task of a random program does next. Tasks and futures are known by number; a number that
 * stands for no task yet makes the statement do nothing. Times are whole units, at least one.
 */
sealed interface Statement {

  /** What a {@link Try} catches. */
  enum Catch {
    CANCELLATION,
    FAILURE,
    EVERYTHING
  }

  /** A statement around others. */
  sealed interface Compound extends Statement {
    List<Statement> body();

    Compound with(List<Statement> newBody);
  }

  record Sleep(int units) implements Statement {}

  record Yield() implements Statement {}

  record Fail(int number) implements Statement {}

  record Await(int task) implements Statement {}

  record Shielded(int task) implements Statement {}

  record WaitFor(int task, int limit) implements Statement {}

  record Cancel(int task) implements Statement {}

  record Uncancel() implements Statement {}

  record Gather(List<Integer> tasks) implements Statement {}

  record GatherAll(List<Integer> tasks) implements Statement {}

  /** A limit of zero is none. */
  record Wait(List<Integer> tasks, ReturnWhen until, int limit) implements Statement {}

  record AwaitFuture(int future) implements Statement {}

  record SetFuture(int future) implements Statement {}

  record CancelFuture(int future) implements Statement {}

  record Spawn(int task, List<Statement> body) implements Compound {
    @Override
    public Spawn with(List<Statement> newBody) {
      return new Spawn(task, newBody);
    }
  }

  /** In the innermost group of the same task; nothing without one. */
  record SpawnInGroup(int task, List<Statement> body) implements Compound {
    @Override
    public SpawnInGroup with(List<Statement> newBody) {
      return new SpawnInGroup(task, newBody);
    }
  }

  record Group(List<Statement> body) implements Compound {
    @Override
    public Group with(List<Statement> newBody) {
      return new Group(newBody);
    }
  }

  record Limit(int limit, List<Statement> body) implements Compound {
    @Override
    public Limit with(List<Statement> newBody) {
      return new Limit(limit, newBody);
    }
  }

  record Try(List<Statement> body, Catch what, List<Statement> handler, boolean rethrow)
      implements Compound {
    @Override
    public Try with(List<Statement> newBody) {
      return new Try(newBody, what, handler, rethrow);
    }
  }
}
