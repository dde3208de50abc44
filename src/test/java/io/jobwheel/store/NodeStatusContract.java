package io.jobwheel.store;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.jdbc.query.JdbcNodeQueries;
import io.jobwheel.store.jdbc.row.NodeStatusJson;
import io.jobwheel.store.query.NodeQueries;
import io.jobwheel.store.query.NodeStatus;
import io.jobwheel.store.query.NodeStatus.LaneReport;
import io.jobwheel.store.query.NodeStatus.LaneTrouble;
import io.jobwheel.store.query.NodeStatus.LaneUtilization;
import io.jobwheel.store.query.NodeStatus.NodeCounts;
import io.jobwheel.store.query.RegisteredNode;
import io.jobwheel.store.query.RegisteredNode.PublishedStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The promises about what nodes publish of themselves, on every database. */
abstract class NodeStatusContract extends StoreContract {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration QUARTER = Duration.ofMinutes(15);

  private static final NodeStatus BUSY =
      new NodeStatus(
          "1.2.3",
          7,
          Set.of(ExecutionMode.EVENT_LOOP, ExecutionMode.PROCESS_POOL),
          List.of(
              new LaneReport(
                  ExecutionMode.EVENT_LOOP,
                  1000,
                  12,
                  Instant.parse("2026-11-01T00:00:00.5Z"),
                  null,
                  new LaneUtilization(Duration.ofMillis(1500), List.of(0, -1, 100, 55))),
              new LaneReport(
                  ExecutionMode.PROCESS_POOL,
                  4,
                  0,
                  null,
                  new LaneTrouble(
                      "WORKERS_FAILING", "4 of 4 fail.", Instant.parse("2026-11-01T00:00:00Z")),
                  LaneUtilization.EMPTY)),
          new NodeCounts(1, 2, 3, 4, 5, Long.MAX_VALUE));

  private static final NodeStatus IDLE =
      new NodeStatus(null, 0, Set.of(), List.of(), new NodeCounts(0, 0, 0, 0, 0, 0));

  private List<RegisteredNode> nodes() {
    return new JdbcNodeQueries(store.reader).nodes(QUARTER);
  }

  private RegisteredNode only() {
    assertThat(nodes()).hasSize(1);
    return nodes().getFirst();
  }

  private void register(UUID id, String name) {
    // on a store of one process, the registration of a node ends the leases of the others
    get(store.leases.register(id, name, HOUR));
    store.execute("UPDATE node SET lease_until = 9000000000000000");
  }

  @Test
  void aRenewalPublishesTheStatusForAnotherNode() {
    Instant before = Instant.now().minusSeconds(60);
    register(node, "a/1");
    assertThat(get(store.leases.renew(node, HOUR, BUSY))).isTrue();
    RegisteredNode read = only();
    assertThat(read.id()).isEqualTo(node);
    assertThat(read.name()).isEqualTo("a/1");
    PublishedStatus published = Objects.requireNonNull(read.status());
    assertThat(published.status()).isEqualTo(BUSY);
    assertThat(read.startedAt()).isBetween(before, published.at());
    assertThat(published.at()).isBetween(read.startedAt(), read.readAt());
    assertThat(read.leaseUntil()).isEqualTo(published.at().plus(HOUR));
    assertThat(read.alive()).isTrue();
  }

  @Test
  void theLatestStatusIsReadAndARenewalWithoutOneKeepsIt() {
    register(node, "a/1");
    get(store.leases.renew(node, HOUR, BUSY));
    get(store.leases.renew(node, HOUR, IDLE));
    PublishedStatus latest = Objects.requireNonNull(only().status());
    assertThat(latest.status()).isEqualTo(IDLE);
    assertThat(get(store.leases.renew(node, HOUR.multipliedBy(2)))).isTrue();
    assertThat(only().status()).as("with its time").isEqualTo(latest);
    assertThat(only().leaseUntil()).isAfterOrEqualTo(latest.at().plus(HOUR.multipliedBy(2)));
  }

  @SuppressWarnings("NullAway") // the defect that the test plants
  private static LaneUtilization missing() {
    return null;
  }

