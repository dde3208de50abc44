package io.jobwheel.dispatch.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.execution.FakeLanes;
import io.jobwheel.execution.Lane;
import io.jobwheel.job.ExecutionMode;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
@NullUnmarked
class LaneBacklogTest {

  private final Lane anyLane = FakeLanes.ofFourSlots().of(ExecutionMode.THREAD_POOL);
  private final LaneBacklog queue = new LaneBacklog(anyLane);

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
    queue.returned(); // past the limit, if need be
    queue.returned();
    assertThat(queue.waiting()).isEqualTo(6);
  }
}
