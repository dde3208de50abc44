package io.jobwheel.eventloop.conformance;

import io.jobwheel.eventloop.Condition;
import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Guard;
import io.jobwheel.eventloop.Lock;
import io.jobwheel.eventloop.Task;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions against a model of who was signalled; a failure names its seed. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConditionModelTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 501, 1001})
  void everySignalWakesOneWaiterAndNoneIsLost(long firstSeed) {
    RandomProgram.runAll(firstSeed, 500, Program::new);
  }

  private static final class Program extends RandomProgram {

    private final Lock lock = new Lock(loop);
    private final Condition condition = new Condition(lock);
    private final List<Task<?>> inAwait = new ArrayList<>();
    // those that can be signalled, in the order of their coming, and those that were
    private final List<Task<?>> unsignalled = new ArrayList<>();
    private final Set<Task<?>> signalled = new HashSet<>();
    private int holders;

    Program(long seed) {
      super(seed);
    }

    @Override
    void begin() {
      for (int i = random.nextInt(2, 9); i > 0; i--) {
        spawn(this::useIt);
      }
    }

    private void useIt() {
      for (int rounds = random.nextInt(2, 6); rounds > 0; rounds--) {
        pause();
        try (Guard _ = lock.hold()) {
          held();
          pause();
          if (random.nextBoolean()) {
            await();
            pause();
          } else {
            signal();
          }
          holders--;
        } catch (CancellationException e) {
          // by chance, in the wait for the lock
        }
      }
    }

    private void held() {
      holders++;
      check(holders == 1, "two hold the lock");
    }

    private void await() {
      Task<?> self = EventLoop.currentTask();
      holders--;
      unsignalled.add(self);
      boolean served = isServed(inAwait, false, condition::await);
      held();
      unsignalled.remove(self);
      boolean wasSignalled = signalled.remove(self);
      check(!served || wasSignalled, "woken without a signal");
      if (!served && wasSignalled) {
        signalFirst(1); // it cannot be lost
      }
    }

    private void signal() {
      int count = random.nextInt(4);
      if (count == 3) {
        condition.signalAll();
        signalFirst(unsignalled.size());
      } else {
        condition.signal(count);
        signalFirst(count);
      }
      pause();
    }

    private void signalFirst(int count) {
      for (int i = 0; i < count && !unsignalled.isEmpty(); i++) {
        signalled.add(unsignalled.removeFirst());
      }
    }

    @Override
    void cancelled(Task<?> task) {
      unsignalled.remove(task);
    }

    @Override
    void atRest() {
      check(lock.isLocked() == (holders == 1), "it is wrong about being locked");
      if (holders == 0) {
        check(signalled.isEmpty(), "signalled, and not woken: " + signalled);
        check(inAwait.equals(unsignalled), "the lock is free, and they wait for it");
      }
    }

    @Override
    void atEnd() {
      check(!lock.isLocked(), "locked for ever");
      check(condition.toString().endsWith("waiting=0]"), "a task is left: " + condition);
    }
  }
}
