package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.Barrier;
import io.jobwheel.eventloop.BrokenBarrierException;
import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Task;
import io.jobwheel.eventloop.TimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What CPython 3.11's asyncio.Barrier does. */
class BarrierConformanceTest extends PrimitiveTest {

  private final Barrier pair = new Barrier(loop, 2);
  private final Barrier barrier = new Barrier(loop, 3);

  /** A task that has come to the barrier, and records its index, or that the barrier broke. */
  private Task<Void> party(Barrier barrier, Object name) {
    return started(() -> pass(barrier, name));
  }

  private Task<Void> party(Object name) {
    return party(barrier, name);
  }

  private void pass(Barrier barrier, Object name) {
    try {
      trace.add(name + "=" + barrier.await());
    } catch (BrokenBarrierException e) {
      trace.add(name + " broken");
    }
  }

  // --- filling

  @Test
  void aNewBarrierIsEmptyAndNotBroken() {
    inLoop(() -> {
      assertThat(barrier.parties()).isEqualTo(3);
      assertThat(barrier.waiting()).isZero();
      assertThat(barrier.isBroken()).isFalse();
    });
    assertThat(barrier).hasToString("Barrier[test, FILLING, waiting=0/3]");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void aBarrierNeedsAParty(int parties) {
    assertThatThrownBy(() -> new Barrier(loop, parties))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a barrier needs at least 1 party, not " + parties);
  }

  @Test
  void tasksWaitUntilTheLastOneArrives() {
    inLoop(() -> {
      party("a");
      party("b");
      settle();
      assertThat(trace).isEmpty();
      assertThat(barrier.waiting()).isEqualTo(2);
      assertThat(barrier).hasToString("Barrier[test, FILLING, waiting=2/3]");
      party("c");
      settle();
      assertThat(barrier.waiting()).isZero();
    });
    assertThat(trace).containsExactly("c=2", "a=0", "b=1");
  }

  @Test
  void theLastTaskDoesNotSuspend() {
    inLoop(() -> {
      party(pair, "a");
      loop.callSoon(() -> trace.add("another"));
      assertThat(pair.await()).isEqualTo(1);
      assertThat(trace).isEmpty();
    });
  }

  @Test
  void aBarrierOfOneLetsEachTaskPassAtOnce() {
    inLoop(() -> {
      Barrier single = new Barrier(loop, 1);
      loop.callSoon(() -> trace.add("another"));
      assertThat(single.await()).isZero();
      assertThat(single.await()).isZero();
      assertThat(trace).isEmpty();
    });
  }

  @Test
  void itIsUsedRoundAfterRound() {
    inLoop(() -> {
      party("a");
      party("b");
      party("c");
      settle();
      party("d");
      party("e");
      party("f");
      settle();
    });
    assertThat(trace).containsExactly("c=2", "a=0", "b=1", "f=2", "d=0", "e=1");
  }

  // --- draining

  @Test
  void aTaskThatArrivesWhileTheBarrierDrainsWaitsForTheNextRound() {
    inLoop(() -> {
      party(pair, "a");
      pass(pair, "b");
      assertThat(pair).hasToString("Barrier[test, DRAINING, waiting=0/2]");
      assertThat(pair.waiting()).isZero();
      Task<Void> next = task(() -> pass(pair, "c"));
      pass(pair, "b again");
      settle();
      assertThat(next.isDone()).isTrue();
    });
    assertThat(trace).containsExactly("b=1", "a=0", "b again=1", "c=0");
  }

  @Test
  void theLastTaskToLeaveMayBeTheFirstOfTheNextRound() {
    inLoop(() -> {
      started(() -> {
        pass(pair, "a");
        pass(pair, "a again");
      });
      task(() -> pass(pair, "c"));
      pass(pair, "b");
      settle();
    });
    assertThat(trace).containsExactly("b=1", "a=0", "c=1", "a again=0");
  }

  @Test
  void tasksThatDoNotFitIntoTheNextRoundWaitForTheOneAfter() {
    inLoop(() -> {
      party(pair, "a");
      pass(pair, "b");
      for (String name : new String[] {"c", "d", "e"}) {
        task(() -> pass(pair, name));
      }
      settle();
      assertThat(pair.waiting()).isEqualTo(1);
      pass(pair, "f");
      settle();
    });
    assertThat(trace).containsExactly("b=1", "a=0", "d=1", "c=0", "f=1", "e=0");
  }

  // --- cancellation

  @Test
  void aTaskThatIsCancelledWhileTheBarrierFillsNoLongerCounts() {
    inLoop(() -> {
      Task<Void> first = party("a");
      party("b");
      first.cancel("enough");
      assertCancelled(first, "enough");
      assertThat(barrier.waiting()).isEqualTo(1);
      assertThat(barrier.isBroken()).isFalse();
      party("c");
      settle();
      assertThat(trace).isEmpty();
      party("d");
      settle();
    });
    // asyncio gives index 1 to both b and c, and 0 to none
    assertThat(trace).containsExactly("d=2", "b=0", "c=1");
  }

  @Test
  void aTaskIsNotReleasedByOneThatIsBeingCancelled() {
    inLoop(() -> {
      Task<Void> first = party(pair, "a");
      first.cancel("enough");
      Task<Void> second = task(() -> pass(pair, "b"));
      pass(pair, "c"); // asyncio lets c pass alone
      assertCancelled(first, "enough");
      settle();
      assertThat(second.isDone()).isTrue();
    });
    assertThat(trace).containsExactly("b=1", "c=0");
  }

  @Test
  void aTaskThatIsCancelledAfterItsRoundIsCompleteDoesNotPassButTheOthersDo() {
    inLoop(() -> {
      Task<Void> first = party("a");
      party("b");
      pass(barrier, "c");
      first.cancel("in between");
      assertCancelled(first, "in between");
      settle();
      assertThat(barrier).hasToString("Barrier[test, FILLING, waiting=0/3]");
    });
    assertThat(trace).containsExactly("c=2", "b=1");
  }

  @Test
  void aTaskThatWasCancelledBeforeTheRoundWasCompleteTakesNoIndexFromIt() {
    inLoop(() -> {
      Task<Void> first = party("a");
      party("b");
      task(() -> pass(barrier, "c"));
      task(() -> pass(barrier, "d"));
      first.cancel("enough"); // c and d run first, then a, then b
      settle();
    });
    assertThat(trace).containsExactly("d=2", "b=0", "c=1");
  }

  @Test
  void theLastTaskOfARoundThatIsCancelledLetsTheNextRoundBegin() {
    inLoop(() -> {
      Task<Void> first = party(pair, "a");
      pass(pair, "b");
      first.cancel("in between");
      Task<Void> next = task(() -> pass(pair, "c"));
      pass(pair, "b again");
      settle();
      assertThat(next.isDone()).isTrue();
    });
    assertThat(trace).containsExactly("b=1", "b again=1", "c=0");
  }

  @Test
  void aTaskThatIsCancelledBeforeItIsInARoundChangesNothing() {
    inLoop(() -> {
      started(() -> {
        pass(pair, "a");
        trace.add(pair.waiting());
      });
      pass(pair, "b");
      Task<Void> blocked = task(() -> pass(pair, "c"));
      loop.callSoon(() -> blocked.cancel("enough"));
      settle();
      assertCancelled(blocked, "enough");
      assertThat(pair.waiting()).isZero();
    });
    assertThat(trace).containsExactly("b=1", "a=0", 0);
  }

  @Test
  void aTimeoutIsACancellation() {
    inLoop(() -> {
      assertThatThrownBy(() -> EventLoop.waitFor(pair::await, Duration.ofMillis(5)))
          .isInstanceOf(TimeoutException.class);
      assertThat(pair.waiting()).isZero();
      assertThat(pair.isBroken()).isFalse();
    });
  }

  // --- reset

  @Test
  void aResetOfAnEmptyBarrierDoesNothing() {
    inLoop(() -> {
      pair.reset();
      party(pair, "a");
      pass(pair, "b");
      settle();
    });
    assertThat(trace).containsExactly("b=1", "a=0");
  }

  @Test
  void aResetBreaksTheRoundButNotTheBarrier() {
    inLoop(() -> {
      party("a");
      party("b");
      barrier.reset();
      assertThat(barrier.isBroken()).isFalse();
      assertThat(barrier.waiting()).isZero();
      assertThat(barrier).hasToString("Barrier[test, RESETTING, waiting=0/3]");
      settle();
      assertThat(trace).containsExactly("a broken", "b broken");
      assertThat(barrier).hasToString("Barrier[test, FILLING, waiting=0/3]");
    });
  }

  @Test
  void anExceptionSaysWhatHappenedToTheBarrier() {
    inLoop(() -> {
      Task<Integer> waiter = loop.createTask(pair::await);
      turn();
      pair.reset();
      assertThatThrownBy(() -> EventLoop.await(waiter))
          .isInstanceOf(BrokenBarrierException.class)
          .hasMessageStartingWith("the barrier was reset: Barrier[test");
      pair.abort();
      assertThatThrownBy(pair::await)
          .isInstanceOf(BrokenBarrierException.class)
          .hasMessage("the barrier was aborted: Barrier[test, BROKEN, waiting=0/2]");
    });
  }

  @Test
  void aTaskThatArrivesWhileTheBarrierIsResetTakesPartInTheNextRound() {
    inLoop(() -> {
      party(pair, "a");
      pair.reset();
      Task<Void> next = task(() -> pass(pair, "b"));
      pass(pair, "c");
      settle();
      assertThat(next.isDone()).isTrue();
    });
    assertThat(trace).containsExactly("a broken", "c=1", "b=0");
  }

  @Test
  void aResetWhileTheBarrierDrainsBreaksTheTasksThatHaveNotGoneOnButNotThoseThatArrived() {
    inLoop(() -> {
      party(pair, "a");
      task(() -> pass(pair, "c")); // runs first, then the reset, then a
      loop.callSoon(pair::reset);
      pass(pair, "b");
      settle();
      assertThat(trace).containsExactly("b=1", "a broken");
      pass(pair, "d");
      settle();
    });
    assertThat(trace).containsExactly("b=1", "a broken", "d=1", "c=0");
  }

  @Test
  void aTaskOfTheRoundMayResetTheBarrierForThoseBehindIt() {
    inLoop(() -> {
      started(() -> {
        pass(barrier, "a");
        barrier.reset();
      });
      party("b");
      pass(barrier, "c");
      settle();
    });
    assertThat(trace).containsExactly("c=2", "a=0", "b broken");
  }

  // --- abort

  @Test
  void anAbortedBarrierBreaksAllTasksThatWaitOrArrive() {
    inLoop(() -> {
      party("a");
      party("b");
      barrier.abort();
      assertThat(barrier.isBroken()).isTrue();
      assertThat(barrier.waiting()).isZero();
      settle();
      party("c");
      settle();
      assertThat(barrier).hasToString("Barrier[test, BROKEN, waiting=0/3]");
    });
    assertThat(trace).containsExactly("a broken", "b broken", "c broken");
  }

  @Test
  void anAbortWhileTheBarrierDrainsBreaksTheTasksThatHaveNotGoneOnAndThoseThatArrived() {
    inLoop(() -> {
      party(pair, "a");
      task(() -> pass(pair, "c")); // runs first, then the abort, then a
      loop.callSoon(pair::abort);
      pass(pair, "b");
      settle();
    });
    assertThat(trace).containsExactly("b=1", "a broken", "c broken");
  }

  @Test
  void aResetMakesAnAbortedBarrierUsableAgain() {
    inLoop(() -> {
      pair.abort();
      pair.reset();
      assertThat(pair.isBroken()).isFalse();
      party(pair, "a");
      pass(pair, "b");
      settle();
    });
    assertThat(trace).containsExactly("b=1", "a=0");
  }

  @Test
  void aResetInTheIterationOfTheAbortStillBreaksTheTasksThatWaited() {
    inLoop(() -> {
      party(pair, "a");
      pair.abort();
      pair.reset();
      assertThat(pair.isBroken()).isFalse();
      settle();
      assertThat(trace).containsExactly("a broken");
      party(pair, "b");
      pass(pair, "c");
      settle();
    });
    assertThat(trace).containsExactly("a broken", "c=1", "b=0");
  }

  @Test
  void aCallbackMayResetAndAbort() {
    inLoop(() -> {
      party(pair, "a");
      loop.callSoon(pair::abort);
      settle();
      loop.callSoon(pair::reset);
      settle();
      assertThat(pair.isBroken()).isFalse();
    });
    assertThat(trace).containsExactly("a broken");
  }

  @Test
  void aTaskThatIsCancelledAndBrokenInOneIterationIsCancelled() {
    inLoop(() -> {
      Task<Void> waiter = party(pair, "a");
      pair.abort();
      waiter.cancel("enough");
      assertCancelled(waiter, "enough");
    });
    assertThat(trace).isEmpty();
  }

  // --- wrong use

  @Test
  void onlyTasksOfItsLoopMayUseIt() {
    inLoop(() -> {
      party("a");
      assertConfined(barrier::await);
      assertConfined(barrier::reset);
      assertConfined(barrier::abort);
      assertConfined(barrier::waiting);
      assertConfined(barrier::isBroken);
      assertThat(barrier).hasToString("Barrier[test, FILLING, waiting=1/3]");
    });
  }

  @Test
  void aCallbackCannotWait() {
    inLoop(() -> {
      assertNeedsTask(barrier::await);
      assertThat(barrier.waiting()).isZero();
    });
  }
}
