package io.jobwheel.store;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.jdbc.query.JdbcNodeQueries;
import io.jobwheel.store.query.NodeQueries;
import io.jobwheel.store.query.NodeStatus;
import io.jobwheel.store.query.NodeStatus.LaneReport;
import io.jobwheel.store.query.NodeStatus.LaneTrouble;
import io.jobwheel.store.query.NodeStatus.LaneUtilization;
import io.jobwheel.store.query.NodeStatus.NodeCounts;
import io.jobwheel.store.query.RegisteredNode;
import io.jobwheel.store.query.RegisteredNode.PublishedStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "7",
        "{}",
        "{\"at\":1}",
        "{\"at\":1,\"types\":1,\"modes\":[],\"lanes\":[]}",
        "{\"at\":1,\"types\":1,\"modes\":null,\"lanes\":[],\"counts\":{}}",
        "{\"at\":1,\"types\":1,\"modes\":[],\"lanes\":[{\"mode\":\"sequential\",\"slots\":1,"
            + "\"used\":0,\"age\":0,\"percent\":\"***\"}],\"counts\":{\"started\":0,"
            + "\"succeeded\":0,\"failed\":0,\"cancelled\":0,\"retried\":0,\"crashed\":0}}",
        "{\"at\":1,\"types\":1,\"modes\":[],\"lanes\":[{\"mode\":\"sequential\",\"slots\":1,"
            + "\"used\":0,\"age\":0,\"percent\":\"ZQ==\"}],\"counts\":{\"started\":0,"
            + "\"succeeded\":0,\"failed\":0,\"cancelled\":0,\"retried\":0,\"crashed\":0}}"
      })
  void aStatusThatIsNotUnderstoodIsNone(String text) {
    register(node, "a/1");
    store.execute("UPDATE node SET status = '" + text + "'");
    assertThat(only().status()).isNull();
  }

  @Test
  void aStatusThatIsTooLongIsNotRead() {
    register(node, "a/1");
    store.execute(
        "UPDATE node SET status = '{\"at\":1,\"types\":1,\"modes\":[],\"lanes\":[],\"counts\":{"
            + "\"started\":0,\"succeeded\":0,\"failed\":0,\"cancelled\":0,\"retried\":0,"
            + "\"crashed\":0}%s}'".formatted(" ".repeat(7_000)));
    assertThat(only().status()).isNotNull();
    store.execute("UPDATE node SET status = status || '" + " ".repeat(2_000) + "'");
    assertThat(only().status()).isNull();
  }

  @Test
  void fieldsLanesAndModesOfALaterVersionAreIgnored() {
    register(node, "a/1");
    store.execute(
        "UPDATE node SET status ="
            + " '{\"at\":1000000,\"version\":\"9\",\"types\":3,\"new\":{\"a\":[]},"
            + "\"modes\":[\"quantum\",\"sequential\"],\"lanes\":[{\"mode\":\"quantum\",\"slots\":1,"
            + "\"used\":0,\"age\":0,\"percent\":\"\",\"qubits\":1},"
            + "{\"mode\":\"sequential\",\"slots\":1,\"used\":1,\"pausedSince\":null,"
            + "\"problem\":{\"code\":\"ON_FIRE\",\"detail\":\"Hot.\",\"since\":0,\"by\":1},"
            + "\"age\":2,\"percent\":\"ZP8A\",\"heat\":9}],\"counts\":{\"started\":1,"
            + "\"succeeded\":2,\"failed\":3,\"cancelled\":4,\"retried\":5,\"crashed\":6,"
            + "\"frozen\":7}}'");
    assertThat(only().status())
        .isEqualTo(
            new PublishedStatus(
                Instant.ofEpochSecond(1),
                new NodeStatus(
                    "9",
                    3,
                    Set.of(ExecutionMode.SEQUENTIAL),
                    List.of(
                        new LaneReport(
                            ExecutionMode.SEQUENTIAL,
                            1,
                            1,
                            null,
                            new LaneTrouble("ON_FIRE", "Hot.", Instant.EPOCH),
                            new LaneUtilization(
                                Duration.of(2, ChronoUnit.MICROS), List.of(100, -1, 0)))),
                    new NodeCounts(1, 2, 3, 4, 5, 6))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\"", "\u0000", "\u20ac", "\ud83d\ude00", "\ud800", "\\"})
  void theLargestStatusTakesAtMostFourKilobytes(String text) {
    String endless = text.repeat(5_000);
    LaneUtilization full = new LaneUtilization(HOUR, Collections.nCopies(90, 100));
    NodeStatus largest =
        new NodeStatus(
            endless,
            Integer.MAX_VALUE,
            Set.of(ExecutionMode.values()),
            Arrays.stream(ExecutionMode.values())
                .map(mode ->
                    new LaneReport(
                        mode,
                        Integer.MAX_VALUE,
                        Integer.MAX_VALUE,
                        Instant.parse("9999-12-31T23:59:59.999999Z"),
                        new LaneTrouble(
                            endless, endless, Instant.parse("9999-12-31T23:59:59.999999Z")),
                        full))
                .toList(),
            new NodeCounts(
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE));
    register(node, "a/1");
    get(store.leases.renew(node, HOUR, largest));
    String stored =
        store.reader.list("SELECT status FROM node", _ -> {}, row -> row.getString(1)).getFirst();
    assertThat(stored.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(2_000, 4_096);
    assertThat(Objects.requireNonNull(only().status()).status()).isEqualTo(largest);
  }

  @Test
  void withoutTheDatabaseThereIsAnError() {
    store.close();
    assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(this::nodes);
  }

  @Test
  void everyPercentageIsReadAsItWasWritten() {
    register(node, "a/1");
    for (int from : new int[] {-1, 89}) {
      LaneUtilization each =
          new LaneUtilization(
              Duration.ZERO,
              IntStream.rangeClosed(from, Math.min(from + 89, 100)).boxed().toList());
      get(
          store.leases.renew(
              node,
              HOUR,
              new NodeStatus(
                  null,
                  0,
                  Set.of(),
                  List.of(new LaneReport(ExecutionMode.SEQUENTIAL, 1, 0, null, null, each)),
                  IDLE.counts())));
      assertThat(Objects.requireNonNull(only().status()).status().lanes())
          .extracting(LaneReport::utilization)
          .containsExactly(each);
    }
  }
}
