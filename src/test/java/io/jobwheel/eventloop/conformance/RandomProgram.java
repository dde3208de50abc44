package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.ReturnWhen;
import io.jobwheel.eventloop.Task;
import io.jobwheel.eventloop.VirtualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.LongFunction;

/**
 * Tasks that use a primitive at random while another cancels them at random; a subclass compares
 * what they see with a model that is too simple to be wrong. Everything is confined to the loop.
 */
abstract class RandomProgram {

  private static final Duration STEP = Duration.ofNanos(1000);

  final Random random;
  final EventLoop loop = EventLoop.create("program", new VirtualTicker());
  private final List<Task<Void>> tasks = new ArrayList<>();
  // those in a wait, and those of them that were cancelled in it
  private final Set<Task<?>> waiting = new HashSet<>();
  private final Set<Task<?>> doomed = new HashSet<>();
  private final List<String> violations = new ArrayList<>();

  RandomProgram(long seed) {
    random = new Random(seed);
  }

  static void runAll(long firstSeed, int count, LongFunction<RandomProgram> program) {
    for (long seed = firstSeed; seed < firstSeed + count; seed++) {
      try {
        program.apply(seed).run();
      } catch (Throwable e) {
        fail("seed " + seed, e);
      }
    }
  }

  /** Starts the tasks. */
  abstract void begin();

  /** Called again and again while nothing can go on by itself. */
  abstract void atRest();

  /** Called when all tasks have ended. */
  abstract void atEnd();

  private void run() {
    try (loop) {
      loop.run(() -> {
        begin();
        Task<Void> chaos = loop.createTask(this::cancelAtRandom);
        // the others sleep whole steps: whenever this one wakes, none of them is ready
        EventLoop.sleep(Duration.ofNanos(1));
        for (int i = 0; i < 40; i++) {
          EventLoop.sleep(STEP.multipliedBy(random.nextInt(1, 4)));
          atRest();
        }
        EventLoop.wait(List.of(chaos), ReturnWhen.ALL_COMPLETED);
        endAll();
        atEnd();
        return null;
      });
    }
    assertThat(violations).isEmpty();
  }

  /** Cancels what is left, as often as the tasks go on after it. */
  private void endAll() {
    for (int i = 0; i < 100 && !tasks.stream().allMatch(Task::isDone); i++) {
      tasks.forEach(this::cancel);
      EventLoop.sleep(STEP.multipliedBy(4));
    }
    for (Task<Void> task : tasks) {
      check(task.isDone(), "it hangs: " + task);
      Throwable error = task.isDone() && !task.isCancelled() ? task.exception() : null;
      check(error == null, task + " failed: " + error);
    }
  }

  final void spawn(Runnable body) {
    tasks.add(loop.createTask(body));
  }

  final void check(boolean holds, String violation) {
    if (!holds) {
      violations.add(violation);
    }
  }

  /**
   * Runs a wait in a queue of the model. Returns whether it was served and not cancelled. If the
   * primitive is fair, no earlier task that is not cancelled may still be in the queue then.
   */
  final boolean isServed(List<Task<?>> line, boolean fair, Runnable wait) {
    Task<?> self = EventLoop.currentTask();
    line.add(self);
    waiting.add(self);
    try {
      wait.run();
      check(!doomed.contains(self), "served and cancelled");
      List<Task<?>> ahead = line.subList(0, line.indexOf(self));
      check(!fair || doomed.containsAll(ahead), "overtaken: " + ahead);
      return true;
    } catch (CancellationException e) {
      check(doomed.contains(self), "cancelled without a reason");
      return false;
    } finally {
      line.remove(self);
      waiting.remove(self);
      doomed.remove(self);
    }
  }

  final boolean isDoomed(Task<?> task) {
    return doomed.contains(task);
  }

  /** Lets others run for a while; a cancellation in it is ignored. */
  final void pause() {
    try {
      switch (random.nextInt(4)) {
        case 0 -> {}
        case 1, 2 -> EventLoop.yieldNow();
        default -> EventLoop.sleep(STEP.multipliedBy(random.nextInt(1, 4)));
      }
    } catch (CancellationException e) {
      // by chance
    }
  }

  /** Called when a task is cancelled; a model may override it. */
  void cancelled(Task<?> task) {}

  private Void cancelAtRandom() {
    for (int i = random.nextInt(30); i > 0; i--) {
      pause();
      cancel(tasks.get(random.nextInt(tasks.size())));
    }
    return null;
  }

  private void cancel(Task<?> task) {
    if (waiting.contains(task)) {
      doomed.add(task);
      cancelled(task);
    }
    task.cancel("by chance");
  }
}
