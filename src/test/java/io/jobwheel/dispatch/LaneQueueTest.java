package io.jobwheel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.execution.FakeLanes;
import io.jobwheel.execution.Lane;
import io.jobwheel.job.ExecutionMode;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
@NullUnmarked
class LaneQueueTest {

  private final Lane anyLane = FakeLanes.ofFourSlots().of(ExecutionMode.THREAD_POOL);
  private final LaneQueue queue = new LaneQueue(anyLane);
  private final Signals signals = new Signals();

  @Test
  void aNewNodeDoesNotKnowAndAsks() {
    assertThat(queue.maybeMore()).isTrue();
  }

  @Test
  void anEmptyAnswerIsBelievedUntilSomethingArrives() {
    queue.wasEmpty(queue.arrivals());
    assertThat(queue.maybeMore()).isFalse();
    queue.arrived();
    assertThat(queue.maybeMore()).isTrue();
  }

  @Test
  void anArrivalDuringTheQuestionIsNotForgotten() {
    long mark = queue.arrivals();
    queue.arrived();
    queue.wasEmpty(mark);
    assertThat(queue.maybeMore()).isTrue();
  }

  @Test
  void whereEverybodyGetsASlotNobodyIsOvertaken() {
    int slots = queue.lane().slots();
    assertThat(queue.overtakesNobody(1)).as("not counted yet").isFalse();
    queue.counted(1);
    assertThat(queue.overtakesNobody(slots - 1)).isTrue();
    assertThat(queue.overtakesNobody(slots)).isFalse();
    queue.lane().reserve(1);
    assertThat(queue.overtakesNobody(slots - 1)).isFalse();
    queue.wasEmpty(queue.arrivals());
    assertThat(queue.overtakesNobody(slots)).isTrue();
  }

  @Test
  void theLineIsBounded() {
    assertThat(queue.admit(3, 5)).isTrue();
    assertThat(queue.admit(3, 5)).isFalse();
    assertThat(queue.waiting()).isEqualTo(3);
    assertThat(queue.admit(2, 5)).isTrue();
    queue.left(5);
    assertThat(queue.waiting()).isZero();
    queue.counted(4);
    assertThat(queue.admit(2, 5)).isFalse();
  }

  @Test
  void aSignalReachesAllWhoWaitForIt() {
    UUID id = UUID.randomUUID();
    CompletableFuture<Boolean> first = signals.on(id, Duration.ofMinutes(1));
    CompletableFuture<Boolean> second = signals.on(id, Duration.ofMinutes(1));
    CompletableFuture<Boolean> other = signals.on(UUID.randomUUID(), Duration.ofMinutes(1));
    signals.signal(id);
    assertThat(first).isCompletedWithValue(true);
    assertThat(second).isCompletedWithValue(true);
    assertThat(other).isNotDone();
    signals.close();
    assertThat(other).isCompletedWithValue(false);
    assertThat(signals.waiting()).isZero();
    assertThat(signals.on(id, Duration.ofMinutes(1))).isCompletedWithValue(false);
  }

  @Test
  void aWaitThatIsOverIsForgotten() {
    assertThat(
            signals
                .on(UUID.randomUUID(), Duration.ofMillis(1))
                .orTimeout(10, TimeUnit.SECONDS)
                .join())
        .isFalse();
    // the wait is over for its caller a moment before it is forgotten
    await().atMost(Duration.ofSeconds(10)).until(() -> signals.waiting() == 0);
  }
}
