package io.jobwheel.store;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.comparison.Comparison;
import io.jobwheel.store.comparison.Comparison.ComparisonResult;
import io.jobwheel.store.comparison.ComparisonSpec;
import io.jobwheel.store.comparison.ComparisonState;
import io.jobwheel.store.comparison.Comparisons;
import io.jobwheel.store.comparison.Comparisons.Beginning;
import io.jobwheel.store.comparison.Comparisons.Ended;
import io.jobwheel.store.pause.PauseKind;
import io.jobwheel.store.pause.PauseTarget;
import io.jobwheel.store.pause.Pauses.NewPause;
import io.jobwheel.store.query.NodeCapabilities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The promises about comparisons, on every database. */
abstract class ComparisonsContract extends StoreContract {

  private static final ComparisonSpec SPEC =
      new ComparisonSpec(
          "countdown",
          List.of(ExecutionMode.THREAD_POOL, ExecutionMode.EVENT_LOOP),
          3,
          4,
          true,
          "[{\"name\": \"ä\\u0000\"}]");

  private Comparison comparison() {
    return Comparison.begin(Jobs.newId(), node, SPEC, "shop", Jobs.NOW);
  }

  private Comparison begun() {
    Comparison comparison = comparison();
    assertThat(get(store.comparisons.begin(comparison))).isEqualTo(new Beginning.ThisRunning());
    return comparison;
  }

  private Ended end(Comparison comparison, ComparisonState state, ComparisonResult result) {
    return get(store.comparisons.end(comparison.id(), 3, state, result, Jobs.NOW.plusSeconds(9)))
        .orElseThrow();
  }

  @Test
  void aComparisonIsKeptAsItIs() {
    Comparison comparison = begun();
    assertThat(store.comparisons.find(comparison.id())).contains(comparison);
    assertThat(store.comparisons.find(Jobs.newId())).isEmpty();
    UUID group = Jobs.newId();
    assertThat(get(store.comparisons.advance(comparison.id(), 2, group))).isTrue();
    Comparison running = store.comparisons.findRunning().orElseThrow();
    assertThat(running)
        .returns(2, Comparison::done)
        .returns(group, Comparison::group)
        .returns(null, Comparison::result);
    assertThat(running.spec().payloads()).as("payloads may be long").isNull();

    ComparisonResult result =
        new ComparisonResult(ExecutionMode.EVENT_LOOP, null, null, "{\"report\": \"ü\"}");
    Ended ended = end(comparison, ComparisonState.COMPLETED, result);
    assertThat(ended.changed()).isTrue();
    Comparison read = store.comparisons.find(comparison.id()).orElseThrow();
    assertThat(read)
        .returns(ComparisonState.COMPLETED, Comparison::state)
        .returns(Jobs.NOW.plusSeconds(9), Comparison::finishedAt)
        .returns(3, Comparison::done)
        .returns(SPEC, Comparison::spec)
        .returns(result, Comparison::result);
    assertThat(store.comparisons.list())
        .singleElement()
        .returns(
            new ComparisonResult(ExecutionMode.EVENT_LOOP, null, null, null), Comparison::result);
  }

  @Test
  void anEndIsFinal() {
    Comparison comparison = begun();
    end(comparison, ComparisonState.CANCELLED, ComparisonResult.NONE);
    Ended late =
        end(comparison, ComparisonState.FAILED, ComparisonResult.error("round-timeout", "late"));
    assertThat(late.changed()).isFalse();
    assertThat(late.comparison())
        .returns(ComparisonState.CANCELLED, Comparison::state)
        .returns(ComparisonResult.NONE, Comparison::result);
    assertThat(get(store.comparisons.advance(comparison.id(), 5, Jobs.newId()))).isFalse();
    assertThat(store.comparisons.findRunning()).isEmpty();
    assertThat(
            get(
                store.comparisons.end(
                    Jobs.newId(), 0, ComparisonState.FAILED, ComparisonResult.NONE, Jobs.NOW)))
        .isEmpty();
    assertThatThrownBy(() ->
            store.comparisons.end(
                comparison.id(), 0, ComparisonState.RUNNING, ComparisonResult.NONE, Jobs.NOW))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyOneOfManyAtTheSameTimeBegins() {
    List<Comparison> all = IntStream.range(0, 20).mapToObj(_ -> comparison()).toList();
    List<CompletableFuture<Beginning>> writes = all.stream().map(store.comparisons::begin).toList();
    List<Beginning> answers = writes.stream().map(TestStore::get).toList();
    UUID running = store.comparisons.findRunning().orElseThrow().id();
    assertThat(answers).containsOnlyOnce(new Beginning.ThisRunning());
    assertThat(answers.indexOf(new Beginning.ThisRunning()))
        .isEqualTo(all.stream().map(Comparison::id).toList().indexOf(running));
    assertThat(answers)
        .filteredOn(answer -> !(answer instanceof Beginning.ThisRunning))
        .hasSize(19)
        .containsOnly(new Beginning.OtherRunning(running));
    assertThat(store.comparisons.list()).hasSize(1);
  }

  @Test
  void theLatestAreKept() {
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < Comparisons.MAX_KEPT + 3; i++) {
      Comparison comparison = begun();
      ids.addFirst(comparison.id());
      end(comparison, ComparisonState.COMPLETED, ComparisonResult.NONE);
    }
    assertThat(store.comparisons.list())
        .extracting(Comparison::id)
        .containsExactlyElementsOf(ids.subList(0, Comparisons.MAX_KEPT));
    assertThat(store.count("comparison")).isEqualTo(Comparisons.MAX_KEPT);
  }