  @Test
  void aStatusThatCannotBeWrittenDoesNotCostTheLease() {
    register(node, "a/1");
    get(store.leases.renew(node, HOUR, BUSY));
    NodeStatus impossible =
        new NodeStatus(
            null,
            0,
            Set.of(),
            List.of(new LaneReport(ExecutionMode.EVENT_LOOP, 1, 0, null, null, missing())),
            new NodeCounts(0, 0, 0, 0, 0, 0));
    assertThatThrownBy(() -> NodeStatusJson.write(impossible, 0))
        .isInstanceOf(RuntimeException.class);
    PublishedStatus before = Objects.requireNonNull(only().status());
    assertThat(get(store.leases.renew(node, HOUR.multipliedBy(2), impossible))).isTrue();
    assertThat(only().status()).isEqualTo(before);
    assertThat(only().leaseUntil()).isAfterOrEqualTo(before.at().plus(HOUR.multipliedBy(2)));
  }

  @Test
  void aNodeHasNoStatusBeforeItsFirstRenewalNorOneOfAnEarlierVersion() {
    register(node, "a/1");
    assertThat(only().status()).isNull();
    store.execute("UPDATE node SET lease_until = lease_until + 1"); // as an earlier version renews
    assertThat(only().status()).isNull();
  }

  @Test
  void aNodeThatWasRemovedPublishesNothing() {
    register(node, "a/1");
    get(store.leases.renew(node, Duration.ZERO, BUSY));
    get(store.leases.rescueExpired(other, 3, Jobs.NOW));
    assertThat(get(store.leases.renew(node, HOUR, BUSY))).isFalse();
    assertThat(nodes()).isEmpty();
    assertThat(store.count("node")).isZero();
  }

  @Test
  void aStatusChangesNoOtherNode() {
    register(node, "a/1");
    register(other, "b/2");
    get(store.leases.renew(other, HOUR, IDLE));
    get(store.leases.renew(node, HOUR, BUSY));
    assertThat(nodes())
        .extracting(each -> Objects.requireNonNull(each.status()).status())
        .containsExactly(BUSY, IDLE);
  }

  @Test
  void aNodeWithoutALeaseIsShownForAQuarterOfAnHourUnlessItIsRescued() {
    register(node, "a/1");
    register(other, "b/2");
    get(store.leases.renew(node, Duration.ZERO, BUSY));
    assertThat(nodes()).extracting(RegisteredNode::alive).containsExactly(false, true);
    assertThat(Objects.requireNonNull(nodes().getFirst().status()).status()).isEqualTo(BUSY);
    String lapse = "UPDATE node SET lease_until = lease_until - %d WHERE name = 'a/1'";
    store.execute(lapse.formatted(14 * 60_000_000L));
    assertThat(nodes()).extracting(RegisteredNode::name).containsExactly("a/1", "b/2");
    store.execute(lapse.formatted(60_000_001L));
    assertThat(nodes()).extracting(RegisteredNode::name).containsExactly("b/2");
  }

  @Test
  void aReleasedNodeIsNotShown() {
    register(node, "a/1");
    get(store.leases.release(node, Jobs.NOW));
    assertThat(nodes()).isEmpty();
  }

  @Test
  void nodesAreSortedByNameAndThenById() {
    List<UUID> ids =
        List.of(
            UUID.fromString("ffffffff-0000-0000-0000-000000000000"),
            UUID.fromString("00000000-0000-0000-0000-000000000001"),
            UUID.fromString("7fffffff-0000-0000-0000-000000000000"));
    ids.forEach(id -> register(id, "same"));
    register(node, "Z");
    register(other, "a");
    assertThat(nodes())
        .extracting(RegisteredNode::id)
        .containsExactly(node, other, ids.get(1), ids.get(2), ids.get(0));
  }

  @Test
  void ofMoreThanTwoHundredNodesThoseWithoutALeaseAreLeftOut() {
    for (int i = 0; i < NodeQueries.MAX_NODES + 3; i++) {
      get(store.leases.register(Jobs.newId(), "node-" + (100 + i), HOUR));
    }
    store.execute("UPDATE node SET lease_until = 9000000000000000 WHERE name > 'node-101'");
    for (String early : List.of("node-100", "node-101")) {
      store.execute(
          "UPDATE node SET lease_until = %s - 1000000 WHERE name = '%s'"
              .formatted(store.reader.dialect().nowMicros(), early));
    }
    assertThat(nodes())
        .hasSize(200)
        .allMatch(RegisteredNode::alive)
        .extracting(RegisteredNode::name)
        .startsWith("node-102", "node-103")
        .endsWith("node-301");
  }

  @Test
  void withoutTheDatabaseThereIsAnError() {
    store.close();
    assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(this::nodes);
  }
}
