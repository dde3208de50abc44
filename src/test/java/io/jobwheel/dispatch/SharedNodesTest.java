package io.jobwheel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.FleetView.FleetNode;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.execution.Lanes;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.query.NodeStatus;
import io.jobwheel.store.query.NodeStatus.LaneReport;
import io.jobwheel.store.query.NodeStatus.NodeCounts;
import io.jobwheel.store.query.RegisteredNode.PublishedStatus;
import io.jobwheel.time.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on PostgreSQL that see what the other one does. */
@Timeout(90)
class SharedNodesTest {

  private static final ExecutionMode MODE = ExecutionMode.EVENT_LOOP;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final Gate gate = new Gate();
  private String[] properties;
  private TestNode here;
  private TestNode there;

  @BeforeEach
  void startBoth() {
    properties = new String[] {"jobwheel.store.url=" + PostgresServers.newDatabase()};
    here = TestNode.start(folder, properties);
    there = TestNode.start(folder, properties);
  }

  @AfterEach
  void stopBoth() {
    gate.open();
    there.close();
    here.close();
  }

  private static UUID id(TestNode node) {
    return node.keeper.node().id();
  }

  private static List<FleetNode> nodes(TestNode at) {
    return at.bean(FleetView.class).nodes();
  }

  private static FleetNode see(TestNode at, TestNode other) {
    return nodes(at).stream()
        .filter(each -> each.node().id().equals(id(other)))
        .findFirst()
        .orElseThrow();
  }

  private static NodeStatus status(TestNode at, TestNode other) {
    PublishedStatus status = see(at, other).node().status();
    return status == null
        ? new NodeStatus(null, 0, Set.of(), List.of(), new NodeCounts(0, 0, 0, 0, 0, 0))
        : status.status();
  }

  private static LaneReport lane(NodeStatus status) {
    return status.lanes().stream().filter(each -> each.mode() == MODE).findFirst().orElseThrow();
  }

  private void awaitStatusOfThere(Predicate<NodeStatus> condition) {
    await().atMost(LIMIT).until(() -> condition.test(status(here, there)));
  }

  @Test
  void eachNodeSeesTheLanesOfTheOther() {
    awaitStatusOfThere(status -> status.lanes().size() == ExecutionMode.values().length);
    assertThat(nodes(here)).extracting(each -> each.node().id()).contains(id(here), id(there));
    assertThat(see(here, here).self()).isTrue();
    assertThat(see(here, there).self()).isFalse();
    assertThat(see(there, there).self()).isTrue();
    assertThat(nodes(here)).hasSize(2).allMatch(each -> each.node().alive());
    assertThat(status(here, there).types()).isPositive();
    assertThat(status(here, there).modes()).contains(MODE);

    Instant since = Instant.parse("2026-11-01T12:00:00Z");
    there.bean(Lanes.class).of(MODE).resize(17);
    there.bean(Lanes.class).of(MODE).pause(since);
    awaitStatusOfThere(status -> lane(status).slots() == 17);
    assertThat(lane(status(here, there)).pausedSince()).isEqualTo(since);
    assertThat(lane(status(here, here)).pausedSince()).isNull();
  }

  /** Starts jobs that wait at the gate; the other node starts none. */
  private List<UUID> startAt(TestNode node, int jobs) {
    here.bean(Lanes.class).all().forEach(lane -> lane.pause(Instant.EPOCH));
    node.probe.body = gate::pass;
    List<UUID> ids = Stream.generate(() -> node.submit(MODE).id()).limit(jobs).toList();
    gate.awaitArrivals(jobs);
    return ids;
  }

  @Test
  void theStatusOfTheNodeItselfIsTheCurrentOne() {
    List<UUID> jobs = startAt(there, 2);
    assertThat(lane(status(there, there)).used()).as("without a renewal").isEqualTo(2);
    FleetNode self = see(there, there);
    assertThat(Objects.requireNonNull(self.node().status()).at()).isEqualTo(self.node().readAt());
    awaitStatusOfThere(status -> !status.lanes().isEmpty() && lane(status).used() == 2);
    gate.open();
    jobs.forEach(there::await);
    awaitStatusOfThere(status -> lane(status).used() == 0);
  }

  @Test
  void jobsAreCountedWhereTheyRan() {
    here.bean(Lanes.class).all().forEach(lane -> lane.pause(Instant.EPOCH));
    UUID job = there.submit(MODE).id();
    assertThat(there.await(job).state()).isEqualTo(JobState.SUCCEEDED);
    awaitStatusOfThere(status -> status.counts().equals(new NodeCounts(1, 1, 0, 0, 0, 0)));
    assertThat(status(here, here).counts()).isEqualTo(new NodeCounts(0, 0, 0, 0, 0, 0));
  }

  @Test
  void samplesOfAnotherNodeArriveWithItsRenewals() {
    TestClock clock = TestClock.atNow();
    try (TestNode third = TestNode.start(folder, clock, properties)) {
      there.bean(Lanes.class).all().forEach(lane -> lane.pause(Instant.EPOCH));
      var _ = startAt(third, 1);
      int slots = third.bean(Lanes.class).of(MODE).slots();
      clock.advance(TestNode.RENEW_EVERY);
      List<Integer> minute = Collections.nCopies(6, Math.max(1, Math.round(100f / slots)));
      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(status(here, third).lanes())
                  .filteredOn(each -> each.mode() == MODE)
                  .extracting(each -> each.utilization().percent())
                  .containsExactly(minute));
      gate.open();
    }
  }

  @Test
  void aNodeThatIsLostOrStoppedIsNoLongerShownAsAlive() {
    awaitStatusOfThere(status -> !status.lanes().isEmpty());
    UUID lost = id(there);
    there.keeper.stop();
    await()
        .atMost(LIMIT)
        .until(() ->
            nodes(here).stream()
                .noneMatch(each -> each.node().id().equals(lost) && each.node().alive()));
    assertThat(see(here, here).node().alive()).isTrue();
  }
}
