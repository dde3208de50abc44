package io.jobwheel.store;

import static io.jobwheel.store.commit.TestStore.get;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.Limits.LimitChanged;
import io.jobwheel.store.limit.OnLimit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PostgresLimitsTest extends LimitsContract {

  private static final LimitSpec ONE = new LimitSpec(1, null, null, OnLimit.BLOCK);

  @Override
  TestStore open() {
    return PostgresStores.openEmpty();
  }

  @Test
  void aNodeDecidesAgainIfAnotherHasCreatedTheLimitMeanwhile() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    try (TestStore otherNode = PostgresStores.openAgain()) {
      CompletableFuture<LimitChanged> slow =
          store.limits.change(
              "partner",
              (current, now) -> {
                begun.countDown();
                await(mayEnd);
                return current == null ? Limit.first("partner", ONE, true, null, now) : current;
              });
      assertThat(begun.await(30, SECONDS)).isTrue();
      Limit created =
          get(otherNode.limits.change(
                  "partner", (_, now) -> Limit.first("partner", ONE, false, "admin", now)))
              .after();

      mayEnd.countDown();

      assertThat(get(slow)).isEqualTo(new LimitChanged(created, created));
      assertThat(store.limits.find("partner")).contains(created);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
