package io.jobwheel.store.query;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A node of the store. All times but those inside the status are those of the database's clock.
 *
 * @param id id of its incarnation
 * @param name host name and process id, for display only
 * @param startedAt when the incarnation was registered
 * @param leaseUntil when its lease ends, or has ended
 * @param status {@code null} if the node is of an earlier version, or if its status cannot be
 *     decoded
 * @param readAt when it was read
 */
public record RegisteredNode(
    UUID id,
    String name,
    Instant startedAt,
    Instant leaseUntil,
    @Nullable PublishedStatus status,
    Instant readAt) {

  /** A status, and when the node wrote it. */
  public record PublishedStatus(Instant at, NodeStatus status) {}

  /** Returns whether its lease was valid when it was read. */
  public boolean alive() {
    return leaseUntil.isAfter(readAt);
  }

  /** Returns the node with another status. */
  public RegisteredNode with(PublishedStatus other) {
    return new RegisteredNode(id, name, startedAt, leaseUntil, other, readAt);
  }
}
