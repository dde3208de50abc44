package io.jobwheel.comparison.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * The result of a comparison.
 *
 * @param advice sentences with the numbers that they rest on
 * @param remarks what limits the measurements; empty if nothing does
 * @param modes in the order of the request
 */
@JsonPropertyOrder({"verdict", "nature", "advice", "remarks", "modes", "host"})
public record ComparisonReport(
    Verdict verdict,
    WorkNature nature,
    List<String> advice,
    List<String> remarks,
    List<ModeResult> modes,
    HostFacts host) {

  public ComparisonReport {
    advice = List.copyOf(advice);
    remarks = List.copyOf(remarks);
    modes = List.copyOf(modes);
  }

  /**
   * Draws the conclusions from the results of one or more modes.
   *
   * @param forced whether the node was busy when it began
   */
  public static ComparisonReport of(List<ModeResult> modes, HostFacts host, boolean forced) {
    Verdict verdict = Verdict.of(modes);
    WorkNature nature = WorkNature.of(modes);
    return new ComparisonReport(
        verdict,
        nature,
        new AdviceWriter(modes, verdict, nature, host).sentences(),
        Remarks.of(modes, host, forced),
        modes,
        host);
  }
}
