package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Guard;
import io.jobwheel.eventloop.Semaphore;
import io.jobwheel.eventloop.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What CPython 3.14's asyncio.Semaphore and asyncio.BoundedSemaphore do. */
class SemaphoreConformanceTest extends PrimitiveTest {

  private final Semaphore none = new Semaphore(loop, 0);
  private final Semaphore one = new Semaphore(loop, 1);

  /** Returns a task that has called the semaphore, and records when it gets a permit. */
  private Task<Void> taker(Semaphore semaphore, Object name) {
    return started(() -> {
      semaphore.acquire();
      trace.add(name);
    });
  }

  @Test
  void itBeginsWithThePermitsThatItIsGiven() {
    Semaphore three = new Semaphore(loop, 3);
    inLoop(() -> {
      assertThat(three.availablePermits()).isEqualTo(3);
      assertThat(three.isLocked()).isFalse();
    });
    assertThat(three).hasToString("Semaphore[test, available=3, waiting=0]");
  }

  @Test
  void withoutPermitsItIsLockedFromTheBeginning() {
    inLoop(() -> {
      assertThat(none.isLocked()).isTrue();
      assertThat(none.availablePermits()).isZero();
    });
  }

  @Test
  void freePermitsAreTakenWithoutLettingOthersRun() {
    inLoop(() -> {
      Semaphore two = new Semaphore(loop, 2);
      loop.callSoon(() -> trace.add("another"));
      two.acquire();
      assertThat(two.isLocked()).isFalse();
      two.acquire();
      assertThat(two.isLocked()).isTrue();
      assertThat(trace).isEmpty();
    });
  }

  @Test
  void aTaskWaitsForAPermit() {
    inLoop(() -> {
      Task<Void> waiter = taker(none, "waiter");
      settle();
      assertThat(waiter.isDone()).isFalse();
      assertThat(none).hasToString("Semaphore[test, available=0, waiting=1]");
      none.release();
      EventLoop.await(waiter);
      assertThat(none.isLocked()).isTrue();
    });
  }

  @Test
  void aReleaseWithoutWaitersAddsAPermit() {
    inLoop(() -> {
      none.release();
      assertThat(none.availablePermits()).isEqualTo(1);
      assertThat(none.isLocked()).isFalse();
      none.acquire();
    });
  }

  @Test
  void anUnboundedOneGrowsBeyondItsFirstPermits() {
    inLoop(() -> {
      one.release();
      one.release();
      assertThat(one.availablePermits()).isEqualTo(3);
    });
  }

