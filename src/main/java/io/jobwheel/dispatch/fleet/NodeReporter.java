package io.jobwheel.dispatch.fleet;

import io.jobwheel.execution.Lane;
import io.jobwheel.execution.LaneProblem;
import io.jobwheel.execution.LaneProblems;
import io.jobwheel.execution.LaneStatus;
import io.jobwheel.execution.Lanes;
import io.jobwheel.store.query.NodeCapabilities;
import io.jobwheel.store.query.NodeStatus;
import io.jobwheel.store.query.NodeStatus.LaneReport;
import io.jobwheel.store.query.NodeStatus.LaneTrouble;
import io.jobwheel.store.query.NodeStatus.NodeCounts;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts together what this node does. Does not access the store. Safe for use by any thread. */
public final class NodeReporter {

  private final @Nullable String version;
  private final Lanes lanes;
  private final LaneProblems problems;
  private final UtilizationSampler utilization;
  private final Supplier<NodeCapabilities> capabilities;
  private final Supplier<NodeCounts> counts;
  private final InstantSource clock;

  /**
   * Creates a reporter.
   *
   * @param version the version of the service; {@code null} if unknown
   * @param capabilities returns what this node can run
   */
  public NodeReporter(
      @Nullable String version,
      Lanes lanes,
      LaneProblems problems,
      UtilizationSampler utilization,
      Supplier<NodeCapabilities> capabilities,
      Supplier<NodeCounts> counts,
      InstantSource clock) {
    this.version = version;
    this.lanes = lanes;
    this.problems = problems;
    this.utilization = utilization;
    this.capabilities = capabilities;
    this.counts = counts;
    this.clock = clock;
  }

  /** Returns the current status. */
  public NodeStatus status() {
    NodeCapabilities current = capabilities.get();
    return new NodeStatus(
        version,
        current.types().size(),
        current.modes(),
        lanes.all().stream().map(this::report).toList(),
        counts.get());
  }

  private LaneReport report(Lane lane) {
    LaneStatus status = lane.status();
    return new LaneReport(
        lane.mode(),
        status.slots(),
        lane.running(),
        status.pausedSince(),
        trouble(status),
        utilization.of(lane.mode()));
  }

  /** Returns the problem that has lasted longest. */
  private @Nullable LaneTrouble trouble(LaneStatus lane) {
    return problems.of(lane).stream()
        .max(Comparator.comparing(LaneProblem::lasted))
        .map(problem ->
            new LaneTrouble(
                problem.kind().name(), problem.detail(), clock.instant().minus(problem.lasted())))
        .orElse(null);
  }
}
