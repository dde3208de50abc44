package io.jobwheel.comparison.report;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Makes results of modes for tests. */
public final class Results {

  private static final UUID GROUP = new UUID(1, 2);

  private Results() {}

  /** Returns a mode with one job on one thread, which waits, and these totals in seconds. */
  public static ModeResult totals(String mode, double... totals) {
    return ModeResult.of(
        mode, 16, 1, Arrays.stream(totals).mapToObj(total -> round(total, 0.01, 0)).toList());
  }

  /** Returns a mode in which a job of each round failed. */
  public static ModeResult failing(String mode, double... totals) {
    return ModeResult.of(
        mode, 16, 1, Arrays.stream(totals).mapToObj(total -> round(total, 0.01, 1)).toList());
  }

  /** Returns a mode with one repeat, its threads and its share of processor time. */
  public static ModeResult sharing(String mode, int threads, double share, double... totals) {
    return ModeResult.of(
        mode,
        16,
        threads,
        Arrays.stream(totals).mapToObj(total -> round(total, share, 0)).toList());
  }

  private static RoundResult round(double total, double share, int failed) {
    return new RoundResult(
        GROUP, total, 0.001, total, total * share, share, 0.000_004, null, failed);
  }

  static HostFacts host(int otherNodes) {
    return new HostFacts(
        "node-1", 2, 8L << 30, 1L << 30, otherNodes, "Linux amd64", "25.0.1+8", "0.1.0");
  }

  /** Returns the report of these modes, on one node. */
  public static ComparisonReport report(ModeResult... modes) {
    return ComparisonReport.of(List.of(modes), host(0), false);
  }
}
