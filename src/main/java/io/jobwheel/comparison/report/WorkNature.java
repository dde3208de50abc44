package io.jobwheel.comparison.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether the jobs compute or wait, by their share of processor time.
 *
 * @param processorShare the median over the modes of {@link ModeResult#processorShare}; null if it
 *     is not known
 */
@JsonPropertyOrder({"label", "processorShare"})
public record WorkNature(Label label, @Nullable Double processorShare) {

  /** What the jobs do. */
  public enum Label {
    /** At least 60 % of their run time is processor time. */
    COMPUTES,
    /** At most 30 % of their run time is processor time. */
    WAITS,
    /** Something in between. */
    MIXED,
    /** The processor time is not known, or the jobs run for less than 10 ms. */
    UNKNOWN
  }

  private static final double COMPUTES_FROM = 0.6;
  private static final double WAITS_UP_TO = 0.3;

  // the time that the service itself takes for a job is not small against shorter ones
  private static final double SHORTEST_RUN = 0.01;

  /** Returns the nature of the jobs of one or more modes. */
  public static WorkNature of(List<ModeResult> results) {
    Spread share = Spread.of(results.stream().map(ModeResult::processorShare).toList());
    Spread run =
        Spread.of(
            results.stream()
                .map(ModeResult::runSeconds)
                .filter(Objects::nonNull)
                .map(Spread::median)
                .toList());
    if (share == null) {
      return new WorkNature(Label.UNKNOWN, null);
    }
    double median = share.median();
    boolean isShort = run == null || run.median() < SHORTEST_RUN;
    return new WorkNature(isShort ? Label.UNKNOWN : label(median), median);
  }

  private static Label label(double share) {
    if (share >= COMPUTES_FROM) {
      return Label.COMPUTES;
    }
    return share <= WAITS_UP_TO ? Label.WAITS : Label.MIXED;
  }
}