  @Test
  void onlyOneThatHasEndedIsDeleted() {
    Comparison comparison = begun();
    assertThat(get(store.comparisons.delete(comparison.id()))).contains(false);
    end(comparison, ComparisonState.FAILED, ComparisonResult.error("x", "y"));
    assertThat(get(store.comparisons.delete(comparison.id()))).contains(true);
    assertThat(get(store.comparisons.delete(comparison.id()))).isEmpty();
  }

  @Test
  void aComparisonIsInterruptedOnlyWithoutAValidLeaseOfItsNode() {
    Comparison comparison = begun();
    assertThat(get(store.leases.renew(node, Duration.ofHours(1)))).as("not registered").isFalse();
    assertThat(store.comparisons.findLost()).isPresent();

    get(store.leases.register(node, "test", Duration.ofHours(1)));
    assertThat(store.comparisons.findLost()).isEmpty();
    assertThat(interrupt(comparison)).isFalse();
    assertThat(store.comparisons.findRunning()).isPresent();

    assertThat(get(store.leases.renew(node, Duration.ZERO))).isTrue();
    assertThat(store.comparisons.findLost()).map(Comparison::id).contains(comparison.id());
    assertThat(interrupt(comparison)).isTrue();
    assertThat(interrupt(comparison)).isFalse();
    assertThat(store.comparisons.find(comparison.id()).orElseThrow())
        .returns(ComparisonState.INTERRUPTED, Comparison::state)
        .extracting(Comparison::result)
        .isEqualTo(ComparisonResult.error("node-lost", "gone"));
    begun(); // makes room for the next
  }

  private boolean interrupt(Comparison comparison) {
    return get(
        store.comparisons.interruptLost(
            comparison.id(), ComparisonResult.error("node-lost", "gone"), Jobs.NOW));
  }

  @Test
  void anotherNodeIsOneWithAValidLease() {
    assertThat(store.comparisons.otherNodes(node)).isZero();
    get(store.leases.register(other, "other", Duration.ofHours(1)));
    assertThat(store.comparisons.otherNodes(node)).isOne();
    assertThat(store.comparisons.otherNodes(other)).isZero();
    get(store.leases.renew(other, Duration.ZERO));
    assertThat(store.comparisons.otherNodes(node)).isZero();
  }

  @Test
  void aBeginThatIsRepeatedAfterItsCommitFindsItself() {
    Comparison comparison = begun();
    assertThat(get(store.comparisons.begin(comparison))).isEqualTo(new Beginning.ThisRunning());
    end(comparison, ComparisonState.CANCELLED, ComparisonResult.NONE);
    assertThat(get(store.comparisons.begin(comparison)))
        .as("its runner finds out that it was cancelled")
        .isEqualTo(new Beginning.ThisRunning());
    assertThat(store.count("comparison")).isOne();
  }

  @Test
  void jobsWaitUnlessTheyArePausedOrNoNodeCanRunThem() {
    get(store.leases.register(node, "test", Duration.ofHours(1)));
    assertThat(store.comparisons.jobsWait()).isFalse();
    store.submit(Jobs.scheduled(Jobs.NOW.plusSeconds(60)).type("later"));
    assertThat(store.comparisons.jobsWait()).isFalse();
    store.submit(Jobs.queued().type("http").submitter("shop"));
    store.submit(Jobs.queued().type("countdown"));
    assertThat(store.comparisons.jobsWait()).as("of a node with unknown capabilities").isTrue();

    publish("http", "countdown");
    assertThat(store.comparisons.jobsWait()).isTrue();
    pause(PauseKind.TYPE, "countdown");
    assertThat(store.comparisons.jobsWait()).as("the other one waits").isTrue();
    pause(PauseKind.SUBMITTER, "shop");
    assertThat(store.comparisons.jobsWait()).isFalse();
    store.execute("UPDATE pause SET ends_at = 1 WHERE name = 'countdown'");
    assertThat(store.comparisons.jobsWait()).as("after the end of a pause").isTrue();
    publish("http");
    assertThat(store.comparisons.jobsWait()).as("a type that no node has").isFalse();
  }

  private void publish(String... types) {
    NodeCapabilities all = new NodeCapabilities(Set.of(types), Set.of(ExecutionMode.values()));
    assertThat(get(store.leases.publish(node, all))).isTrue();
  }

  private void pause(PauseKind kind, String name) {
    get(store.pauses.put(new NewPause(new PauseTarget(kind, name), null, null, null)));
  }
}
