package io.jobwheel.api.node;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.dispatch.FleetView.FleetNode;
import io.jobwheel.store.query.RegisteredNode;
import io.jobwheel.store.query.RegisteredNode.PublishedStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of a node.
 *
 * @param id id of its incarnation, new at each start and after each lost lease
 * @param name host name and process id
 * @param self whether the node has answered the request
 * @param alive whether its lease is valid, by the database's clock
 * @param status {@code null} for a node of an earlier version
 */
@JsonPropertyOrder({"id", "name", "self", "alive", "startedAt", "leaseUntil", "status"})
record FleetNodeDocument(
    UUID id,
    String name,
    boolean self,
    boolean alive,
    Instant startedAt,
    Instant leaseUntil,
    @Nullable NodeStatusDocument status) {

  static FleetNodeDocument of(FleetNode each) {
    RegisteredNode node = each.node();
    PublishedStatus status = node.status();
    return new FleetNodeDocument(
        node.id(),
        node.name(),
        each.self(),
        node.alive(),
        node.startedAt(),
        node.leaseUntil(),
        status == null ? null : NodeStatusDocument.of(status, node.readAt()));
  }
}
