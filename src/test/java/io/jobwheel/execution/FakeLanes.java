package io.jobwheel.execution;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lanes that run nothing. */
public final class FakeLanes {

  private FakeLanes() {}

  /** Returns one lane for each mode with four slots; one slot of the event loop's lane is used. */
  public static Lanes ofFourSlots() {
    Lanes lanes =
        new Lanes(
            Arrays.stream(ExecutionMode.values())
                .map(mode ->
                    new Lane(
                        mode,
                        4,
                        _ -> new CompletableFuture<>(),
                        LaneSize.upTo(1000, attempts -> {}),
                        loops(mode),
                        List::of))
                .toList());
    lanes.of(ExecutionMode.EVENT_LOOP).reserve(1);
    return lanes;
  }

  /** Returns a lane of four slots whose attempts end at once with the outcome. */
  public static Lane ending(Outcome outcome) {
    return new Lane(ExecutionMode.THREAD_POOL, 4, _ -> CompletableFuture.completedFuture(outcome));
  }

  private static List<String> loops(ExecutionMode mode) {
    return mode == ExecutionMode.EVENT_LOOP ? List.of("loop-0") : List.of();
  }
}
