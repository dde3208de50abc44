package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.Condition;
import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Guard;
import io.jobwheel.eventloop.Lock;
import io.jobwheel.eventloop.Task;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What CPython 3.14's asyncio.Condition does. */
class ConditionConformanceTest extends PrimitiveTest {

  private final Lock lock = new Lock(loop);
  private final Condition condition = new Condition(lock);

  /**
   * Returns a task that waits under the lock, records when it continues, and then keeps the lock.
   */
  private Task<Void> keeper(Object name) {
    return started(() -> {
      lock.acquire();
      condition.await();
      trace.add(name);
    });
  }

  /** As {@link #keeper}, but gives the lock back whichever way it goes on. */
  private Task<Void> waiter(Object name) {
    return started(() -> {
      try (Guard _ = lock.hold()) {
        condition.await();
        trace.add(name);
      } catch (CancellationException e) {
        trace.add(name + " cancelled");
        throw e;
      }
    });
  }

  private void signal(int count) {
    try (Guard _ = lock.hold()) {
      condition.signal(count);
    }
  }

  @Test
  void waitingGivesTheLockBack() {
    inLoop(() -> {
      keeper(1);
      assertThat(lock.isLocked()).isFalse();
      assertThat(condition).hasToString("Condition[Lock[test, unlocked, waiting=0], waiting=1]");
    });
  }

  @Test
  void aSignalledTaskContinuesWhenItHasTheLockAgain() {
    inLoop(() -> {
      Task<Void> waiter = keeper(1);
      lock.acquire();
      condition.signal();
      settle();
      assertThat(waiter.isDone()).isFalse();
      lock.release();
      EventLoop.await(waiter);
      assertThat(lock.isLocked()).isTrue();
    });
  }

  @Test
  void oneSignalWakesTheOneThatHasWaitedLongest() {
    inLoop(() -> {
      waiter(1);
      waiter(2);
      signal(1);
      settle();
      assertThat(trace).containsExactly(1);
      signal(1);
      settle();
      assertThat(trace).containsExactly(1, 2);
    });
  }

  @Test
  void severalAreWokenInTheOrderOfTheirComing() {
    inLoop(() -> {
      waiter(1);
      waiter(2);
      waiter(3);
      signal(2);
      settle();
    });
    assertThat(trace).containsExactly(1, 2);
  }

  @Test
  void signallingMoreThanWaitWakesAll() {
    inLoop(() -> {
      waiter(1);
      waiter(2);
      signal(2048);
      settle();
    });
    assertThat(trace).containsExactly(1, 2);
  }

  @Test
  void twoSignalsUnderOneHoldWakeTwoTasks() {
    inLoop(() -> {
      waiter(1);
      waiter(2);
      waiter(3);
      try (Guard _ = lock.hold()) {
        condition.signal();
        condition.signal();
      }
      settle();
    });
    assertThat(trace).containsExactly(1, 2);
  }

  @Test
  void signalAllWakesAll() {
    inLoop(() -> {
      waiter(1);
      waiter(2);
      waiter(3);
      try (Guard _ = lock.hold()) {
        condition.signalAll();
      }
      settle();
    });
    assertThat(trace).containsExactly(1, 2, 3);
  }

  @Test
  void theSignalledHoldTheLockOneAfterTheOther() {
    inLoop(() -> {
      keeper(1);
      keeper(2);
      try (Guard _ = lock.hold()) {
        condition.signalAll();
      }
      settle();
      assertThat(trace).containsExactly(1);
      lock.release();
      settle();
      assertThat(trace).containsExactly(1, 2);
    });
  }

  @Test
  void aSignalThatNoTaskWaitsForIsForgotten() {
    inLoop(() -> {
      signal(1);
      Task<Void> waiter = waiter(1);
      settle();
      assertThat(waiter.isDone()).isFalse();
    });
  }

  @Test
  void aCountOfZeroSignalsNoTask() {
    inLoop(() -> {
      waiter(1);
      signal(0);
      settle();
    });
    assertThat(trace).isEmpty();
  }

