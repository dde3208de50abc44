package io.jobwheel.comparison;

import io.jobwheel.job.ExecutionMode;
import java.util.ArrayList;
import java.util.List;

/**
 * The order of the rounds: each mode once to warm up, then the repeats by turns forward and
 * backward (ABBA), so that a drift of the machine meets all modes alike.
 */
final class RoundOrder {

  private RoundOrder() {}

  /** Returns the modes of all rounds; the first {@code modes.size()} warm up. */
  static List<ExecutionMode> of(List<ExecutionMode> modes, int repeats) {
    List<ExecutionMode> rounds = new ArrayList<>(modes);
    for (int repeat = 0; repeat < repeats; repeat++) {
      rounds.addAll(repeat % 2 == 0 ? modes : modes.reversed());
    }
    return rounds;
  }
}
