package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.Barrier;
import io.jobwheel.eventloop.BrokenBarrierException;
import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Asyncio's {@code Barrier}. */
class BarrierConformanceTest extends ConformanceTest {

  private final Barrier barrier = new Barrier(loop, 3);

  private List<Task<Integer>> waiters(int count) {
    List<Task<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tasks.add(loop.createTask(barrier::await));
    }
    EventLoop.yieldNow();
    return tasks;
  }

  private static void assertBroken(List<Task<Integer>> tasks) {
    EventLoop.gatherAll(tasks)
        .forEach(each -> assertThat(each.exception()).isInstanceOf(BrokenBarrierException.class));
  }

  @Test
  void aBarrierNeedsAParty() {
    assertThatThrownBy(() -> new Barrier(loop, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(barrier.parties()).isEqualTo(3);
  }

  @Test
  void itOpensForTheLastAndGivesEachANumber() {
    inLoop(() -> {
      List<Task<Integer>> two = waiters(2);
      assertThat(barrier.waiting()).isEqualTo(2);
      assertThat(two).noneMatch(Task::isDone);
      assertThat(barrier.await()).isEqualTo(2);
      assertThat(EventLoop.gather(two)).containsExactly(0, 1);
      assertThat(barrier.waiting()).isZero();
    });
  }

  @Test
  void ofOnePartyItNeverWaits() {
    inLoop(() -> {
      Barrier one = new Barrier(loop, 1);
      loop.callSoon(() -> trace.add("turn"));
      assertThat(one.await()).isZero();
      assertThat(one.await()).isZero();
      assertThat(trace).isEmpty();
    });
  }

  @Test
  void itIsUsedAgainAndAgain() {
    inLoop(() -> {
      List<Task<Integer>> nine = waiters(9);
      assertThat(EventLoop.gather(nine)).hasSize(9).containsOnly(0, 1, 2);
      List<Task<Integer>> two = waiters(2);
      assertThat(barrier.waiting()).isEqualTo(2);
      barrier.await();
      EventLoop.gather(two);
    });
  }

  @Test
  void aCancelledTaskLeavesItAsIfItHadNeverCome() {
    inLoop(() -> {
      List<Task<Integer>> two = waiters(2);
      two.getFirst().cancel();
      EventLoop.gatherAll(List.of(two.getFirst()));
      assertThat(two.getFirst().isCancelled()).isTrue();
      assertThat(barrier.isBroken()).isFalse();
      assertThat(barrier.waiting()).isEqualTo(1);
      waiters(1);
      barrier.await();
      EventLoop.await(two.getLast());
    });
  }

  @Test
  void aTaskThatIsCancelledAfterTheLastHasComeDoesNotKeepTheOthers() {
    inLoop(() -> {
      List<Task<Integer>> two = waiters(2);
      barrier.await();
      two.getFirst().cancel();
      EventLoop.gatherAll(two);
      assertThat(two.getLast().result()).isEqualTo(1);
      List<Task<Integer>> next = waiters(3);
      assertThat(EventLoop.gather(next)).containsExactlyInAnyOrder(0, 1, 2);
    });
  }

  @Test
  void anAbortBreaksItForThoseWhoWaitAndThoseWhoCome() {
    inLoop(() -> {
      List<Task<Integer>> two = waiters(2);
      barrier.abort();
      assertThat(barrier.isBroken()).isTrue();
      assertBroken(two);
      assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
      barrier.reset();
      assertThat(barrier.isBroken()).isFalse();
      assertThat(EventLoop.gather(waiters(3))).containsExactlyInAnyOrder(0, 1, 2);
    });
  }

  @Test
  void aResetSendsThoseWhoWaitAwayAndItStaysUsable() {
    inLoop(() -> {
      List<Task<Integer>> two = waiters(2);
      barrier.reset();
      List<Task<Integer>> next = waiters(3); // wait until the others have left
      assertBroken(two);
      assertThat(EventLoop.gather(next)).containsExactlyInAnyOrder(0, 1, 2);
      assertThat(barrier.isBroken()).isFalse();
    });
  }

  @Test
  void aResetOfAnEmptyBarrierDoesNothing() {
    inLoop(() -> {
      barrier.reset();
      assertThat(EventLoop.gather(waiters(3))).hasSize(3);
    });
  }

  @Test
  void itBelongsToItsLoop() {
    assertThatThrownBy(barrier::await).isInstanceOf(IllegalStateException.class);
    inLoop(() -> {
      Task<Integer> waits = loop.createTask(barrier::await);
      EventLoop.yieldNow();
      waits.cancel("enough");
      assertThatThrownBy(() -> EventLoop.await(waits))
          .isInstanceOf(CancellationException.class)
          .hasMessage("enough");
      assertThat(barrier).hasToString("Barrier[test, FILLING, waiting=0/3]");
    });
  }
}
