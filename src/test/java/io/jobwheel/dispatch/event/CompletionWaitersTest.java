package io.jobwheel.dispatch.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CompletionWaitersTest {

  private final CompletionWaiters waiters = new CompletionWaiters();

  @Test
  void anEndCompletesAllWaitsForIt() {
    UUID id = UUID.randomUUID();
    CompletableFuture<Boolean> first = waiters.await(id, Duration.ofMinutes(1));
    CompletableFuture<Boolean> second = waiters.await(id, Duration.ofMinutes(1));
    CompletableFuture<Boolean> other = waiters.await(UUID.randomUUID(), Duration.ofMinutes(1));
    waiters.complete(id);
    assertThat(first).isCompletedWithValue(true);
    assertThat(second).isCompletedWithValue(true);
    assertThat(other).isNotDone();
    waiters.close();
    assertThat(other).isCompletedWithValue(false);
    assertThat(waiters.size()).isZero();
    assertThat(waiters.await(id, Duration.ofMinutes(1))).isCompletedWithValue(false);
  }

  @Test
  void aWaitThatIsOverIsForgotten() {
    assertThat(
            waiters
                .await(UUID.randomUUID(), Duration.ofMillis(1))
                .orTimeout(10, TimeUnit.SECONDS)
                .join())
        .isFalse();
    // the future completes shortly before its removal
    await().atMost(Duration.ofSeconds(10)).until(() -> waiters.size() == 0);
  }
}
