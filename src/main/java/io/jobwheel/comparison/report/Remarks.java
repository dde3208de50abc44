package io.jobwheel.comparison.report;

import java.util.ArrayList;
import java.util.List;

/** Says what limits the measurements. */
final class Remarks {

  private Remarks() {}

  static List<String> of(List<ModeResult> modes, HostFacts host, boolean forced) {
    List<String> remarks = new ArrayList<>();
    if (forced) {
      remarks.add("It was forced while the node was busy: other jobs may have slowed it down.");
    }
    if (host.otherNodes() > 0) {
      remarks.add(
          "Other nodes (%d) may have run some of the jobs: processor time, loop delay and memory"
                  .formatted(host.otherNodes())
              + " are not measured then, and times depend on the clocks of all nodes.");
    } else if (modes.stream().anyMatch(mode -> mode.processorSeconds() == null)) {
      remarks.add("This system does not show the processor time of processes.");
    }
    for (ModeResult mode : modes) {
      if (mode.failed() > 0) {
        remarks.add(
            "In mode %s, %d jobs did not succeed; it is not compared."
                .formatted(mode.mode(), mode.failed()));
      }
    }
    return remarks;
  }
}
