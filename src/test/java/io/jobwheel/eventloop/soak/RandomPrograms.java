package io.jobwheel.eventloop.soak;

import io.jobwheel.eventloop.ReturnWhen;
import io.jobwheel.eventloop.soak.Statement.Await;
import io.jobwheel.eventloop.soak.Statement.AwaitFuture;
import io.jobwheel.eventloop.soak.Statement.Cancel;
import io.jobwheel.eventloop.soak.Statement.CancelFuture;
import io.jobwheel.eventloop.soak.Statement.Catch;
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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes a program of a seed; the same one each time. */
final class RandomPrograms {

  /** How many plain futures a program has. */
  static final int FUTURES = 3;

  private static final int MAX_TASKS = 14;

  private final Random random;
  private int tasks = 1; // number 0 is the program itself
  private int failures;

  private RandomPrograms(long seed) {
    this.random = new Random(seed);
  }

  static List<Statement> ofSeed(long seed) {
    return new RandomPrograms(seed).body(0, 8);
  }

  private List<Statement> body(int depth, int most) {
    List<Statement> statements = new ArrayList<>();
    for (int left = random.nextInt(1, most + 1); left > 0; left--) {
      statements.add(statement(depth));
    }
    return List.copyOf(statements);
  }

  private Statement statement(int depth) {
    boolean nest = depth < 4;
    return switch (random.nextInt(24)) {
      case 0, 1, 2 -> new Sleep(units());
      case 3 -> new Yield();
      case 4 -> new Fail(++failures);
      case 5, 6 -> new Await(task());
      case 7 -> new Shielded(task());
      case 8 -> new WaitFor(task(), units());
      case 9, 10 -> new Cancel(task());
      case 11 -> random.nextInt(4) == 0 ? new Uncancel() : new Cancel(task());
      case 12 -> new Gather(some());
      case 13 -> random.nextBoolean() ? new GatherAll(some()) : new Gather(some());
      case 14 -> new Wait(some(), any(ReturnWhen.values()), random.nextInt(2) * units());
      case 15 -> new AwaitFuture(random.nextInt(FUTURES));
      case 16 ->
          random.nextBoolean()
              ? new SetFuture(random.nextInt(FUTURES))
              : new CancelFuture(random.nextInt(FUTURES));
      case 17, 18 -> nest && tasks < MAX_TASKS ? spawn(depth) : new Yield();
      case 19 -> nest ? new Limit(units(), body(depth + 1, 4)) : new Sleep(units());
      case 20 -> nest && tasks < MAX_TASKS ? group(depth) : new Yield();
      default ->
          nest
              ? new Try(
                  body(depth + 1, 4), any(Catch.values()), handler(depth), random.nextBoolean())
              : new Sleep(units());
    };
  }

  private Statement spawn(int depth) {
    int number = tasks++;
    return random.nextInt(3) == 0
        ? new SpawnInGroup(number, body(depth + 1, 5))
        : new Spawn(number, body(depth + 1, 5));
  }

  private Statement group(int depth) {
    List<Statement> statements = new ArrayList<>(body(depth + 1, 3));
    for (int left = random.nextInt(1, 4); left > 0 && tasks < MAX_TASKS; left--) {
      int at = random.nextInt(statements.size() + 1);
      statements.add(at, new SpawnInGroup(tasks++, body(depth + 1, 4)));
    }
    return new Group(List.copyOf(statements));
  }

  private List<Statement> handler(int depth) {
    return random.nextBoolean() ? List.of() : body(depth + 1, 3);
  }

  private int units() {
    return random.nextInt(1, 13);
  }

  private int task() {
    return random.nextInt(Math.min(tasks + 1, MAX_TASKS));
  }

  private List<Integer> some() {
    Set<Integer> numbers = new LinkedHashSet<>();
    for (int left = random.nextInt(1, 4); left > 0; left--) {
      numbers.add(task());
    }
    return List.copyOf(numbers);
  }

  private <E> E any(E[] values) {
    return values[random.nextInt(values.length)];
  }
}
