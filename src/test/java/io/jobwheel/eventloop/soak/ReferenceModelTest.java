package io.jobwheel.eventloop.soak;

import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs do on the loop, move by move, what the reference model says. A failure prints its
 * seed and the smallest program that still fails.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReferenceModelTest {

  private static final int PROGRAMS = Integer.getInteger("jobwheel.soak.programs", 10_000);
  private static final int PARTS = 4;
  static volatile long current;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void theLoopDoesWhatTheModelSays(int part) {
    long first = Long.getLong("jobwheel.soak.seed", 1) + (long) part * PROGRAMS / PARTS;
    for (long seed = first; seed < first + PROGRAMS / PARTS; seed++) {
      current = seed;
      List<Statement> program = RandomPrograms.ofSeed(seed);
      if (differs(program)) {
        List<Statement> smallest = Smaller.shrink(program, ReferenceModelTest::differs);
        fail(
            "seed %d, shrunk to %s\nthe loop:\n%s\nthe model:\n%s",
            seed,
            smallest,
            String.join("\n", LoopRun.of(smallest)),
            String.join("\n", ReferenceModel.of(smallest)));
      }
    }
  }

  private static boolean differs(List<Statement> program) {
    return !LoopRun.of(program).equals(ReferenceModel.of(program));
  }
}
