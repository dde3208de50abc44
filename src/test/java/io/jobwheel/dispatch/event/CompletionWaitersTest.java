package io.jobwheel.dispatch.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CompletionWaitersTest {

  private final TestClock clock = TestClock.at(Instant.EPOCH);
  private final CompletionWaiters waiters = new CompletionWaiters(clock);

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
    CompletableFuture<Boolean> wait = waiters.await(UUID.randomUUID(), Duration.ofMinutes(1));
    clock.advance(Duration.ofMinutes(1).minusNanos(1));
    assertThat(wait).isNotDone();
    clock.advance(Duration.ofNanos(1));
    assertThat(wait).isCompletedWithValue(false);
    assertThat(waiters.size()).isZero();
  }

  @Test
  void aWaitThatHasEndedLeavesNoTimer() {
    UUID id = UUID.randomUUID();
    var _ = waiters.await(id, Duration.ofMinutes(1));
    assertThat(clock.timers()).containsExactly(Duration.ofMinutes(1));
    waiters.complete(id);
    assertThat(clock.timers()).isEmpty();
  }
}
