package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.Condition;
import io.jobwheel.eventloop.Event;
import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Guard;
import io.jobwheel.eventloop.Lock;
import io.jobwheel.eventloop.Queue;
import io.jobwheel.eventloop.Semaphore;
import io.jobwheel.eventloop.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What CPython 3.14's asyncio.Lock does. */
class LockConformanceTest extends PrimitiveTest {

  private final Lock lock = new Lock(loop);

  /** Returns a task that has called the lock, and records when it gets it. */
  private Task<Void> taker(Object name) {
    return started(() -> {
      lock.acquire();
      trace.add(name);
    });
  }

  @Test
  void aNewLockIsUnlocked() {
    inLoop(() -> assertThat(lock.isLocked()).isFalse());
    assertThat(lock).hasToString("Lock[test, unlocked, waiting=0]");
  }

  @Test
  void aFreeLockIsTakenWithoutLettingOthersRun() {
    inLoop(() -> {
      loop.callSoon(() -> trace.add("another"));
      lock.acquire();
      assertThat(trace).isEmpty();
      assertThat(lock.isLocked()).isTrue();
    });
  }

  @Test
  void aReleasedLockIsFree() {
    inLoop(() -> {
      lock.acquire();
      lock.release();
      assertThat(lock.isLocked()).isFalse();
      lock.acquire();
      assertThat(lock.isLocked()).isTrue();
    });
  }

  @Test
  void aTaskWaitsUntilTheLockIsReleased() {
    inLoop(() -> {
      lock.acquire();
      Task<Void> waiter = taker("waiter");
      settle();
      assertThat(waiter.isDone()).isFalse();
      assertThat(lock).hasToString("Lock[test, locked, waiting=1]");
      lock.release();
      EventLoop.await(waiter);
      assertThat(lock.isLocked()).isTrue();
    });
  }

  @Test
  void waitersGetTheLockInTheOrderOfTheirComing() {
    inLoop(() -> {
      lock.acquire();
      IntStream.rangeClosed(1, 5).forEach(this::taker);
      for (int i = 0; i < 5; i++) {
        lock.release();
        turn();
      }
      assertThat(trace).containsExactly(1, 2, 3, 4, 5);
    });
  }

  @Test
  void oneReleaseWakesOneWaiter() {
    inLoop(() -> {
      lock.acquire();
      taker(1);
      taker(2);
      lock.release();
      settle();
      assertThat(trace).containsExactly(1);
    });
  }

  @Test
  void onItsWayToAWaiterTheLockIsNotLocked() {
    inLoop(() -> {
      lock.acquire();
      taker("waiter");
      lock.release();
      assertThat(lock.isLocked()).isFalse();
      turn();
      assertThat(lock.isLocked()).isTrue();
    });
  }

  @Test
  void aNewcomerDoesNotOvertakeAWaiterThatWasWoken() {
    inLoop(() -> {
      lock.acquire();
      Task<Void> waiter =
          started(() -> {
            lock.acquire();
            trace.add("waiter");
            lock.release();
          });
      lock.release();
      lock.acquire(); // unlocked, but promised
      trace.add("newcomer");
      assertThat(waiter.isDone()).isTrue();
    });
    assertThat(trace).containsExactly("waiter", "newcomer");
  }

  @Test
  void aTaskThatReleasesAndAcquiresAgainStandsBehindTheOthers() {
    inLoop(() -> {
      List<Task<Void>> tasks = new ArrayList<>();
      for (String name : List.of("A", "B", "C")) {
        tasks.add(
            task(() -> {
              for (int round = 1; round <= 2; round++) {
                try (Guard _ = lock.hold()) {
                  trace.add(name + round);
                  turn();
                }
              }
            }));
      }
      EventLoop.gather(tasks);
    });
    assertThat(trace).containsExactly("A1", "B1", "C1", "A2", "B2", "C2");
  }

  @Test
  void itIsNotReentrant() {
    inLoop(() -> {
      Task<Void> twice =
          started(() -> {
            lock.acquire();
            lock.acquire();
          });
      settle();
      assertThat(twice.isDone()).isFalse();
      lock.release();
      EventLoop.await(twice);
    });
  }

  @Test
  void anotherTaskMayReleaseIt() {
    inLoop(() -> {
      lock.acquire();
      EventLoop.await(task(lock::release));
      assertThat(lock.isLocked()).isFalse();
    });
  }

  @Test
  void aCallbackMayReleaseIt() {
    inLoop(() -> {
      lock.acquire();
      loop.callSoon(lock::release);
      lock.acquire();
      assertThat(lock.isLocked()).isTrue();
    });
  }

