package io.jobwheel.eventloop.conformance;

import io.jobwheel.eventloop.Barrier;
import io.jobwheel.eventloop.BrokenBarrierException;
import io.jobwheel.eventloop.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Barriers against a model that counts who passes in each round; a failure names its seed. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BarrierModelTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 501, 1001})
  void exactlyItsPartiesPassARoundThatNothingDisturbs(long firstSeed) {
    RandomProgram.runAll(firstSeed, 500, Program::new);
  }

  private static final class Program extends RandomProgram {

    private final int parties = random.nextInt(1, 5);
    private final Barrier barrier = new Barrier(loop, parties);
    private final List<Task<?>> inAwait = new ArrayList<>();
    // of the round that passed last; a reset, an abort or a cancellation may keep some from it
    private int passed = parties;
    private int last;
    private boolean disturbed;
    private boolean broken;

    Program(long seed) {
      super(seed);
    }

    @Override
    void begin() {
      for (int i = random.nextInt(1, 9); i > 0; i--) {
        spawn(this::useIt);
      }
    }

    private void useIt() {
      for (int rounds = random.nextInt(2, 8); rounds > 0; rounds--) {
        pause();
        switch (random.nextInt(12)) {
          case 0 -> {
            barrier.reset();
            broken = false;
            disturbed = true;
          }
          case 1 -> {
            barrier.abort();
            broken = true;
            disturbed = true;
          }
          default -> await();
        }
      }
    }

    private void await() {
      int[] index = {-1};
      try {
        if (isServed(inAwait, false, () -> index[0] = barrier.await())) {
          passed(index[0]);
        }
      } catch (BrokenBarrierException e) {
        check(disturbed, "broken without a reason");
      }
    }

    private void passed(int index) {
      check(!broken, "passed a broken barrier");
      if (index == parties - 1) {
        checkRound();
        long others = inAwait.stream().filter(task -> !isDoomed(task)).count();
        check(others >= parties - 1, "passed without the others");
        passed = 1;
        last = -1;
        disturbed = false;
      } else {
        check(index > last && index < parties - 1, index + " came after " + last);
        check(index == last + 1 || disturbed, index + " came next to " + last);
        last = index;
        passed++;
      }
    }

    private void checkRound() {
      check(passed == parties || disturbed, "only " + passed + " of " + parties + " passed");
    }

    @Override
    void cancelled(Task<?> task) {
      disturbed = true;
    }

    @Override
    void atRest() {
      checkRound();
      check(barrier.isBroken() == broken, "it is wrong about being broken");
      check(barrier.waiting() == inAwait.size(), "it is wrong about who waits: " + inAwait);
      check(inAwait.size() < parties, "a complete round waits");
      check(!broken || inAwait.isEmpty(), "they wait at a broken barrier");
    }

    @Override
    void atEnd() {
      check(barrier.waiting() == 0, "a task is left: " + barrier);
    }
  }
}