  @Test
  void waitersAreServedInTheOrderOfTheirComing() {
    inLoop(() -> {
      IntStream.rangeClosed(1, 5).forEach(name -> taker(none, name));
      for (int i = 0; i < 5; i++) {
        none.release();
        turn();
      }
    });
    assertThat(trace).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void asManyWaitersContinueAsPermitsAreReleased() {
    inLoop(() -> {
      IntStream.rangeClosed(1, 4).forEach(name -> taker(none, name));
      none.release();
      none.release();
      none.release();
      settle();
      assertThat(trace).containsExactly(1, 2, 3);
      assertThat(none).hasToString("Semaphore[test, available=0, waiting=1]");
    });
  }

  @Test
  void aPermitOnItsWayToAWaiterIsNotAvailable() {
    inLoop(() -> {
      taker(none, "waiter");
      none.release();
      assertThat(none.availablePermits()).isZero();
      assertThat(none.isLocked()).isTrue();
    });
  }

  @Test
  void aNewcomerDoesNotOvertakeAWaiterThatWasWokenEvenIfPermitsAreLeft() {
    inLoop(() -> {
      taker(none, "waiter");
      none.release();
      none.release();
      assertThat(none.availablePermits()).isEqualTo(1);
      assertThat(none.isLocked()).isTrue();
      none.acquire();
      trace.add("newcomer");
    });
    assertThat(trace).containsExactly("waiter", "newcomer");
  }

  @Test
  void aTaskThatComesBackStandsBehindThoseThatWereWokenWithIt() {
    inLoop(() -> {
      taker(one, 1);
      Task<Void> again =
          started(() -> {
            one.acquire();
            trace.add(2);
            one.release();
            one.acquire();
            trace.add(4);
          });
      Task<Void> third = taker(one, 3);
      one.release();
      one.release();
      EventLoop.gather(List.of(again, third));
    });
    assertThat(trace).containsExactly(1, 2, 3, 4);
  }

  @Test
  void tasksThatTakeTurnsAreServedInRounds() {
    inLoop(() -> {
      List<Task<Void>> tasks = new ArrayList<>();
      for (String name : List.of("A", "B", "C")) {
        tasks.add(
            task(() -> {
              for (int round = 1; round <= 2; round++) {
                try (Guard _ = one.hold()) {
                  trace.add(name + round);
                  settle();
                }
              }
            }));
      }
      EventLoop.gather(tasks);
    });
    assertThat(trace).containsExactly("A1", "B1", "C1", "A2", "B2", "C2");
  }

  @Test
  void newcomersThatStoodBehindAWokenWaiterAreServedRightAfterIt() {
    inLoop(() -> {
      taker(none, 1);
      // these come to the semaphore after the release, and before the waiter has run
      task(() -> taken(2));
      task(() -> taken(3));
      none.release();
      none.release();
      none.release();
      turn();
      assertThat(trace).containsExactly(1);
      turn();
      assertThat(trace).containsExactly(1, 2, 3);
    });
  }

  private void taken(int name) {
    none.acquire();
    trace.add(name);
  }

  @Test
  void aCallbackMayRelease() {
    inLoop(() -> {
      loop.callSoon(none::release);
      none.acquire();
      assertThat(none.availablePermits()).isZero();
    });
  }

  // --- cancellation

  @Test
  void aCancelledWaiterGetsTheReasonAndNoPermit() {
    inLoop(() -> {
      Task<Void> waiter = taker(none, "waiter");
      waiter.cancel("enough");
      assertCancelled(waiter, "enough");
      none.release();
      assertThat(none.availablePermits()).isEqualTo(1);
      assertThat(none.isLocked()).isFalse();
    });
    assertThat(trace).isEmpty();
  }

  @Test
  void aWaiterThatIsCancelledAfterItWasWokenPassesThePermitOn() {
    inLoop(() -> {
      Task<Void> first = taker(none, 1);
      Task<Void> second = taker(none, 2);
      none.release();
      first.cancel("in between");
      assertCancelled(first, "in between");
      EventLoop.await(second);
      assertThat(none.isLocked()).isTrue();
    });
    assertThat(trace).containsExactly(2);
  }

  @Test
  void theOnlyWaiterCancelledAfterItWasWokenLeavesThePermitFree() {
    inLoop(() -> {
      Task<Void> waiter = taker(none, 1);
      none.release();
      waiter.cancel("in between");
      assertCancelled(waiter, "in between");
      assertThat(none.availablePermits()).isEqualTo(1);
      assertThat(none.isLocked()).isFalse();
    });
  }

  @Test
  void cancelledWaitersAtTheFrontAreSkipped() {
    inLoop(() -> {
      Task<Void> first = taker(none, 1);
      Task<Void> second = taker(none, 2);
      Task<Void> third = taker(none, 3);
      Task<Void> fourth = taker(none, 4);
      first.cancel();
      second.cancel();
      none.release();
      settle();
      assertThat(third.isDone()).isTrue();
      assertThat(fourth.isDone()).isFalse();
    });
    assertThat(trace).containsExactly(3);
  }

  @Test
  void aCancelledWaiterInTheMiddleDoesNotChangeTheOrderOfTheOthers() {
    inLoop(() -> {
      taker(none, 1);
      Task<Void> second = taker(none, 2);
      taker(none, 3);
      second.cancel();
      none.release();
      none.release();
      settle();
    });
    assertThat(trace).containsExactly(1, 3);
  }

  @Test
  void aCancelledLastWaiterLeavesAPlaceForTheNext() {
    inLoop(() -> {
      taker(none, 1);
      Task<Void> second = taker(none, 2);
      second.cancel();
      taker(none, 3);
      none.release();
      none.release();
      settle();
    });
    assertThat(trace).containsExactly(1, 3);
  }

  @Test
  void allOfSeveralWokenWaitersMayBeCancelledAndNoPermitIsLost() {
    inLoop(() -> {
      List<Task<Void>> doomed = List.of(taker(none, 1), taker(none, 2), taker(none, 3));
      Task<Void> stays = taker(none, 4);
      none.release();
      none.release();
      none.release();
      doomed.forEach(each -> each.cancel("no"));
      EventLoop.await(stays);
      settle();
      assertThat(doomed).allMatch(Task::isCancelled);
      assertThat(none.availablePermits()).isEqualTo(2);
      assertThat(none.isLocked()).isFalse();
    });
  }

  @Test
  void aHolderThatCancelsTheNextOneWhileItReleasesLeavesNoTaskHanging() {
    inLoop(() -> {
      List<Task<Void>> second = new ArrayList<>();
      Task<Void> first =
          task(() -> {
            try (Guard _ = one.hold()) {
              turn();
            }
            second.getFirst().cancel("no");
          });
      second.add(
          task(() -> {
            try (Guard _ = one.hold()) {
              trace.add("never");
            }
          }));
      EventLoop.await(first);
      assertCancelled(second.getFirst(), "no");
      one.acquire();
    });
    assertThat(trace).isEmpty();
  }

  @Test
  void aNewcomerBehindAWokenWaiterIsServedWhenThatOneIsCancelled() {
    inLoop(() -> {
      Task<Void> woken = taker(none, "woken");
      Task<Void> newcomer = task(() -> taken(1)); // comes to the line before the other can leave
      none.release();
      woken.cancel("no");
      EventLoop.await(newcomer);
      assertThat(woken.isCancelled()).isTrue();
    });
    assertThat(trace).containsExactly(1);
  }

  // --- try-with-resources

  @Test
  void aPermitIsHeldForABlock() {
    inLoop(() -> {
      try (Guard _ = one.hold()) {
        assertThat(one.availablePermits()).isZero();
      }
      assertThat(one.availablePermits()).isEqualTo(1);
    });
  }

  @Test
  void aPermitIsReleasedOnlyOnce() {
    inLoop(() -> {
      Guard held = one.hold();
      held.close();
      held.close();
      assertThat(one.availablePermits()).isEqualTo(1);
    });
  }

  // --- bounded

  @Test
  void aBoundedOneRefusesMorePermitsThanAtFirst() {
    inLoop(() -> {
      Semaphore bounded = Semaphore.bounded(loop, 2);
      assertThatThrownBy(bounded::release)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("released too often");
      bounded.acquire();
      bounded.release();
      assertThatThrownBy(bounded::release).isInstanceOf(IllegalStateException.class);
      assertThat(bounded.availablePermits()).isEqualTo(2);
    });
  }

  @Test
  void aBoundedOneSeesAReleaseTooManyAlsoWhileItsPermitIsOnItsWay() {
    inLoop(() -> {
      Semaphore bounded = Semaphore.bounded(loop, 1);
      bounded.acquire();
      taker(bounded, 1);
      taker(bounded, 2);
      bounded.release();
      assertThatThrownBy(bounded::release).isInstanceOf(IllegalStateException.class);
      settle();
      assertThat(trace).containsExactly(1);
    });
  }

  @Test
  void aBoundedOneServesWaiters() {
    inLoop(() -> {
      Semaphore bounded = Semaphore.bounded(loop, 1);
      bounded.acquire();
      Task<Void> waiter = taker(bounded, "waiter");
      bounded.release();
      EventLoop.await(waiter);
      bounded.release();
      assertThat(bounded.availablePermits()).isEqualTo(1);
    });
  }

  // --- wrong use

  @Test
  void negativePermitsAreRefused() {
    assertThatThrownBy(() -> new Semaphore(loop, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the number of permits must not be negative: -1");
    assertThatThrownBy(() -> Semaphore.bounded(loop, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itDoesNotOverflow() {
    Semaphore full = new Semaphore(loop, Integer.MAX_VALUE);
    inLoop(() -> {
      assertThatThrownBy(full::release)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("released too often");
      assertThat(full.availablePermits()).isEqualTo(Integer.MAX_VALUE);
    });
  }

  @Test
  void onlyTasksOfItsLoopMayUseIt() {
    inLoop(() -> {
      taker(none, "waiter");
      assertConfined(none::acquire);
      assertConfined(none::hold);
      assertConfined(none::release);
      assertConfined(none::isLocked);
      assertConfined(none::availablePermits);
      assertThat(none).hasToString("Semaphore[test, available=0, waiting=1]");
    });
  }

  @Test
  void aCallbackCannotAcquireAPermitEvenIfOneIsFree() {
    inLoop(() -> {
      assertNeedsTask(one::acquire);
      assertThat(one.availablePermits()).isEqualTo(1);
    });
  }
}
