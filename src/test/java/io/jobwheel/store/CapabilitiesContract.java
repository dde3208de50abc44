package io.jobwheel.store;

import static io.jobwheel.job.ExecutionMode.EVENT_LOOP;
import static io.jobwheel.job.ExecutionMode.PROCESS_POOL;
import static io.jobwheel.job.ExecutionMode.SEQUENTIAL;
import static io.jobwheel.job.ExecutionMode.THREAD_POOL;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.jdbc.query.JdbcNodeQueries;
import io.jobwheel.store.pause.PauseKind;
import io.jobwheel.store.pause.PauseTarget;
import io.jobwheel.store.pause.Pauses.NewPause;
import io.jobwheel.store.query.FleetCapabilities;
import io.jobwheel.store.query.NodeCapabilities;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promises about what nodes can run, on every database. */
abstract class CapabilitiesContract extends StoreContract {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final NodeCapabilities LETTERS =
      new NodeCapabilities(Set.of("letter", "parcel"), Set.of(EVENT_LOOP, THREAD_POOL));

  private FleetCapabilities fleet() {
    return new JdbcNodeQueries(store.reader).capabilities();
  }

  private void register(UUID id, Duration lease) {
    // on a store of one process, the registration of a node ends the leases of the others
    get(store.leases.register(id, "test", HOUR));
    store.execute("UPDATE node SET lease_until = 9000000000000000");
    if (lease.isZero()) {
      get(store.leases.renew(id, lease));
    }
  }

  private void register(UUID id, NodeCapabilities capabilities) {
    register(id, HOUR);
    assertThat(get(store.leases.publish(id, capabilities))).isTrue();
  }

  private TypeCounts counted() {
    return Objects.requireNonNull(store.backlog.count().types());
  }

  private void publishCount() {
    Duration minute = Duration.ofMinutes(1);
    long turn = get(store.backlog.takeTurn(minute));
    assertThat(get(store.backlog.publish(turn, store.backlog.count(), minute))).isTrue();
  }

  @Test
  void aNodeRunsItsTypesInItsModes() {
    register(node, LETTERS);
    FleetCapabilities fleet = fleet();
    assertThat(fleet).isEqualTo(new FleetCapabilities(Set.of(LETTERS), true));
    assertThat(fleet.canRun("letter", EVENT_LOOP)).isTrue();
    assertThat(fleet.canRun("parcel", THREAD_POOL)).isTrue();
    assertThat(fleet.canRun("letter", PROCESS_POOL)).isFalse();
    assertThat(fleet.canRun("lette", EVENT_LOOP)).isFalse();
  }

  @Test
  void oneNodeNeedsToHaveBothTheTypeAndTheMode() {
    register(node, new NodeCapabilities(Set.of("letter"), Set.of(EVENT_LOOP)));
    register(other, new NodeCapabilities(Set.of("parcel"), Set.of(THREAD_POOL)));
    assertThat(fleet().canRun("letter", EVENT_LOOP)).isTrue();
    assertThat(fleet().canRun("parcel", THREAD_POOL)).isTrue();
    assertThat(fleet().canRun("letter", THREAD_POOL)).isFalse();
  }