  @Test
  void twoConditionsOfOneLockAreSignalledApart() {
    inLoop(() -> {
      Condition other = new Condition(lock);
      waiter(1);
      Task<Void> elsewhere =
          started(() -> {
            try (Guard _ = lock.hold()) {
              other.await();
            }
          });
      try (Guard _ = lock.hold()) {
        other.signalAll();
      }
      EventLoop.await(elsewhere);
      settle();
    });
    assertThat(trace).isEmpty();
  }

  @Test
  void itHandsOutItsLock() {
    assertThat(condition.lock()).isSameAs(lock);
  }

  // --- predicates

  @Test
  void aPredicateIsEvaluatedAgainAfterEverySignal() {
    inLoop(() -> {
      AtomicBoolean ready = new AtomicBoolean();
      Task<Void> waiter =
          started(() -> {
            try (Guard _ = lock.hold()) {
              condition.await(() -> {
                trace.add(lock.isLocked());
                return ready.get();
              });
            }
          });
      signal(1);
      settle();
      assertThat(waiter.isDone()).isFalse();
      ready.set(true);
      signal(1);
      EventLoop.await(waiter);
    });
    assertThat(trace).containsExactly(true, true, true); // each time under the lock
  }

  @Test
  void aPredicateThatHoldsIsNotWaitedForNorTheLockGivenBack() {
    inLoop(() -> {
      lock.acquire();
      loop.callSoon(() -> trace.add("another"));
      condition.await(() -> true);
      assertThat(trace).isEmpty();
      assertThat(lock.isLocked()).isTrue();
    });
  }

  @Test
  void whatAPredicateThrowsComesOutWithTheLockHeld() {
    inLoop(() -> {
      lock.acquire();
      assertThatThrownBy(() ->
              condition.await(() -> {
                throw new UnsupportedOperationException("no result");
              }))
          .hasMessage("no result");
      assertThat(lock.isLocked()).isTrue();
    });
  }

  // --- cancellation

  @Test
  void aCancelledWaiterHasTheLockAgainBeforeItThrows() {
    inLoop(() -> {
      Task<Void> waiter =
          started(() -> {
            lock.acquire();
            try {
              condition.await();
            } finally {
              trace.add(lock.isLocked());
            }
          });
      waiter.cancel("enough");
      assertCancelled(waiter, "enough");
      assertThat(lock.isLocked()).isTrue();
      assertThat(condition).hasToString("Condition[Lock[test, locked, waiting=0], waiting=0]");
    });
    assertThat(trace).containsExactly(true);
  }

  @Test
  void aCancelledWaiterWaitsForTheLockThatAnotherHolds() {
    inLoop(() -> {
      Task<Void> waiter = waiter(1);
      lock.acquire();
      waiter.cancel("enough");
      settle();
      assertThat(waiter.isDone()).isFalse();
      lock.release();
      assertCancelled(waiter, "enough");
      assertThat(lock.isLocked()).isFalse();
    });
  }

  @Test
  void aTaskCancelledWhileItWaitsForTheLockAfterASignalStillGetsTheLockAndThrows() {
    inLoop(() -> {
      Task<Void> waiter = waiter(1);
      lock.acquire();
      condition.signal();
      turn(); // it waits for the lock now
      waiter.cancel("late");
      settle();
      assertThat(waiter.isDone()).isFalse();
      lock.release();
      assertCancelled(waiter, "late");
      assertThat(lock.isLocked()).isFalse();
    });
    assertThat(trace).containsExactly("1 cancelled");
  }

  @Test
  void theLastOfSeveralCancellationsIsThrown() {
    inLoop(() -> {
      Task<Void> waiter = waiter(1);
      lock.acquire();
      waiter.cancel("first");
      turn();
      waiter.cancel("second");
      turn();
      waiter.cancel("third");
      turn();
      lock.release();
      assertCancelled(waiter, "third");
      assertThat(lock.isLocked()).isFalse();
    });
  }

  @Test
  void aCancellationTogetherWithTheLockDoesNotLoseTheLock() {
    inLoop(() -> {
      Task<Void> waiter = waiter(1);
      lock.acquire();
      condition.signal();
      turn();
      lock.release(); // on its way to the waiter
      waiter.cancel("in between");
      assertCancelled(waiter, "in between");
      assertThat(lock.isLocked()).isFalse();
      assertThat(lock).hasToString("Lock[test, unlocked, waiting=0]");
    });
  }

