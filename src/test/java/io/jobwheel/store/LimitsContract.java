package io.jobwheel.store;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.Limits.LimitChanged;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.limit.RateSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The promises about the definitions of limits, on every database. */
abstract class LimitsContract extends StoreContract {

  private static final LimitSpec ONE = new LimitSpec(1, null, null, OnLimit.BLOCK);
  private static final LimitSpec TWO = new LimitSpec(2, null, null, OnLimit.REJECT);

  static List<LimitSpec> specs() {
    return List.of(
        ONE,
        new LimitSpec(0, null, null, OnLimit.REJECT),
        new LimitSpec(null, 1_000_000, null, OnLimit.CANCEL_OLDEST),
        new LimitSpec(null, null, new RateSpec(1_000_000, Duration.ofDays(30), 1), OnLimit.BLOCK),
        new LimitSpec(
            1_000_000,
            0,
            new RateSpec(1, Duration.ofNanos(1_001_000), 1_000_000),
            OnLimit.CANCEL_OLDEST));
  }

  private LimitChanged create(String name, LimitSpec spec) {
    return get(
        store.limits.change(
            name,
            (current, now) ->
                current == null ? Limit.first(name, spec, false, "admin", now) : current));
  }

  private LimitChanged replace(String name, LimitSpec spec, boolean configured) {
    return get(
        store.limits.change(
            name,
            (current, now) ->
                current == null ? null : current.changed(spec, configured, "shop", now)));
  }

  private LimitChanged delete(String name) {
    return get(store.limits.change(name, (_, _) -> null));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aLimitIsKeptAsItWasDefined(LimitSpec spec) {
    Limit stored = create("partner", spec).after();

    assertThat(stored.spec()).isEqualTo(spec);
    assertThat(store.limits.find("partner")).contains(stored);
    assertThat(store.limits.list(null, 10)).containsExactly(stored);
  }

  @Test
  void whoAndWhenIsKept() {
    Instant before = Instant.now().minusSeconds(60);
    Limit first = create("partner", ONE).after();
    assertThat(first.createdAt()).isBetween(before, Instant.now().plusSeconds(60));
    assertThat(first)
        .isEqualTo(
            new Limit(
                "partner", ONE, false, "admin", first.createdAt(), "admin", first.createdAt(), 1));

    LimitChanged changed = replace("partner", TWO, true);

    Limit second = changed.after();
    assertThat(changed.before()).isEqualTo(first);
    assertThat(second.updatedAt()).isAfterOrEqualTo(first.updatedAt());
    assertThat(second)
        .isEqualTo(
            new Limit(
                "partner", TWO, true, "admin", first.createdAt(), "shop", second.updatedAt(), 2));
    assertThat(store.limits.find("partner")).contains(second);
  }

  @Test
  void aDeletedLimitIsGoneAndAnotherDeletionDoesNothing() {
    Limit stored = create("partner", ONE).after();
    Limit other = create("other", ONE).after();

    assertThat(delete("partner")).isEqualTo(new LimitChanged(stored, null));
    assertThat(delete("partner")).isEqualTo(new LimitChanged(null, null));
    assertThat(store.limits.find("partner")).isEmpty();
    assertThat(store.limits.list(null, 10)).containsExactly(other);
    assertThat(create("partner", TWO).after().version()).isOne();
  }

  @Test
  void aDecisionToKeepTheLimitChangesNothing() {
    Limit stored = create("partner", ONE).after();

    assertThat(create("partner", TWO)).isEqualTo(new LimitChanged(stored, stored));
    assertThat(replace("other", TWO, false)).isEqualTo(new LimitChanged(null, null));
    assertThat(store.limits.list(null, 10)).containsExactly(stored);
  }

  @Test
  void thereIsAPageOfNamesAfterEachOther() {
    List.of("b", "a.b", "c", "a", "a-b").forEach(name -> create(name, ONE));

    assertThat(store.limits.list(null, 3))
        .extracting(Limit::name)
        .containsExactly("a", "a-b", "a.b");
    assertThat(store.limits.list("a.b", 3)).extracting(Limit::name).containsExactly("b", "c");
    assertThat(store.limits.list("c", 3)).isEmpty();
  }

  @Test
  void changesAtTheSameTimeFollowEachOther() {
    create("partner", ONE);
    List<CompletableFuture<LimitChanged>> all =
        IntStream.rangeClosed(1, 20)
            .mapToObj(i ->
                store.limits.change(
                    "partner",
                    (current, now) ->
                        current.changed(
                            new LimitSpec(i, null, null, OnLimit.BLOCK), false, null, now)))
            .toList();

    assertThat(all.stream().map(TestStore::get).map(changed -> changed.after().version()))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(2, 21).mapToObj(Long::valueOf).toList());
  }

  @Test
  void aDecisionThatThrowsStoresNothing() {
    assertThatThrownBy(() ->
            get(
                store.limits.change(
                    "partner",
                    (_, _) -> {
                      throw new IllegalStateException("no");
                    })))
        .isInstanceOf(StoreRefusedException.class);
    assertThat(store.limits.list(null, 10)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "total = NULL",
        "total = -1",
        "total = 1000001",
        "per_key = -1",
        "rate_permits = 1",
        "rate_per = 1",
        "rate_permits = 0, rate_per = 1, rate_burst = 1",
        "on_limit = 'WAIT'",
        "configured = 2"
      })
  void theDatabaseRefusesWhatNoLimitCanBe(String wrong) {
    Limit stored = create("partner", ONE).after();

    assertThatThrownBy(() -> store.execute("UPDATE job_limit SET " + wrong))
        .isInstanceOf(RuntimeException.class);
    assertThat(store.limits.find("partner")).contains(stored);
  }
}
