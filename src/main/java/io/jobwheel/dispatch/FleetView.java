package io.jobwheel.dispatch;

import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.query.RegisteredNode;
import java.util.List;

/** What the nodes of the store do. Thread-safe. */
public interface FleetView {

  /**
   * A node as this one sees it.
   *
   * @param node of this node, the status is the current one
   * @param self whether it is this node
   */
  record FleetNode(RegisteredNode node, boolean self) {}

  /**
   * Returns the nodes with a valid lease, and those that have lost theirs within the last 15
   * minutes and that no node has rescued yet, sorted by name and then by id; at most 200, those
   * with a lease first. Reads the store once.
   *
   * @throws StoreUnavailableException if the store cannot be read
   */
  List<FleetNode> nodes();
}