  @Test
  void aNodeOfAnEarlierVersionMayRunAnything() {
    register(node, LETTERS);
    register(other, HOUR);
    store.submit(Jobs.queued().type("unknown"));
    assertThat(fleet().canRun("unknown", PROCESS_POOL)).isTrue();
    assertThat(counted().withoutNode()).isEmpty();
    get(store.leases.release(other, Jobs.NOW));
    assertThat(fleet().canRun("unknown", PROCESS_POOL)).isFalse();
    assertThat(counted().withoutNode()).containsExactly(Map.entry(THREAD_POOL, 1L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "{\"types\":[\"letter\"]}", "{\"types\":7}"})
  void capabilitiesThatAreNotUnderstoodMayBeAnything(String text) {
    register(node, LETTERS);
    store.execute("UPDATE node SET capabilities = '" + text + "'");
    assertThat(fleet().canRun("unknown", PROCESS_POOL)).isTrue();
  }

  @Test
  void fieldsAndModesOfALaterVersionAreIgnored() {
    register(node, LETTERS);
    store.execute(
        "UPDATE node SET capabilities ="
            + " '{\"types\":[\"letter\"],\"modes\":[\"quantum\",\"event-loop\"],\"tags\":[1]}'");
    assertThat(fleet())
        .isEqualTo(
            new FleetCapabilities(
                Set.of(new NodeCapabilities(Set.of("letter"), Set.of(EVENT_LOOP))), true));
  }

  @Test
  void theyEndWithTheLease() {
    register(node, LETTERS);
    get(store.leases.renew(node, Duration.ZERO));
    assertThat(fleet()).isEqualTo(new FleetCapabilities(Set.of(), true));
    assertThat(fleet().canRun("letter", EVENT_LOOP)).isFalse();
    get(store.leases.renew(node, HOUR));
    assertThat(fleet().canRun("letter", EVENT_LOOP)).as("it renewed its lease").isTrue();
  }

  @Test
  void theLatestAreValid() {
    register(node, LETTERS);
    assertThat(get(store.leases.publish(node, NodeCapabilities.NONE))).isTrue();
    assertThat(fleet().canRun("letter", EVENT_LOOP)).isFalse();
  }

  @Test
  void aNodeThatWasRemovedPublishesNothing() {
    register(node, Duration.ZERO);
    get(store.leases.rescueExpired(other, 3, Jobs.NOW));
    assertThat(get(store.leases.publish(node, LETTERS))).isFalse();
    assertThat(fleet()).isEqualTo(new FleetCapabilities(Set.of(), true));
  }

  @Test
  void withMoreTypesThanTheMaximumItMayRunAnything() {
    Set<String> most =
        IntStream.range(0, NodeLeases.MAX_TYPES)
            .mapToObj(i -> "x".repeat(58) + "-" + (1000 + i))
            .collect(Collectors.toSet());
    register(node, new NodeCapabilities(most, Set.of(EVENT_LOOP)));
    assertThat(fleet().published()).singleElement().returns(most, NodeCapabilities::types);
    assertThat(fleet().canRun("letter", EVENT_LOOP)).isFalse();
    Set<String> more = new HashSet<>(most);
    more.add("one-more");
    assertThat(get(store.leases.publish(node, new NodeCapabilities(more, Set.of())))).isTrue();
    assertThat(fleet()).isEqualTo(new FleetCapabilities(Set.of(), false));
  }

  @Test
  void queuedJobsWithoutANodeAreCountedByModeAndByType() {
    register(node, LETTERS);
    store.submit(Jobs.queued().type("letter"));
    store.submit(Jobs.queued().type("letter").mode(PROCESS_POOL));
    store.submit(Jobs.queued().type("letter").mode(PROCESS_POOL));
    store.submit(Jobs.queued().type("fax").mode(EVENT_LOOP));
    store.submit(Jobs.queued().type("fax").mode(PROCESS_POOL));
    store.submit(Jobs.scheduled(Jobs.NOW.plusSeconds(9)).type("fax").mode(SEQUENTIAL));
    store.submitRunning(Jobs.running().type("fax").mode(SEQUENTIAL), node);
    TypeCounts types = counted();
    assertThat(types.withoutNode())
        .containsExactlyInAnyOrderEntriesOf(Map.of(PROCESS_POOL, 3L, EVENT_LOOP, 1L));
    assertThat(types.typesWithoutNode())
        .containsExactlyInAnyOrderEntriesOf(Map.of("letter", 2L, "fax", 2L));
    assertThat(types.jobs())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "letter",
                Map.of(JobState.QUEUED, 3L),
                "fax",
                Map.of(JobState.QUEUED, 2L, JobState.SCHEDULED, 1L, JobState.RUNNING, 1L)));
    assertThat(types.others()).isEmpty();
  }

  @Test
  void aPausedTypeDoesNotLackANode() {
    register(node, LETTERS);
    store.submit(Jobs.queued().type("letter"));
    get(
        store.pauses.put(
            new NewPause(new PauseTarget(PauseKind.TYPE, "letter"), null, null, null)));
    assertThat(counted().withoutNode()).isEmpty();
    assertThat(fleet().canRun("letter", THREAD_POOL)).isTrue();
  }

  @Test
  void theTypesWithTheFewestJobsAreCountedTogether() {
    register(node, NodeCapabilities.NONE);
    for (int i = 0; i < TypeCounts.MAX_TYPES + 3; i++) {
      store.submit(Jobs.queued().type("type-" + (100 + i)));
    }
    store.submit(Jobs.scheduled(Jobs.NOW.plusSeconds(9)).type("type-202"));
    store.submitRunning(Jobs.running().type("type-202"), node);
    TypeCounts types = counted();
    assertThat(types.jobs())
        .hasSize(TypeCounts.MAX_TYPES)
        .containsKeys("type-100", "type-198", "type-202")
        .doesNotContainKeys("type-199", "type-201");
    assertThat(types.others()).containsExactly(Map.entry(JobState.QUEUED, 3L));
    assertThat(types.typesWithoutNode())
        .as("each has one queued job, so the names decide")
        .hasSize(TypeCounts.MAX_TYPES)
        .doesNotContainKey("type-202");
    assertThat(types.withoutNode()).containsExactly(Map.entry(THREAD_POOL, 103L));
    publishCount();
    assertThat(Objects.requireNonNull(store.backlog.read().count()).types()).isEqualTo(types);
  }

  @Test
  void aCountOfAnEarlierVersionHasNoTypes() {
    publishCount();
    store.execute(
        "UPDATE backlog_count SET counts = '{\"jobs\":{\"QUEUED\":{\"thread-pool\":7}},"
            + "\"oldestQueued\":{\"thread-pool\":5},\"nodes\":2,\"publishedAt\":1,\"later\":{}}'");
    Backlog.Count count = Objects.requireNonNull(store.backlog.read().count());
    assertThat(count.types()).isNull();
    assertThat(count.nodes()).isEqualTo(2);
  }

  @Test
  void withoutTheDatabaseThereIsAnError() {
    store.close();
    assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(this::fleet);
  }

  /** The nodes and jobs of a random sequence, in memory. */
  private static final class Model {
    final Map<UUID, @Nullable NodeCapabilities> nodes = new HashMap<>();
    final Map<String, Map<ExecutionMode, Long>> queued = new TreeMap<>();

    boolean canRun(String type, ExecutionMode mode) {
      return nodes.values().stream()
          .anyMatch(
              each -> each == null || (each.types().contains(type) && each.modes().contains(mode)));
    }

    Map<ExecutionMode, Long> withoutNode() {
      Map<ExecutionMode, Long> sums = new EnumMap<>(ExecutionMode.class);
      queued.forEach((type, modes) ->
          modes.forEach((mode, count) -> {
            if (!canRun(type, mode)) {
              sums.merge(mode, count, Long::sum);
            }
          }));
      return sums;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void aRandomSequenceOfNodesAndJobsIsAnsweredAsByAModel(long seed) {
    Random random = new Random(seed);
    List<String> types = List.of("a", "b", "c");
    Model model = new Model();
    for (int step = 0; step < 60; step++) {
      List<UUID> ids = new ArrayList<>(model.nodes.keySet());
      UUID some = ids.isEmpty() ? null : ids.get(random.nextInt(ids.size()));
      switch (random.nextInt(7)) {
        case 0, 1 -> {
          UUID id = Jobs.newId();
          register(id, HOUR);
          model.nodes.put(id, null);
        }
        case 2, 3 -> {
          if (some != null) {
            NodeCapabilities capabilities =
                new NodeCapabilities(
                    some(types, random), some(List.of(ExecutionMode.values()), random));
            get(store.leases.publish(some, capabilities));
            model.nodes.put(some, capabilities);
          }
        }
        case 4 -> {
          if (some != null) {
            model.nodes.remove(some);
            get(store.leases.release(some, Jobs.NOW));
          }
        }
        case 5 -> {
          if (some != null) {
            model.nodes.remove(some);
            get(store.leases.renew(some, Duration.ZERO));
            get(store.leases.rescueExpired(node, 3, Jobs.NOW));
          }
        }
        default -> {
          String type = types.get(random.nextInt(types.size()));
          ExecutionMode mode = ExecutionMode.values()[random.nextInt(5)];
          store.submit(Jobs.queued().type(type).mode(mode).runAt(Instant.EPOCH));
          model.queued.computeIfAbsent(type, _ -> new TreeMap<>()).merge(mode, 1L, Long::sum);
        }
      }
      FleetCapabilities fleet = fleet();
      for (String type : types) {
        for (ExecutionMode mode : ExecutionMode.values()) {
          assertThat(fleet.canRun(type, mode))
              .as("step %d: %s in %s", step, type, mode)
              .isEqualTo(model.canRun(type, mode));
        }
      }
      assertThat(counted().withoutNode())
          .as("step %d", step)
          .containsExactlyInAnyOrderEntriesOf(model.withoutNode());
    }
  }

  private static <T> Set<T> some(List<T> all, Random random) {
    return all.stream().filter(_ -> random.nextBoolean()).collect(Collectors.toSet());
  }
}
