package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Future;
import io.jobwheel.eventloop.Task;
import io.jobwheel.eventloop.TaskGroup;
import io.jobwheel.eventloop.TaskGroupException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TaskGroupConformanceTest extends ConformanceTest {

  private final AtomicReference<TaskGroup> seen = new AtomicReference<>();

  /** Sleeps for an hour, and records its cancellation. */
  private Object cancellable(String name) {
    try {
      return sleepLong();
    } catch (CancellationException e) {
      trace.add(name + " cancelled at " + elapsed());
      throw e;
    }
  }

  /** Sleeps for an hour, and fails when it is cancelled. */
  private static Object failsInCleanUp(String message) {
    try {
      return sleepLong();
    } catch (CancellationException e) {
      throw new IllegalStateException(message, e);
    }
  }

  private static TaskGroupException failureOf(Body body) {
    return catchThrowableOfType(TaskGroupException.class, body::run);
  }

  @Test
  void theGroupEndsWhenItsLastTaskHas() {
    inLoop(() -> {
      List<Task<Integer>> tasks = new ArrayList<>();
      TaskGroup.run(group -> {
        tasks.add(group.createTask(() -> sleepAndReturn(100, 42)));
        tasks.add(group.createTask(() -> sleepAndReturn(200, 11)));
        return null;
      });
      assertThat(tasks).extracting(Future::result).containsExactly(42, 11);
      assertThat(elapsed()).isEqualTo(200);
    });
  }

  private static int sleepAndReturn(long millis, int result) {
    EventLoop.sleep(millis(millis));
    return result;
  }

  @Test
  void theResultOfTheBodyIsThatOfTheGroup() {
    inLoop(() -> {
      int sum =
          TaskGroup.run(group -> {
            Task<Integer> one = group.createTask(() -> sleepAndReturn(10, 1));
            Task<Integer> two = group.createTask(() -> sleepAndReturn(20, 2));
            return EventLoop.await(one) + EventLoop.await(two);
          });
      assertThat(sum).isEqualTo(3);
    });
  }

  @Test
  void aGroupWithoutTasksEndsWithItsBody() {
    inLoop(() -> assertThat(TaskGroup.<String>run(group -> "alone")).isEqualTo("alone"));
  }

  @Test
  void tasksMayBeMadeWhileOthersRun() {
    inLoop(() -> {
      TaskGroup.run(group -> {
        group.createTask(() -> sleepAndReturn(100, 1));
        EventLoop.sleep(millis(150));
        group.createTask(() -> sleepAndReturn(200, 2));
        return null;
      });
      assertThat(elapsed()).isEqualTo(350);
    });
  }

  @Test
  void aTaskOfTheGroupMayMakeMoreWhileTheGroupWaits() {
    inLoop(() -> {
      TaskGroup.run(group ->
          group.createTask(() -> {
            EventLoop.sleep(millis(100));
            group.createTask(() -> sleepAndReturn(100, 1));
            group.createTask(() -> sleepAndReturn(200, 2));
          }));
      assertThat(elapsed()).isEqualTo(300);
    });
  }

  @Test
  void aTaskHasTheNameThatItWasGiven() {
    inLoop(() ->
        assertThat(
                TaskGroup.<String>run(group ->
                    EventLoop.await(
                        group.createTask("courier", () -> EventLoop.currentTask().name()))))
            .isEqualTo("courier"));
  }

  @Test
  void aTaskThatIsCancelledAloneDoesNotAffectTheOthers() {
    inLoop(() -> {
      AtomicReference<Task<Object>> cancelled = new AtomicReference<>();
      AtomicReference<Task<Integer>> other = new AtomicReference<>();
      TaskGroup.run(group -> {
        cancelled.set(group.createTask(ConformanceTest::sleepLong));
        EventLoop.sleep(millis(10));
        cancelled.get().cancel();
        other.set(group.createTask(() -> sleepAndReturn(20, 11)));
        return null;
      });
      assertThat(cancelled.get().isCancelled()).isTrue();
      assertThat(other.get().result()).isEqualTo(11);
      assertThat(elapsed()).isEqualTo(30);
    });
  }

  @Test
  void theFirstFailureCancelsTheSiblings() {
    inLoop(() -> {
      TaskGroupException failure =
          failureOf(() ->
              TaskGroup.run(group -> {
                group.createTask(() -> fail(10, "planted"));
                return group.createTask(() -> cancellable("sibling"));
              }));
      assertThat(failure.errors()).extracting(Throwable::getMessage).containsExactly("planted");
    });
    assertThat(trace).containsExactly("sibling cancelled at 10");
  }

  @Test
  void theFirstFailureThrowsTheBodyOutOfItsWait() {
    inLoop(() -> {
      TaskGroupException failure =
          failureOf(() ->
              TaskGroup.run(group -> {
                group.createTask(() -> fail(10, "planted"));
                return cancellable("body");
              }));
      assertThat(failure.errors()).extracting(Throwable::getMessage).containsExactly("planted");
      assertThat(EventLoop.currentTask().cancelling()).isZero();
      EventLoop.yieldNow(); // nothing is left to be thrown
    });
    assertThat(trace).containsExactly("body cancelled at 10");
  }

  @Test
  void tasksThatFailTogetherAreAllAmongTheErrorsInTheirOrder() {
    inLoop(() -> {
      TaskGroupException failure =
          failureOf(() ->
              TaskGroup.run(group -> {
                for (String name : List.of("one", "two", "three")) {
                  group.createTask(() -> fail(10, name));
                }
                return null;
              }));
      assertThat(failure.errors())
          .extracting(Throwable::getMessage)
          .containsExactly("one", "two", "three");
      assertThat(failure).hasCause(failure.errors().getFirst());
      assertThat(failure.getSuppressed()).containsExactlyElementsOf(failure.errors().subList(1, 3));
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void theErrorsCannotBeChanged() {
    inLoop(() -> {
      TaskGroupException failure = failureOf(() -> TaskGroup.run(group -> fail(0, "planted")));
      assertThatThrownBy(() -> failure.errors().clear())
          .isInstanceOf(UnsupportedOperationException.class);
    });
  }

  @Test
  void aCheckedExceptionIsAmongTheErrorsAsItWasThrown() {
    IOException error = new IOException();
    inLoop(() -> {
      TaskGroupException failure =
          failureOf(() ->
              TaskGroup.run(group ->
                  group.createTask(() -> {
                    throw error;
                  })));
      assertThat(failure.errors()).containsExactly(error);
    });
  }

  @Test
  void anErrorOfTheVirtualMachineIsAmongTheErrors() {
    OutOfMemoryError error = new OutOfMemoryError("planted");
    inLoop(() -> {
      TaskGroupException failure =
          failureOf(() ->
              TaskGroup.run(group -> {
                group.createTask(() -> {
                  throw error;
                });
                return failsInCleanUp("body");
              }));
      assertThat(failure.errors()).hasSize(2).first().isSameAs(error);
    });
  }

  @Test
  void aBodyThatFailsCancelsTheTasksAndIsTheError() {
    IOException error = new IOException("body");
    inLoop(() -> {
      TaskGroupException failure =
          failureOf(() ->
              TaskGroup.run(group -> {
                group.createTask(() -> cancellable("child"));
                EventLoop.sleep(millis(10));
                throw error;
              }));
      assertThat(failure.errors()).containsExactly(error);
    });
    assertThat(trace).containsExactly("child cancelled at 10");
  }

  @Test
  void aBodyThatFailsAtOnceKeepsItsTasksFromBeginning() {
    inLoop(() -> {
      List<Task<Boolean>> tasks = new ArrayList<>();
      assertThatThrownBy(() ->
              TaskGroup.run(group -> {
                tasks.add(group.createTask(() -> trace.add("begun")));
                throw new IOException("body");
              }))
          .isInstanceOf(TaskGroupException.class);
      assertThat(tasks).allMatch(Future::isCancelled);
    });
    assertThat(trace).isEmpty();
  }

  @Test
  void theErrorOfTheBodyComesAfterThoseOfTheTasks() {
    inLoop(() -> {
      TaskGroupException failure =
          failureOf(() ->
              TaskGroup.run(group -> {
                group.createTask(() -> fail(10, "child"));
                return failsInCleanUp("body");
              }));
      assertThat(failure.errors())
          .extracting(Throwable::getMessage)
          .containsExactly("child", "body");
      assertThat(EventLoop.currentTask().cancelling()).isZero();
    });
  }

  @Test
  void errorsInTheCleanUpOfSiblingsAreCollected() {
    inLoop(() -> {
      TaskGroupException failure =
          failureOf(() ->
              TaskGroup.run(group -> {
                group.createTask(() -> failsInCleanUp("second"));
                return group.createTask(() -> fail(10, "first"));
              }));
      assertThat(failure.errors())
          .extracting(Throwable::getMessage)
          .containsExactly("first", "second");
    });
  }

  @Test
  void theGroupWaitsForTheCleanUpOfItsTasks() {
    inLoop(() -> {
      failureOf(() ->
          TaskGroup.run(group -> {
            group.createTask(() -> {
              try {
                sleepLong();
              } finally {
                EventLoop.sleep(millis(50));
              }
            });
            return group.createTask(() -> fail(10, "planted"));
          }));
      assertThat(elapsed()).isEqualTo(60);
    });
  }

  @Test
  void aBodyThatAwaitsTheFailingTaskIsCancelledAndTheErrorCountsOnce() {
    inLoop(() -> {
      TaskGroupException failure =
          failureOf(() ->
              TaskGroup.run(group -> EventLoop.await(group.createTask(() -> fail(10, "once")))));
      assertThat(failure.errors()).extracting(Throwable::getMessage).containsExactly("once");
    });
  }

  @Test
  void aBodyThatSwallowsTheAbortDoesNotHideTheErrors() {
    inLoop(() -> {
      TaskGroupException failure =
          failureOf(() ->
              TaskGroup.run(group -> {
                group.createTask(() -> fail(10, "planted"));
                assertThatThrownBy(ConformanceTest::sleepLong)
                    .isInstanceOf(CancellationException.class);
                return "swallowed";
              }));
      assertThat(failure.errors()).hasSize(1);
      assertThat(EventLoop.currentTask().cancelling()).isZero();
    });
  }

  @Test
  void cancellingTheParentCancelsTheTasksAndIsThrownWhenTheyHaveEnded() {
    inLoop(() -> {
      Task<Object> parent =
          loop.createTask(() ->
              TaskGroup.run(group -> {
                for (int i = 0; i < 3; i++) {
                  String name = "child " + i;
                  group.createTask(() -> cancellable(name));
                }
                return null;
              }));
      EventLoop.sleep(millis(10));
      parent.cancel("from outside");
      assertThatThrownBy(() -> EventLoop.await(parent))
          .isInstanceOf(CancellationException.class)
          .hasMessage("from outside");
      assertThat(parent.cancelling()).isEqualTo(1);
    });
    assertThat(trace)
        .containsExactly(
            "child 0 cancelled at 10", "child 1 cancelled at 10", "child 2 cancelled at 10");
  }

  @Test
  void cancellingTheParentInsideItsBodyCancelsBodyAndTasks() {
    inLoop(() -> {
      Task<Object> parent =
          loop.createTask(() ->
              TaskGroup.run(group -> {
                group.createTask(() -> cancellable("child"));
                return cancellable("body");
              }));
      EventLoop.sleep(millis(10));
      parent.cancel("from outside");
      assertThatThrownBy(() -> EventLoop.await(parent)).hasMessage("from outside");
    });
    assertThat(trace).containsExactly("body cancelled at 10", "child cancelled at 10");
  }

  @Test
  void aParentThatIsCancelledInAGroupWithoutTasksIsCancelled() {
    inLoop(() -> {
      Task<Object> parent = loop.createTask(() -> TaskGroup.run(group -> cancellable("body")));
      EventLoop.sleep(millis(10));
      parent.cancel("from outside");
      assertThatThrownBy(() -> EventLoop.await(parent)).hasMessage("from outside");
    });
  }

  @Test
  void errorsWinOverACancellationFromOutside() {
    inLoop(() -> {
      Task<Object> parent =
          loop.createTask(() ->
              TaskGroup.run(group -> {
                group.createTask(() -> failsInCleanUp("one"));
                group.createTask(() -> failsInCleanUp("two"));
                return sleepLong();
              }));
      EventLoop.sleep(millis(10));
      parent.cancel();
      assertThat(failureOf(() -> EventLoop.await(parent)).errors())
          .extracting(Throwable::getMessage)
          .containsExactly("one", "two");
    });
  }

  @Test
  void aBodyThatFailsInItsCancellationIsAnError() {
    inLoop(() -> {
      Task<Object> parent = loop.createTask(() -> TaskGroup.run(group -> failsInCleanUp("body")));
      EventLoop.sleep(millis(10));
      parent.cancel();
      assertThat(failureOf(() -> EventLoop.await(parent)).errors())
          .extracting(Throwable::getMessage)
          .containsExactly("body");
    });
  }

  @Test
  void aTaskThatFailsWhileTheParentIsBeingCancelledIsAnError() {
    inLoop(() -> {
      Task<Object> parent =
          loop.createTask(() ->
              TaskGroup.run(group -> {
                group.createTask(() -> fail(30, "child"));
                try {
                  return sleepLong();
                } finally {
                  EventLoop.sleep(millis(50)); // the child fails meanwhile
                }
              }));
      EventLoop.sleep(millis(10));
      parent.cancel();
      assertThat(failureOf(() -> EventLoop.await(parent)).errors())
          .extracting(Throwable::getMessage)
          .containsExactly("child");
    });
  }

  @Test
  void aCancellationFromOutsideAtTheTimeOfAFailureComesBackAtTheNextWait() {
    inLoop(() -> {
      Task<Object> parent =
          loop.createTask(() -> {
            TaskGroupException failure =
                failureOf(() ->
                    TaskGroup.run(group -> {
                      group.createTask(() -> fail(10, "child"));
                      return sleepLong();
                    }));
            assertThat(failure.errors()).hasSize(1);
            assertThat(EventLoop.currentTask().cancelling()).isEqualTo(1);
            trace.add("caught");
            EventLoop.sleep(millis(1));
            return trace.add("not cancelled");
          });
      loop.callLater(millis(10), () -> parent.cancel("from outside"));
      assertThatThrownBy(() -> EventLoop.await(parent)).isInstanceOf(CancellationException.class);
      assertThat(parent.isCancelled()).isTrue();
      assertThat(parent.cancelling()).isEqualTo(1);
    });
    assertThat(trace).containsExactly("caught");
  }

  @Test
  void aCancellationFromOutsideWhileTheGroupAbortsComesBackAtTheNextWait() {
    inLoop(() -> {
      Task<Object> parent =
          loop.createTask(() -> {
            failureOf(() ->
                TaskGroup.run(group -> {
                  group.createTask(() -> fail(10, "child"));
                  return group.createTask(() -> {
                    try {
                      sleepLong();
                    } finally {
                      EventLoop.sleep(millis(50));
                    }
                  });
                }));
            trace.add("caught at " + elapsed());
            EventLoop.yieldNow();
            return trace.add("not cancelled");
          });
      EventLoop.sleep(millis(30));
      parent.cancel("from outside");
      assertThatThrownBy(() -> EventLoop.await(parent)).isInstanceOf(CancellationException.class);
    });
    assertThat(trace).containsExactly("caught at 60");
  }

  @Test
  void aSecondCancellationDoesNotKeepTheGroupFromWaitingForItsTasks() {
    inLoop(() -> {
      Task<Object> parent =
          loop.createTask(() ->
              TaskGroup.run(group ->
                  group.createTask(() -> {
                    try {
                      sleepLong();
                    } finally {
                      EventLoop.sleep(millis(50));
                      trace.add("clean");
                    }
                  })));
      EventLoop.sleep(millis(10));
      parent.cancel("first");
      EventLoop.sleep(millis(10));
      parent.cancel("second");
      assertThatThrownBy(() -> EventLoop.await(parent)).hasMessage("first");
      assertThat(elapsed()).isEqualTo(60);
    });
    assertThat(trace).containsExactly("clean");
  }

  @Test
  void anEarlierCancellationThatWasSwallowedIsCountedAsBefore() {
    inLoop(() -> {
      Task<Integer> parent =
          loop.createTask(() -> {
            EventLoop.currentTask().cancel();
            assertThatThrownBy(EventLoop::yieldNow).isInstanceOf(CancellationException.class);
            TaskGroup.run(group -> group.createTask(() -> sleepAndReturn(10, 1)));
            return EventLoop.currentTask().cancelling();
          });
      assertThat(EventLoop.await(parent)).isEqualTo(1);
    });
  }

  @Test
  void theErrorsOfAGroupInAGroupStayTogether() {
    inLoop(() -> {
      TaskGroupException outer =
          failureOf(() ->
              TaskGroup.run(group -> {
                group.createTask(() -> cancellable("outer child"));
                return TaskGroup.run(inner -> inner.createTask(() -> fail(10, "inner child")));
              }));
      assertThat(outer.errors())
          .singleElement()
          .isInstanceOfSatisfying(
              TaskGroupException.class,
              inner ->
                  assertThat(inner.errors())
                      .extracting(Throwable::getMessage)
                      .containsExactly("inner child"));
    });
    assertThat(trace).containsExactly("outer child cancelled at 10");
  }

  @Test
  void aFailureOfTheOuterGroupPassesThroughTheInnerAsACancellation() {
    inLoop(() -> {
      TaskGroupException outer =
          failureOf(() ->
              TaskGroup.run(group -> {
                group.createTask(() -> fail(10, "outer child"));
                return TaskGroup.run(inner -> inner.createTask(() -> cancellable("inner child")));
              }));
      assertThat(outer.errors()).extracting(Throwable::getMessage).containsExactly("outer child");
    });
    assertThat(trace).containsExactly("inner child cancelled at 10");
  }

  @Test
  void groupsThatFailTogetherEachTakeTheirOwnCancellationBack() {
    inLoop(() -> {
      TaskGroupException outer =
          failureOf(() ->
              TaskGroup.run(group -> {
                TaskGroupException inner =
                    failureOf(() ->
                        TaskGroup.run(innerGroup -> {
                          innerGroup.createTask(() -> fail(0, "inner"));
                          return group.createTask(() -> fail(0, "outer"));
                        }));
                assertThat(inner.errors())
                    .extracting(Throwable::getMessage)
                    .containsExactly("inner");
                assertThat(EventLoop.currentTask().cancelling()).isEqualTo(1);
                return null;
              }));
      assertThat(outer.errors()).extracting(Throwable::getMessage).containsExactly("outer");
      assertThat(EventLoop.currentTask().cancelling()).isZero();
      EventLoop.yieldNow(); // nothing is left to be thrown
    });
  }

  @Test
  void aFailureInAnInnerGroupDuringACancellationReachesTheOuterOneAsAnError() {
    inLoop(() -> {
      Task<Object> parent =
          loop.createTask(() ->
              TaskGroup.run(outer ->
                  TaskGroup.run(inner -> {
                    inner.createTask(() -> failsInCleanUp("inner child"));
                    return sleepLong();
                  })));
      EventLoop.sleep(millis(10));
      parent.cancel();
      assertThat(failureOf(() -> EventLoop.await(parent)).errors())
          .singleElement()
          .isInstanceOf(TaskGroupException.class);
    });
  }

  @Test
  void aGroupThatHasEndedTakesNoMoreTasks() {
    inLoop(() -> {
      TaskGroup ended = TaskGroup.<TaskGroup>run(group -> group);
      assertThatThrownBy(() -> ended.createTask(() -> trace.add("begun")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has ended");
      EventLoop.yieldNow();
    });
    assertThat(trace).isEmpty();
  }

  @Test
  void aGroupThatAbortsTakesNoMoreTasks() {
    inLoop(() -> {
      TaskGroupException failure =
          failureOf(() ->
              TaskGroup.run(group -> {
                group.createTask(() -> fail(10, "planted"));
                return group.createTask(() -> {
                  try {
                    sleepLong();
                  } catch (CancellationException e) {
                    assertThatThrownBy(() -> group.createTask(() -> trace.add("begun")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("shutting down");
                    trace.add("refused");
                  }
                });
              }));
      assertThat(failure.errors()).hasSize(1);
    });
    assertThat(trace).containsExactly("refused");
  }

  @Test
  void tasksThatMakeTasksForEverAreStoppedByOneFailure() {
    inLoop(() -> {
      TaskGroupException failure =
          failureOf(() ->
              TaskGroup.run(group -> {
                seen.set(group);
                group.createTask(this::multiply);
                return group.createTask(() -> fail(50, "enough"));
              }));
      assertThat(failure.errors()).extracting(Throwable::getMessage).containsExactly("enough");
      assertThat(loop.stats().tasks()).isEqualTo(1);
    });
  }

  private void multiply() {
    EventLoop.sleep(millis(10));
    seen.get().createTask(this::multiply);
    seen.get().createTask(this::multiply);
  }

  @Test
  void aGroupNeedsATask() {
    assertThatThrownBy(() -> TaskGroup.run(group -> null))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aTaskThatFailedInAGroupIsNotReportedAsUnread() {
    inLoop(
        () -> failureOf(() -> TaskGroup.run(group -> group.createTask(() -> fail(10, "planted")))));
    assertThat(unhandled).isEmpty();
  }
}