  // --- cancellation

  @Test
  void aCancelledWaiterGetsTheReasonAndNotTheLock() {
    inLoop(() -> {
      lock.acquire();
      Task<Void> waiter = taker("waiter");
      waiter.cancel("enough");
      assertCancelled(waiter, "enough");
      assertThat(lock).hasToString("Lock[test, locked, waiting=0]");
      lock.release();
      settle();
      assertThat(lock.isLocked()).isFalse();
      assertThat(trace).isEmpty();
    });
  }

  @Test
  void aCancelledWaiterDoesNotWakeTheNextOneWhileTheLockIsHeld() {
    inLoop(() -> {
      lock.acquire();
      Task<Void> first = taker(1);
      taker(2);
      first.cancel("enough");
      settle();
      assertThat(first.isCancelled()).isTrue();
      assertThat(trace).isEmpty();
    });
  }

  @Test
  void aReleaseSkipsAWaiterThatWasCancelledBefore() {
    inLoop(() -> {
      lock.acquire();
      Task<Void> first = taker(1);
      Task<Void> second = taker(2);
      first.cancel("first");
      lock.release();
      assertCancelled(first, "first");
      EventLoop.await(second);
      assertThat(lock.isLocked()).isTrue();
    });
    assertThat(trace).containsExactly(2);
  }

  @Test
  void aWaiterThatIsCancelledAfterItWasWokenPassesTheLockOn() {
    inLoop(() -> {
      lock.acquire();
      Task<Void> first = taker(1);
      Task<Void> second = taker(2);
      lock.release();
      first.cancel("in between");
      assertCancelled(first, "in between");
      EventLoop.await(second);
      assertThat(lock.isLocked()).isTrue();
    });
    assertThat(trace).containsExactly(2);
  }

  @Test
  void theOnlyWaiterCancelledAfterItWasWokenLeavesTheLockFree() {
    inLoop(() -> {
      lock.acquire();
      Task<Void> waiter = taker(1);
      lock.release();
      waiter.cancel("in between");
      assertCancelled(waiter, "in between");
      assertThat(lock.isLocked()).isFalse();
      lock.acquire();
    });
  }

  @Test
  void aLineOfWokenAndCancelledWaitersPassesTheLockToTheFirstThatStays() {
    inLoop(() -> {
      lock.acquire();
      List<Task<Void>> doomed = List.of(taker(1), taker(2), taker(3));
      Task<Void> last = taker(4);
      lock.release();
      for (Task<Void> each : doomed) {
        each.cancel("no");
        turn(); // the next one is woken by the one that could not come
      }
      EventLoop.await(last);
      assertThat(doomed).allMatch(Task::isCancelled);
    });
    assertThat(trace).containsExactly(4);
  }

  @Test
  void oneCancelAndOneReleaseInTheSameIterationLetOnlyOneTaskIn() {
    inLoop(() -> {
      lock.acquire();
      Task<Void> first = taker(1);
      Task<Void> second = taker(2);
      Task<Void> third = taker(3);
      loop.callSoon(() -> {
        first.cancel("no");
        lock.release();
      });
      settle();
      assertThat(first.isCancelled()).isTrue();
      assertThat(second.isDone()).isTrue();
      assertThat(third.isDone()).isFalse();
    });
    assertThat(trace).containsExactly(2);
  }

  @Test
  void aHolderThatIsCancelledInItsBlockReleases() {
    inLoop(() -> {
      Task<Void> holder =
          started(() -> {
            try (Guard _ = lock.hold()) {
              EventLoop.await(loop.createFuture());
            }
          });
      Task<Void> next = taker("next");
      holder.cancel("out");
      assertCancelled(holder, "out");
      EventLoop.await(next);
    });
  }

  @Test
  void aCancellationTakenBackBeforeTheWokenTaskRunsDoesNotCostItTheLock() {
    inLoop(() -> {
      lock.acquire();
      Task<Void> waiter = taker("waiter");
      lock.release();
      waiter.cancel("not needed");
      assertThat(waiter.uncancel()).isZero();
      EventLoop.await(waiter);
      assertThat(lock.isLocked()).isTrue();
    });
  }

  @Test
  void aTaskThatWasCancelledBeforeItTakesAFreeLockHasItUntilItWaits() {
    inLoop(() -> {
      Task<Void> task =
          task(() -> {
            EventLoop.currentTask().cancel("soon");
            lock.acquire();
            trace.add(lock.isLocked());
            lock.release();
            turn();
          });
      assertCancelled(task, "soon");
    });
    assertThat(trace).containsExactly(true);
  }

