package io.jobwheel.dispatch.fleet;

import io.jobwheel.dispatch.FleetView;
import io.jobwheel.dispatch.Node;
import io.jobwheel.store.query.NodeQueries;
import io.jobwheel.store.query.NodeStatus;
import io.jobwheel.store.query.RegisteredNode;
import io.jobwheel.store.query.RegisteredNode.PublishedStatus;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Reads what all nodes have published, and the current status of this one. */
public final class FleetReader implements FleetView {

  /** The time for which a node that has lost its lease is shown, unless it is rescued earlier. */
  private static final Duration LOST_WITHIN = Duration.ofMinutes(15);

  private final NodeQueries queries;
  private final Supplier<Node> node;
  private final Supplier<NodeStatus> status;

  /**
   * Creates a reader.
   *
   * @param node returns the current incarnation of this node
   * @param status returns the current status of this node
   */
  public FleetReader(NodeQueries queries, Supplier<Node> node, Supplier<NodeStatus> status) {
    this.queries = queries;
    this.node = node;
    this.status = status;
  }

  /** {@inheritDoc} */
  @Override
  public List<FleetNode> nodes() {
    return queries.nodes(LOST_WITHIN).stream().map(this::view).toList();
  }

  private FleetNode view(RegisteredNode each) {
    boolean self = each.id().equals(node.get().id());
    return new FleetNode(
        self ? each.with(new PublishedStatus(each.readAt(), status.get())) : each, self);
  }
}