  @Test
  void aSignalledTaskThatIsCancelledInTheSameIterationPassesItsSignalOn() {
    inLoop(() -> {
      Task<Void> first = waiter(1);
      Task<Void> second = waiter(2);
      signal(1);
      first.cancel("in between");
      assertCancelled(first, "in between");
      EventLoop.await(second);
    });
    assertThat(trace).containsExactly("1 cancelled", 2);
  }

  @Test
  void aSignalledTaskThatIsCancelledWhileItWaitsForTheLockPassesItsSignalOn() {
    inLoop(() -> {
      Task<Void> first = waiter(1);
      Task<Void> second = waiter(2);
      lock.acquire();
      condition.signal();
      turn();
      first.cancel("late");
      turn();
      lock.release();
      assertCancelled(first, "late");
      EventLoop.await(second);
    });
    assertThat(trace).containsExactly("1 cancelled", 2);
  }

  @Test
  void aTaskThatIsCancelledBeforeTheSignalLeavesItToTheOthers() {
    inLoop(() -> {
      Task<Void> first = waiter(1);
      Task<Void> second = waiter(2);
      first.cancel("early");
      signal(1);
      assertCancelled(first, "early");
      EventLoop.await(second);
    });
  }

  @Test
  void aTaskThatIsCancelledWithoutASignalWakesNoOther() {
    inLoop(() -> {
      Task<Void> first = waiter(1);
      Task<Void> second = waiter(2);
      first.cancel("alone");
      assertCancelled(first, "alone");
      settle();
      assertThat(second.isDone()).isFalse();
    });
  }

  @Test
  void aSignalForSeveralIsPassedOnByEachThatIsCancelled() {
    inLoop(() -> {
      Task<Void> first = waiter(1);
      Task<Void> second = waiter(2);
      waiter(3);
      waiter(4);
      waiter(5);
      signal(2);
      first.cancel();
      second.cancel();
      settle();
    });
    assertThat(trace).containsExactlyInAnyOrder("1 cancelled", "2 cancelled", 3, 4);
  }

  // --- wrong use

  @Test
  void withoutTheLockNoTaskCanWait() {
    inLoop(() -> {
      assertThatThrownBy(condition::await)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("cannot await a condition: Lock[test");
      assertThat(condition.toString()).endsWith("waiting=0]");
    });
  }

  @Test
  void withoutTheLockNoTaskCanWaitForAPredicateEvenIfItIsTrue() {
    inLoop(() -> {
      assertThatThrownBy(() -> condition.await(() -> false))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> condition.await(() -> true))
          .isInstanceOf(IllegalStateException.class);
    });
  }

  @Test
  void withoutTheLockNoTaskCanSignal() {
    inLoop(() -> {
      Task<Void> waiter = waiter(1);
      assertThatThrownBy(condition::signal)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("cannot signal a condition: Lock[test");
      assertThatThrownBy(condition::signalAll).isInstanceOf(IllegalStateException.class);
      settle();
      assertThat(waiter.isDone()).isFalse();
    });
  }

  @Test
  void aNegativeNumberOfSignalsIsRefused() {
    inLoop(() -> {
      lock.acquire();
      assertThatThrownBy(() -> condition.signal(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("cannot signal -1 tasks");
    });
  }

  @Test
  void onlyTasksOfItsLoopMayUseIt() {
    inLoop(() -> {
      waiter(1);
      lock.acquire();
      assertConfined(condition::await);
      assertConfined(() -> condition.await(() -> true));
      assertConfined(condition::signal);
      assertConfined(condition::signalAll);
      assertThat(condition).hasToString("Condition[Lock[test, locked, waiting=0], waiting=1]");
    });
  }

  @Test
  void aCallbackMaySignalUnderTheLockButNotWait() {
    inLoop(() -> {
      Task<Void> waiter = waiter(1);
      lock.acquire();
      assertNeedsTask(condition::await);
      assertThat(lock.isLocked()).isTrue();
      loop.callSoon(condition::signal);
      turn();
      lock.release();
      EventLoop.await(waiter);
    });
  }
}