  @Test
  void aTaskThatWasCancelledBeforeItMustWaitLeavesTheLine() {
    inLoop(() -> {
      lock.acquire();
      Task<Void> task =
          started(() -> {
            EventLoop.currentTask().cancel("before");
            lock.acquire();
          });
      assertCancelled(task, "before");
      assertThat(lock).hasToString("Lock[test, locked, waiting=0]");
    });
  }

  @Test
  void tenThousandCancelledWaitersAreGoneAtOnceAndTheLastOneIsNext() {
    inLoop(() -> {
      lock.acquire();
      List<Task<Void>> crowd = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        crowd.add(task(lock::acquire));
      }
      turn();
      Task<Void> last = taker("last");
      crowd.forEach(each -> each.cancel("all of you"));
      // before any of them has run: a release need not step over them
      assertThat(lock).hasToString("Lock[test, locked, waiting=1]");
      lock.release();
      EventLoop.await(last);
      assertThat(crowd).allMatch(Task::isCancelled);
    });
  }

  // --- try-with-resources

  @Test
  void itIsHeldForABlockAndReleasedAtItsEnd() {
    inLoop(() -> {
      try (Guard _ = lock.hold()) {
        assertThat(lock.isLocked()).isTrue();
      }
      assertThat(lock.isLocked()).isFalse();
    });
  }

  @Test
  void aBlockThatThrowsReleases() {
    inLoop(() -> {
      assertThatThrownBy(
              () -> {
                try (Guard _ = lock.hold()) {
                  throw new java.io.IOException("of the block");
                }
              })
          .hasMessage("of the block");
      assertThat(lock.isLocked()).isFalse();
    });
  }

  @Test
  void aGuardReleasesOnlyOnce() {
    inLoop(() -> {
      Guard held = lock.hold();
      held.close();
      lock.acquire(); // held by another task by now
      held.close();
      assertThat(lock.isLocked()).isTrue();
    });
  }

  // --- wrong use

  @Test
  void aFreeLockCannotBeReleased() {
    inLoop(() -> {
      assertThatThrownBy(lock::release)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("cannot release a lock: Lock[test, unlocked, waiting=0] is not held");
      lock.acquire();
      assertThat(lock.isLocked()).isTrue();
    });
  }

  @Test
  void aSecondReleaseDoesNotTakeTheLockFromTheTaskThatWasWoken() {
    inLoop(() -> {
      lock.acquire();
      taker(1);
      taker(2);
      lock.release();
      assertThatThrownBy(lock::release).isInstanceOf(IllegalStateException.class);
      settle();
      assertThat(trace).containsExactly(1);
    });
  }

  @Test
  void onlyTasksOfItsLoopMayUseIt() {
    inLoop(() -> {
      lock.acquire();
      taker("waiter");
      assertConfined(lock::acquire);
      assertConfined(lock::hold);
      assertConfined(lock::release);
      assertConfined(lock::isLocked);
      assertThat(lock).hasToString("Lock[test, locked, waiting=1]");
    });
  }

  @Test
  void aGuardCannotBeClosedFromElsewhereAndIsStillHeld() {
    inLoop(() -> {
      Guard held = lock.hold();
      assertConfined(held::close);
      assertThat(lock.isLocked()).isTrue();
      held.close();
      assertThat(lock.isLocked()).isFalse();
    });
  }

  @Test
  void aCallbackCannotAcquireItEvenIfItIsFree() {
    inLoop(() -> {
      assertNeedsTask(lock::acquire);
      assertThat(lock.isLocked()).isFalse();
    });
  }

  @Test
  void outsideOfARunItCannotBeAcquired() {
    inLoop(() -> {}); // this thread may use the loop now
    assertThatThrownBy(lock::acquire)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no task");
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void aPrimitiveNeedsALoop() {
    assertThatThrownBy(() -> new Lock(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new Event(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new Semaphore(null, 1)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new Condition(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Queue.fifo(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void theLoopMayCloseWhileTasksWait() {
    List<Task<Void>> waiters = new ArrayList<>();
    inLoop(() -> {
      lock.acquire();
      waiters.add(taker(1));
      waiters.add(taker(2));
    });
    loop.close();
    assertThat(waiters).allMatch(Task::isCancelled);
    assertThat(lock).hasToString("Lock[test, locked, waiting=0]");
  }
}
