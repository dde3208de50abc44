package io.jobwheel.comparison.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the repeats of a mode have measured, without the round that warms up.
 *
 * @param mode the wire name of the mode
 * @param slots the number of slots of its lane on this node
 * @param threads the number of threads or processes that can run its jobs of a round at a time
 * @param failed the number of jobs that did not succeed, of all repeats
 * @param processorShare the median of {@link RoundResult#processorShare}
 * @param rounds the repeats in their order
 */
@JsonPropertyOrder({
  "mode",
  "slots",
  "threads",
  "failed",
  "totalSeconds",
  "waitSeconds",
  "runSeconds",
  "processorSeconds",
  "processorShare",
  "loopDelaySeconds",
  "workerMemoryBytes",
  "rounds"
})
public record ModeResult(
    String mode,
    int slots,
    int threads,
    int failed,
    Spread totalSeconds,
    @Nullable Spread waitSeconds,
    @Nullable Spread runSeconds,
    @Nullable Spread processorSeconds,
    @Nullable Double processorShare,
    @Nullable Spread loopDelaySeconds,
    @Nullable Spread workerMemoryBytes,
    List<RoundResult> rounds) {

  public ModeResult {
    rounds = List.copyOf(rounds);
  }

  /** Summarizes the repeats of a mode, at least one. */
  public static ModeResult of(String mode, int slots, int threads, List<RoundResult> rounds) {
    Spread share = spread(rounds, RoundResult::processorShare);
    return new ModeResult(
        mode,
        slots,
        threads,
        rounds.stream().mapToInt(RoundResult::failed).sum(),
        Spread.of(rounds.stream().mapToDouble(RoundResult::totalSeconds).toArray()),
        spread(rounds, RoundResult::waitSeconds),
        spread(rounds, RoundResult::runSeconds),
        spread(rounds, RoundResult::processorSeconds),
        share == null ? null : share.median(),
        spread(rounds, RoundResult::loopDelaySeconds),
        spread(rounds, RoundResult::workerMemoryBytes),
        rounds);
  }

  private static @Nullable Spread spread(
      List<RoundResult> rounds, Function<RoundResult, @Nullable Number> value) {
    return Spread.of(rounds.stream().<@Nullable Number>map(value).toList());
  }

  double[] totals() {
    return rounds.stream().mapToDouble(RoundResult::totalSeconds).toArray();
  }
}
