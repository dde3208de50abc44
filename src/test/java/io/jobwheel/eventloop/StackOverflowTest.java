package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every operation of the loop, called by a task whose stack is full or nearly so. The task catches
 * the overflow wherever it comes from, and the loop goes on: tasks, timers and callbacks run, what
 * the task made ends, and nothing is reported.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StackOverflowTest {

  private static final long SEED = Long.getLong("jobwheel.overflow.seed", 20261129);
  private static final int ROUNDS = Integer.getInteger("jobwheel.overflow.rounds", 8);
  // the calls of the test's own from the full stack up to where the operation begins
  private static final int MAX_UP = 6_000;
  private static final int MAX_LEVELS = 400;

  private final List<Throwable> unhandled = new CopyOnWriteArrayList<>();
  private final Random random = new Random(SEED);

  /** The operation once, that many calls above the place where the stack was full. */
  @ParameterizedTest
  @EnumSource
  void theLoopContinuesAfterAnOverflowInside(LoopOperation operation) throws Exception {
    rounds(operation, world -> fall(world, operation::run, up()));
  }

  /** The operation at every level of a recursion that begins there. */
  @ParameterizedTest
  @EnumSource
  void theLoopContinuesAfterARecursionThrough(LoopOperation operation) throws Exception {
    rounds(
        operation,
        world -> fall(world, inner -> recurse(inner, operation, random.nextInt(30)), up()));
  }

  /** The operation at every level of a recursion from a flat stack: no step of it is long. */
  @ParameterizedTest
  @EnumSource(names = {"YIELD", "TIMEOUT_THAT_WAITS", "LOCK", "CALL_LATER", "QUEUE"})
  void theLoopContinuesAfterARecursionFromTheStart(LoopOperation operation) throws Exception {
    rounds(operation, 2, world -> recurse(world, operation, 100));
  }

  private int up() {
    return random.nextBoolean() ? random.nextInt(MAX_UP) : random.nextInt(100);
  }

  private void rounds(LoopOperation operation, LoopOperation.Step deep) throws Exception {
    rounds(operation, ROUNDS, deep);
  }

  private void rounds(LoopOperation operation, int count, LoopOperation.Step deep)
      throws Exception {
    try (EventLoop loop =
        EventLoop.create(
            operation.name(),
            LoopTicker.system(),
            (it, context) -> unhandled.add(context.error()))) {
      Thread thread = Thread.ofPlatform().daemon().start(loop::runForever);
      for (int round = 0; round < count; round++) {
        round(loop, operation, round == 0 ? operation::run : deep);
      }
      loop.stop();
      assertThat(thread.join(Duration.ofSeconds(20))).as("the loop stops").isTrue();
    }
    assertThat(unhandled).isEmpty();
  }

  private static void round(EventLoop loop, LoopOperation operation, LoopOperation.Step deep)
      throws Exception {
    CompletableFuture<Integer> proof =
        loop.submit(() -> {
          LoopWorld world = new LoopWorld(loop);
          Task<Void> task = loop.createTask("deep", () -> caught(world, deep));
          EventLoop.wait(List.of(task), ReturnWhen.ALL_COMPLETED);
          assertThat(task.exception()).isNull();
          return world.proof();
        });
    assertThat(proof.get(20, TimeUnit.SECONDS)).as("what the loop still does").isEqualTo(6);
    // the submission's own task is still ending when its future completes
    assertThat(loop.submit(() -> loop.tasks().size()).get(20, TimeUnit.SECONDS))
        .as("tasks that have not ended after %s", operation)
        .isEqualTo(1);
  }

  private static void caught(LoopWorld world, LoopOperation.Step deep) {
    try {
      deep.run(world);
    } catch (StackOverflowError e) {
      world.overflows++;
    }
    world.leave();
  }

  /** Falls until the stack is full, and goes on with that that many calls above. */
  private static int fall(LoopWorld world, LoopOperation.Step step, int up) {
    int left;
    try {
      left = fall(world, step, up);
    } catch (StackOverflowError e) {
      left = up;
    }
    if (left == 0) {
      try {
        step.run(world);
      } catch (StackOverflowError e) {
        world.overflows++;
      }
    }
    return left - 1;
  }

  /**
   * The operation, and inside of it or after it the same one, that many calls below. Not for ever:
   * the JVM keeps the frames below a wait in the heap, so one that waits may never overflow.
   */
  private static void recurse(LoopWorld world, LoopOperation operation, int apart) {
    if (world.levels++ < MAX_LEVELS) {
      descend(apart, () -> operation.around(world, inner -> recurse(inner, operation, apart)));
    }
  }

  private static int descend(int calls, Runnable then) {
    if (calls > 0) {
      return descend(calls - 1, then) + 1;
    }
    then.run();
    return 0;
  }
}
