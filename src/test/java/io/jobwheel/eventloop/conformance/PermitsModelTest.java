package io.jobwheel.eventloop.conformance;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Guard;
import io.jobwheel.eventloop.Lock;
import io.jobwheel.eventloop.Semaphore;
import io.jobwheel.eventloop.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks and semaphores against a model that only counts; a failure names its seed. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PermitsModelTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 501})
  void aLockHasOneHolderAndIsFair(long firstSeed) {
    RandomProgram.runAll(
        firstSeed,
        500,
        seed -> {
          Program program = new Program(seed, 1);
          Lock lock = new Lock(program.loop);
          return program.using(lock::hold, lock::isLocked, () -> {}, 0);
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 501})
  void aSemaphoreHasAsManyHoldersAsPermitsAndIsFair(long firstSeed) {
    RandomProgram.runAll(
        firstSeed,
        500,
        seed -> {
          Program program = new Program(seed, (int) (seed % 4));
          Semaphore semaphore = new Semaphore(program.loop, program.permits);
          return program.using(semaphore::hold, semaphore::isLocked, semaphore::release, 2);
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 501})
  void aBoundedSemaphoreHasAsManyHoldersAsPermitsAndIsFair(long firstSeed) {
    RandomProgram.runAll(
        firstSeed,
        500,
        seed -> {
          Program program = new Program(seed, (int) (1 + seed % 3));
          Semaphore semaphore = Semaphore.bounded(program.loop, program.permits);
          return program.using(semaphore::hold, semaphore::isLocked, () -> {}, 0);
        });
  }

  private static final class Program extends RandomProgram {

    private final List<Task<?>> line = new ArrayList<>();
    private int permits;
    private int holders;
    private Supplier<Guard> hold;
    private BooleanSupplier isLocked;
    private Runnable add;
    private int added;

    Program(long seed, int permits) {
      super(seed);
      this.permits = permits;
    }

    Program using(Supplier<Guard> hold, BooleanSupplier isLocked, Runnable add, int added) {
      this.hold = hold;
      this.isLocked = isLocked;
      this.add = add;
      this.added = added;
      return this;
    }

    @Override
    void begin() {
      for (int i = random.nextInt(2, 9); i > 0; i--) {
        spawn(this::useIt);
      }
    }

    private void useIt() {
      for (int rounds = random.nextInt(1, 5); rounds > 0; rounds--) {
        pause();
        Guard[] held = new Guard[1];
        if (isServed(line, true, () -> held[0] = hold.get())) {
          holders++;
          check(holders <= permits, holders + " holders of " + permits);
          pause();
          holders--;
          held[0].close();
        }
        if (added > 0 && random.nextInt(4) == 0) {
          added--;
          permits++;
          add.run();
        }
      }
    }

    @Override
    void atRest() {
      boolean isFree = holders < permits;
      check(!isFree || line.isEmpty(), "they wait for what is free: " + line);
      check(isLocked.getAsBoolean() != isFree, "it is wrong about being locked");
    }

    @Override
    void atEnd() {
      check(holders == 0, "held for ever");
      check(isLocked.getAsBoolean() == (permits == 0), "a permit is lost");
      for (int i = 0; i < permits; i++) {
        check(!isLocked.getAsBoolean(), "a permit is lost");
        Task<Guard> taker = loop.createTask(hold::get);
        EventLoop.yieldNow();
        check(taker.isDone(), "it must be waited for");
      }
      check(isLocked.getAsBoolean(), "a permit too many");
    }
  }
}
