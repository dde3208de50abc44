package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Future;
import io.jobwheel.eventloop.LoopTicker;
import io.jobwheel.eventloop.Task;
import io.jobwheel.eventloop.TaskGroup;
import io.jobwheel.eventloop.TaskGroupException;
import io.jobwheel.eventloop.Timeout;
import io.jobwheel.eventloop.TimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TimeoutConformanceTest extends ConformanceTest {

  private final AtomicReference<Timeout> seen = new AtomicReference<>();

  private Object longWithin(long millis) {
    return EventLoop.timeout(
        millis(millis),
        scope -> {
          seen.set(scope);
          return sleepLong();
        });
  }

  @Test
  void aBodyThatOutlastsItsLimitIsCutShortWithATimeoutException() {
    inLoop(() -> {
      assertThatThrownBy(() -> longWithin(10)).isInstanceOf(TimeoutException.class);
      assertThat(elapsed()).isEqualTo(10);
      assertThat(seen.get().isExpired()).isTrue();
    });
  }

  @Test
  void theCauseIsTheCancellationThatEndedTheBody() {
    inLoop(() ->
        assertThatThrownBy(() -> longWithin(10)).hasCauseInstanceOf(CancellationException.class));
  }

  @Test
  void aBodyWithinItsLimitReturnsItsResultAndLeavesNoTimer() {
    inLoop(() -> {
      String result =
          EventLoop.timeout(
              millis(100),
              scope -> {
                seen.set(scope);
                EventLoop.sleep(millis(10));
                return "done";
              });
      assertThat(result).isEqualTo("done");
      assertThat(seen.get().isExpired()).isFalse();
      EventLoop.yieldNow();
      assertThat(loop.stats().timers()).isZero();
    });
    assertThat(elapsed()).isEqualTo(10);
  }

  @Test
  void theDeadlineIsTheTimeOfEntryAndTheLimit() {
    inLoop(() -> {
      EventLoop.sleep(millis(5));
      long entered = loop.time();
      long deadline = EventLoop.timeout(millis(20), scope -> scope.when());
      assertThat(deadline - entered).isEqualTo(20_000_000);
    });
  }

  @Test
  void aDeadlineOfTheLoopsClockIsKept() {
    inLoop(() -> {
      long deadline = loop.time() + 30_000_000;
      assertThatThrownBy(() ->
              EventLoop.timeoutAt(
                  deadline,
                  scope -> {
                    seen.set(scope);
                    return sleepLong();
                  }))
          .isInstanceOf(TimeoutException.class);
      assertThat(loop.time()).isEqualTo(deadline);
      assertThat(seen.get().when()).isEqualTo(deadline);
    });
  }

  @Test
  void noLimitNeverExpires() {
    inLoop(() -> {
      Object result =
          EventLoop.timeoutAt(
              LoopTicker.NEVER,
              scope -> {
                seen.set(scope);
                return sleepLong();
              });
      assertThat(result).isEqualTo("slept");
      assertThat(seen.get().isExpired()).isFalse();
      assertThat(seen.get().when()).isEqualTo(LoopTicker.NEVER);
    });
  }

  @Test
  void aLimitLongerThanAnyClockIsALimitAllTheSame() {
    inLoop(() ->
        assertThat(
                EventLoop.<Object, RuntimeException>timeout(
                    Duration.ofSeconds(Long.MAX_VALUE), scope -> sleepLong()))
            .isEqualTo("slept"));
  }

  @Test
  void aLimitOfZeroEndsTheFirstWait() {
    inLoop(() -> {
      assertThatThrownBy(() -> longWithin(0)).isInstanceOf(TimeoutException.class);
      assertThat(elapsed()).isZero();
      assertThat(seen.get().isExpired()).isTrue();
    });
  }

  @Test
  void aLimitOfZeroEndsEvenAYield() {
    inLoop(() ->
        assertThatThrownBy(() ->
                EventLoop.timeout(
                    Duration.ZERO,
                    scope -> {
                      EventLoop.yieldNow();
                      return trace.add("went on");
                    }))
            .isInstanceOf(TimeoutException.class));
    assertThat(trace).isEmpty();
  }

  @Test
  void aNegativeLimitEndsEvenAYield() {
    inLoop(() ->
        assertThatThrownBy(() ->
                EventLoop.timeout(
                    millis(-11),
                    scope -> {
                      EventLoop.yieldNow();
                      return trace.add("went on");
                    }))
            .isInstanceOf(TimeoutException.class));
    assertThat(trace).isEmpty();
  }

  @Test
  void aBodyThatNeverWaitsIsDoneWhateverItsLimit() {
    inLoop(() -> {
      assertThat(EventLoop.<Integer, RuntimeException>timeout(millis(-1), scope -> 1)).isEqualTo(1);
      EventLoop.yieldNow(); // nothing is left of the scope
      assertThat(EventLoop.currentTask().cancelling()).isZero();
    });
  }

  @Test
  void anErrorBeforeTheDeadlineIsThrownAsItIs() {
    IOException error = new IOException();
    inLoop(() ->
        assertThatThrownBy(() ->
                EventLoop.timeout(
                    millis(10),
                    scope -> {
                      seen.set(scope);
                      throw error;
                    }))
            .isSameAs(error)
            .hasNoSuppressedExceptions());
    assertThat(seen.get().isExpired()).isFalse();
  }

  @Test
  void anErrorInTheCleanUpAfterTheDeadlineIsThrownWithTheTimeoutSuppressed() {
    IOException error = new IOException();
    inLoop(() -> {
      assertThatThrownBy(() ->
              EventLoop.timeout(
                  millis(10),
                  scope -> {
                    try {
                      return sleepLong();
                    } catch (CancellationException e) {
                      throw error;
                    }
                  }))
          .isSameAs(error);
      assertThat(error.getSuppressed()).singleElement().isInstanceOf(TimeoutException.class);
      assertThat(EventLoop.currentTask().cancelling()).isZero();
    });
  }

  @Test
  void aBodyThatSwallowsItsCancellationReturnsItsResult() {
    inLoop(() -> {
      String result =
          EventLoop.timeout(
              millis(10),
              scope -> {
                seen.set(scope);
                try {
                  sleepLong();
                } catch (CancellationException e) {
                  EventLoop.sleep(millis(5));
                }
                return "swallowed";
              });
      assertThat(result).isEqualTo("swallowed");
      assertThat(seen.get().isExpired()).isTrue();
      assertThat(EventLoop.currentTask().cancelling()).isZero();
      assertThat(elapsed()).isEqualTo(15);
    });
  }

  @Test
  void theTaskIsAsGoodAsNewAfterATimeout() {
    inLoop(() -> {
      Task<String> task =
          loop.createTask(() -> {
            assertThatThrownBy(() -> longWithin(10)).isInstanceOf(TimeoutException.class);
            assertThat(EventLoop.currentTask().cancelling()).isZero();
            EventLoop.sleep(millis(10));
            return "fine";
          });
      assertThat(EventLoop.await(task)).isEqualTo("fine");
    });
  }

  @Test
  void aCancellationFromOutsideIsNoTimeout() {
    inLoop(() -> {
      Task<Object> task = loop.createTask(() -> longWithin(100));
      EventLoop.sleep(millis(10));
      task.cancel("from outside");
      assertThatThrownBy(() -> EventLoop.await(task))
          .isInstanceOf(CancellationException.class)
          .hasMessage("from outside");
      assertThat(seen.get().isExpired()).isFalse();
      assertThat(task.cancelling()).isEqualTo(1);
    });
  }

  @Test
  void aCancellationByTheBodyItselfIsNoTimeout() {
    inLoop(() -> {
      Task<Object> task =
          loop.createTask(() ->
              EventLoop.timeout(
                  millis(100),
                  scope -> {
                    EventLoop.currentTask().cancel("by myself");
                    return sleepLong();
                  }));
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("by myself");
    });
  }

  @Test
  void aCancellationFromOutsideWinsOverTheDeadlineOfTheSameMoment() {
    inLoop(() -> {
      Task<Object> task = loop.createTask(() -> longWithin(10));
      loop.callLater(millis(10), () -> task.cancel("from outside")); // set before the scope's
      assertThatThrownBy(() -> EventLoop.await(task)).isInstanceOf(CancellationException.class);
      assertThat(seen.get().isExpired()).isTrue();
      assertThat(task.cancelling()).isEqualTo(1);
    });
  }

  @Test
  void aCancellationFromOutsideDuringTheCleanUpOfATimeoutWins() {
    inLoop(() -> {
      Task<Object> task =
          loop.createTask(() ->
              EventLoop.timeout(
                  millis(10),
                  scope -> {
                    try {
                      return sleepLong();
                    } finally {
                      EventLoop.sleep(millis(100));
                    }
                  }));
      EventLoop.sleep(millis(50));
      task.cancel("from outside");
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("from outside");
      assertThat(task.isCancelled()).isTrue();
    });
  }

  @Test
  void aTaskThatSwallowedAnEarlierCancellationCanStillTimeOut() {
    inLoop(() -> {
      Task<Void> task =
          loop.createTask(() -> {
            EventLoop.currentTask().cancel();
            assertThatThrownBy(ConformanceTest::sleepLong)
                .isInstanceOf(CancellationException.class);
            assertThatThrownBy(() -> longWithin(0)).isInstanceOf(TimeoutException.class);
            assertThat(EventLoop.currentTask().cancelling()).isEqualTo(1);
          });
      EventLoop.await(task);
    });
  }

  @Test
  void aTaskThatSwallowedAnEarlierCancellationCanBeCancelledInsideAScope() {
    inLoop(() -> {
      Task<Void> task =
          loop.createTask(() -> {
            EventLoop.currentTask().cancel("first");
            assertThatThrownBy(ConformanceTest::sleepLong).hasMessage("first");
            EventLoop.currentTask().cancel("second");
            assertThatThrownBy(() -> longWithin(1000)).hasMessage("second");
          });
      EventLoop.await(task);
    });
    assertThat(elapsed()).isZero();
  }

  @Test
  void ofScopesThatExpireTogetherTheOutermostThrows() {
    inLoop(() -> {
      AtomicReference<Timeout> outer = new AtomicReference<>();
      assertThatThrownBy(() ->
              EventLoop.timeout(
                  millis(10),
                  scope -> {
                    outer.set(scope);
                    try {
                      return longWithin(10);
                    } catch (CancellationException e) {
                      trace.add("cancelled between the two");
                      throw e;
                    }
                  }))
          .isInstanceOf(TimeoutException.class);
      assertThat(trace).containsExactly("cancelled between the two");
      assertThat(outer.get().isExpired()).isTrue();
      assertThat(seen.get().isExpired()).isTrue();
      assertThat(EventLoop.currentTask().cancelling()).isZero();
    });
  }

  @Test
  void anInnerScopeConvertsItsOwnDeadlineOnlyAndTheOuterContinues() {
    inLoop(() -> {
      String result =
          EventLoop.timeout(
              millis(100),
              outer -> {
                assertThatThrownBy(() -> longWithin(10)).isInstanceOf(TimeoutException.class);
                EventLoop.sleep(millis(10));
                assertThat(outer.isExpired()).isFalse();
                return "in time";
              });
      assertThat(result).isEqualTo("in time");
      assertThat(elapsed()).isEqualTo(20);
    });
  }

  @Test
  void anOuterDeadlinePassesThroughAnInnerScopeAsACancellation() {
    inLoop(() -> {
      assertThatThrownBy(() ->
              EventLoop.timeout(
                  millis(10),
                  outer -> {
                    assertThatThrownBy(() -> longWithin(100))
                        .isInstanceOf(CancellationException.class);
                    throw new CancellationException("goes on");
                  }))
          .isInstanceOf(TimeoutException.class);
      assertThat(seen.get().isExpired()).isFalse();
    });
  }

  @Test
  void aScopeInTheCleanUpOfATimeoutHasItsOwnDeadline() {
    inLoop(() -> {
      assertThatThrownBy(() ->
              EventLoop.timeout(
                  millis(10),
                  outer -> {
                    try {
                      return sleepLong();
                    } finally {
                      assertThatThrownBy(() -> longWithin(20)).isInstanceOf(TimeoutException.class);
                      trace.add(elapsed());
                    }
                  }))
          .isInstanceOf(TimeoutException.class);
      assertThat(EventLoop.currentTask().cancelling()).isZero();
    });
    assertThat(trace).containsExactly(30L);
  }

  @Test
  void aDeadlineCanBeMovedLater() {
    inLoop(() -> {
      assertThatThrownBy(() ->
              EventLoop.timeout(
                  millis(10),
                  scope -> {
                    scope.reschedule(scope.when() + 20_000_000);
                    return sleepLong();
                  }))
          .isInstanceOf(TimeoutException.class);
      assertThat(elapsed()).isEqualTo(30);
    });
  }

  @Test
  void aDeadlineCanBeMovedEarlierAndCountsFromNow() {
    inLoop(() -> {
      assertThatThrownBy(() ->
              EventLoop.timeout(
                  millis(1000),
                  scope -> {
                    EventLoop.sleep(millis(10));
                    scope.reschedule(millis(5));
                    return sleepLong();
                  }))
          .isInstanceOf(TimeoutException.class);
      assertThat(elapsed()).isEqualTo(15);
    });
  }

  @Test
  void aDeadlineThatIsMovedIntoThePastEndsTheNextWait() {
    inLoop(() -> {
      assertThatThrownBy(() ->
              EventLoop.timeout(
                  millis(1000),
                  scope -> {
                    scope.reschedule(loop.time() - 1);
                    EventLoop.yieldNow();
                    return trace.add("went on");
                  }))
          .isInstanceOf(TimeoutException.class);
      assertThat(elapsed()).isZero();
    });
    assertThat(trace).isEmpty();
  }

  @Test
  void anotherTaskMayMoveTheDeadlineAndTakeItAway() {
    inLoop(() -> {
      Task<Object> task = loop.createTask(() -> longWithin(10));
      EventLoop.yieldNow();
      Timeout scope = seen.get();
      scope.reschedule(loop.time() + 50_000_000);
      assertThat(scope.when()).isEqualTo(loop.time() + 50_000_000);
      scope.reschedule(LoopTicker.NEVER);
      assertThat(scope.when()).isEqualTo(LoopTicker.NEVER);
      EventLoop.sleep(millis(100));
      task.cancel("enough");
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("enough");
      assertThat(scope.isExpired()).isFalse();
    });
  }

  @Test
  void aScopeThatHasEndedCannotBeMoved() {
    inLoop(() -> {
      Timeout ended = EventLoop.<Timeout, RuntimeException>timeout(millis(10), scope -> scope);
      assertThatThrownBy(() -> ended.reschedule(millis(20)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("FINISHED");
    });
  }

  @Test
  void aScopeThatHasExpiredCannotBeMoved() {
    inLoop(() -> {
      assertThatThrownBy(() -> longWithin(10)).isInstanceOf(TimeoutException.class);
      assertThatThrownBy(() -> seen.get().reschedule(millis(20)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("EXPIRED");
    });
  }

  @Test
  void aScopeThatIsExpiringCannotBeMoved() {
    inLoop(() ->
        EventLoop.timeout(
            millis(10),
            scope -> {
              assertThatThrownBy(ConformanceTest::sleepLong)
                  .isInstanceOf(CancellationException.class);
              assertThatThrownBy(() -> scope.reschedule(millis(20)))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("EXPIRING");
              return null;
            }));
  }

  @Test
  void aTimeoutNeedsATask() {
    assertThatThrownBy(() -> longWithin(10)).isInstanceOf(IllegalStateException.class);
    inLoop(() -> {
      loop.callSoon(() -> longWithin(10));
      EventLoop.yieldNow();
    });
    assertThat(unhandled).singleElement().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFutureThatIsAwaitedAtTheDeadlineIsCancelled() {
    inLoop(() -> {
      Future<Object> future = loop.createFuture();
      assertThatThrownBy(() -> EventLoop.timeout(millis(10), scope -> EventLoop.await(future)))
          .isInstanceOf(TimeoutException.class);
      assertThat(future.isCancelled()).isTrue();
    });
  }

  @Test
  void aFutureThatIsCancelledElsewhereIsNoTimeout() {
    inLoop(() -> {
      Future<Object> future = loop.createFuture();
      loop.callLater(millis(5), () -> future.cancel("by its owner"));
      assertThatThrownBy(() -> EventLoop.timeout(millis(10), scope -> EventLoop.await(future)))
          .isInstanceOf(CancellationException.class)
          .hasMessage("by its owner");
    });
  }

  @Test
  void awaitOfATaskThatTimedOutThrowsTheSameException() {
    inLoop(() -> {
      Task<Object> task = loop.createTask(() -> longWithin(10));
      assertThatThrownBy(() -> EventLoop.await(task)).isSameAs(task.exception());
      assertThat(task.isCancelled()).isFalse();
      assertThat(task.exception()).isInstanceOf(TimeoutException.class);
    });
  }

  @Test
  void aTimeoutAroundAGroupCancelsItsTasksAndIsATimeout() {
    inLoop(() -> {
      AtomicReference<Task<Object>> child = new AtomicReference<>();
      assertThatThrownBy(() ->
              EventLoop.timeout(
                  millis(10),
                  scope ->
                      TaskGroup.run(group -> {
                        child.set(group.createTask(ConformanceTest::sleepLong));
                        return null;
                      })))
          .isInstanceOf(TimeoutException.class);
      assertThat(child.get().isCancelled()).isTrue();
      assertThat(EventLoop.currentTask().cancelling()).isZero();
    });
  }

  @Test
  void aGroupWhoseTaskFailsWhileATimeoutEndsItThrowsItsErrors() {
    inLoop(() -> {
      assertThatThrownBy(() ->
              EventLoop.timeout(
                  millis(10),
                  scope ->
                      TaskGroup.run(group ->
                          group.createTask(() -> {
                            try {
                              sleepLong();
                            } finally {
                              fail(0, "in clean-up");
                            }
                          }))))
          .isInstanceOfSatisfying(
              TaskGroupException.class,
              e -> {
                assertThat(e.errors())
                    .singleElement()
                    .hasToString("java.lang.IllegalStateException: in clean-up");
                assertThat(e.getSuppressed()).singleElement().isInstanceOf(TimeoutException.class);
              });
      assertThat(EventLoop.currentTask().cancelling()).isZero();
      EventLoop.yieldNow(); // nothing is left to be thrown
    });
  }
}
