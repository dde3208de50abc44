package io.jobwheel.dispatch.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.store.MemoryLimits;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.time.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a node knows of limits, and when it reads the store. */
class ActiveLimitsTest {

  private static final LimitSpec ONE = new LimitSpec(1, null, null, OnLimit.BLOCK);
  private static final LimitSpec TWO = new LimitSpec(2, null, null, OnLimit.BLOCK);

  private final TestClock clock = TestClock.at(MemoryLimits.NOON);
  private final MemoryLimits store = new MemoryLimits();
  private final ActiveLimits limits = new ActiveLimits(store, clock);

  @Test
  void aKnownLimitIsFoundWithoutARead() {
    store.put("partner", ONE);
    limits.refreshLimits();
    assertThat(store.reads()).isOne();

    for (int i = 0; i < 100; i++) {
      assertThat(limits.find("partner")).contains(ONE);
    }

    assertThat(store.reads()).isOne();
  }

  @Test
  void aRefreshBringsWhatOtherNodesHaveChanged() {
    store.put("partner", ONE);
    store.put("gone", ONE);
    limits.refreshLimits();
    store.clear();
    store.put("partner", TWO);
    assertThat(limits.find("partner")).contains(ONE);

    limits.refreshLimits();

    assertThat(limits.find("partner")).contains(TWO);
    assertThat(limits.find("gone")).isEmpty();
  }

  @Test
  void anUnknownNameIsSearchedInTheStoreOnce() {
    store.put("partner", ONE);

    assertThat(limits.find("partner")).contains(ONE);

    assertThat(store.reads()).isOne();
  }

  @Test
  void manyUnknownNamesCostOneReadASecond() {
    for (int i = 0; i < 100; i++) {
      assertThat(limits.find("none" + i)).isEmpty();
    }
    assertThat(store.reads()).isOne();
    store.put("partner", ONE);

    clock.advance(Duration.ofMillis(999));
    assertThat(limits.find("partner")).isEmpty();
    assertThat(store.reads()).isOne();

    clock.advance(Duration.ofMillis(1));
    assertThat(limits.find("partner")).contains(ONE);
    assertThat(store.reads()).isEqualTo(2);
  }

  @Test
  void aNameIsNotUnknownBecauseTheStoreCannotBeRead() {
    store.put("partner", ONE);
    limits.refreshLimits();
    store.setAvailable(false);

    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(StoreUnavailableException.class)
          .isThrownBy(() -> limits.find("other"));
    }
    assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(limits::refreshLimits);

    assertThat(limits.find("partner")).contains(ONE);
    store.setAvailable(true);
    store.put("other", TWO);
    assertThat(limits.find("other")).contains(TWO);
  }
}
