package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Future;
import io.jobwheel.eventloop.Task;
import io.jobwheel.eventloop.TimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class AsCompletedConformanceTest extends ConformanceTest {

  @Test
  void futuresComeInTheOrderOfTheirEndsAndAtThatTime() {
    inLoop(() -> {
      List<Task<String>> tasks = List.of(after(30, "C"), after(10, "A"), after(20, "B"));
      for (Task<String> task : EventLoop.asCompleted(tasks)) {
        trace.add(task.result() + " at " + elapsed());
      }
    });
    assertThat(trace).containsExactly("A at 10", "B at 20", "C at 30");
  }

  @Test
  void theVeryFuturesThatWereGivenComeOutDone() {
    inLoop(() -> {
      List<Task<String>> tasks = List.of(after(20, "A"), after(10, "B"));
      List<Task<String>> out = new ArrayList<>();
      for (Task<String> task : EventLoop.asCompleted(tasks)) {
        assertThat(task.isDone()).isTrue();
        out.add(task);
      }
      assertThat(out).containsExactly(tasks.get(1), tasks.get(0));
    });
  }

  @Test
  void errorsAndCancellationsComeOutLikeResults() {
    inLoop(() -> {
      Task<Object> failed = failing(10, "planted");
      Task<Object> cancelled = loop.createTask(ConformanceTest::sleepLong);
      loop.callLater(millis(20), cancelled::cancel);
      Iterator<Task<Object>> ends = EventLoop.asCompleted(List.of(cancelled, failed)).iterator();
      assertThat(ends.next().exception()).hasMessage("planted");
      assertThat(ends.next().isCancelled()).isTrue();
      assertThat(ends.hasNext()).isFalse();
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void nothingToWaitForIsNothingToIterate() {
    inLoop(() -> {
      List<Future<Object>> none = List.of();
      assertThat(EventLoop.asCompleted(none).iterator().hasNext()).isFalse();
      assertThat(EventLoop.asCompleted(none, millis(10)).iterator().hasNext()).isFalse();
      EventLoop.yieldNow();
      assertThat(loop.stats().timers()).isZero();
    });
  }

  @Test
  void theSameFutureTwiceComesOutOnce() {
    inLoop(() -> {
      Task<Integer> task = after(10, 1);
      assertThat(EventLoop.asCompleted(List.of(task, after(20, 2), task)))
          .extracting(Future::result)
          .containsExactly(1, 2);
    });
  }

  @Test
  void futuresThatAreDoneComeOutInTheOrderGiven() {
    inLoop(() -> {
      List<Task<Integer>> tasks = List.of(after(20, 1), after(10, 2), after(0, 3));
      EventLoop.gather(tasks);
      assertThat(EventLoop.asCompleted(tasks)).containsExactlyElementsOf(tasks);
    });
  }

  @Test
  void futuresThatEndWhileNoTaskIteratesAreKept() {
    inLoop(() -> {
      Iterator<Task<Integer>> ends =
          EventLoop.asCompleted(List.of(after(20, 2), after(10, 1))).iterator();
      EventLoop.sleep(millis(100));
      assertThat(ends.next().result()).isEqualTo(1);
      assertThat(ends.next().result()).isEqualTo(2);
      assertThat(elapsed()).isEqualTo(100);
    });
  }

  @Test
  void aSecondIterationContinuesWhereTheFirstStopped() {
    inLoop(() -> {
      Iterable<Task<Integer>> ends =
          EventLoop.asCompleted(List.of(after(10, 1), after(20, 2), after(30, 3)));
      for (Task<Integer> task : ends) {
        trace.add(task.result());
        if (trace.size() == 2) {
          break;
        }
      }
      for (Task<Integer> task : ends) {
        trace.add(task.result());
      }
    });
    assertThat(trace).containsExactly(1, 2, 3);
  }

  @Test
  void pastTheLastOneThereIsNone() {
    inLoop(() -> {
      Iterator<Task<Integer>> ends = EventLoop.asCompleted(List.of(after(10, 1))).iterator();
      ends.next();
      assertThat(ends.hasNext()).isFalse();
      assertThatThrownBy(ends::next).isInstanceOf(NoSuchElementException.class);
    });
  }

  @Test
  void pastTheLimitNextThrowsAndCancelsNothing() {
    inLoop(() -> {
      Task<String> quick = after(100, "quick");
      Task<String> slow = after(150, "slow");
      Iterator<Task<String>> ends =
          EventLoop.asCompleted(List.of(slow, quick), millis(120)).iterator();
      assertThat(ends.next()).isSameAs(quick);
      assertThatThrownBy(ends::next).isInstanceOf(TimeoutException.class);
      assertThat(elapsed()).isEqualTo(120);
      assertThat(EventLoop.await(slow)).isEqualTo("slow");
    });
  }

  @Test
  void whatEndedBeforeTheLimitComesOutAfterIt() {
    inLoop(() -> {
      Task<String> quick = after(10, "quick");
      Iterator<Task<String>> ends =
          EventLoop.asCompleted(List.of(quick, after(100, "slow")), millis(50)).iterator();
      EventLoop.sleep(millis(70));
      assertThat(ends.next()).isSameAs(quick);
      assertThatThrownBy(ends::next).isInstanceOf(TimeoutException.class);
    });
  }

  @Test
  void whatEndsAfterTheLimitDoesNotComeOut() {
    inLoop(() -> {
      Iterator<Task<String>> ends =
          EventLoop.asCompleted(List.of(after(100, "slow")), millis(50)).iterator();
      EventLoop.sleep(millis(200));
      assertThatThrownBy(ends::next).isInstanceOf(TimeoutException.class);
      assertThat(ends.hasNext()).isFalse();
    });
  }

  @Test
  void theLimitThrowsOnceForEachThatWasNotDone() {
    inLoop(() -> {
      List<Task<Object>> slow =
          List.of(
              loop.createTask(ConformanceTest::sleepLong),
              loop.createTask(ConformanceTest::sleepLong));
      Iterator<Task<Object>> ends = EventLoop.asCompleted(slow, millis(10)).iterator();
      assertThatThrownBy(ends::next).isInstanceOf(TimeoutException.class);
      assertThatThrownBy(ends::next).isInstanceOf(TimeoutException.class);
      assertThat(ends.hasNext()).isFalse();
    });
  }

  @Test
  void aLimitOfZeroIsOverAtOnce() {
    inLoop(() -> {
      for (Duration limit : List.of(Duration.ZERO, millis(-1))) {
        Iterator<Task<Integer>> ends =
            EventLoop.asCompleted(List.of(after(10, 1)), limit).iterator();
        assertThatThrownBy(ends::next).isInstanceOf(TimeoutException.class);
      }
      assertThat(elapsed()).isZero();
    });
  }

  @Test
  void aLimitThatWasNotNeededLeavesNoTimer() {
    inLoop(() -> {
      assertThat(EventLoop.asCompleted(List.of(after(10, 1), after(20, 2)), millis(1000)))
          .hasSize(2);
      EventLoop.yieldNow();
      assertThat(loop.stats().timers()).isZero();
      assertThat(elapsed()).isEqualTo(20);
    });
  }

  @Test
  void aTaskThatFailsAfterTheLimitIsUnreadAndReported() {
    inLoop(() -> {
      Iterator<Task<Object>> ends =
          EventLoop.asCompleted(List.of(failing(100, "unread")), millis(50)).iterator();
      assertThatThrownBy(ends::next).isInstanceOf(TimeoutException.class);
      EventLoop.sleep(millis(100));
    });
    assertThat(unhandled).singleElement().extracting(Throwable::getMessage).isEqualTo("unread");
  }

  @Test
  void severalTasksMayIterateAndEachFutureGoesToOne() {
    inLoop(() -> {
      Iterator<Task<Integer>> ends =
          EventLoop.asCompleted(List.of(after(10, 1), after(20, 2), after(30, 3))).iterator();
      List<Task<Void>> readers = new ArrayList<>();
      for (String name : List.of("X", "Y", "Z", "too many")) {
        readers.add(
            loop.createTask(() -> {
              if (ends.hasNext()) {
                trace.add(name + ends.next().result());
              }
            }));
      }
      EventLoop.gather(readers);
    });
    assertThat(trace).containsExactly("X1", "Y2", "Z3");
  }

  @Test
  void aWaitThatIsCancelledLosesNoFuture() {
    inLoop(() -> {
      Iterator<Task<Integer>> ends = EventLoop.asCompleted(List.of(after(100, 1))).iterator();
      Task<Task<Integer>> reader = loop.createTask(ends::next);
      EventLoop.sleep(millis(10));
      reader.cancel("impatient");
      assertThatThrownBy(() -> EventLoop.await(reader))
          .isInstanceOf(CancellationException.class)
          .hasMessage("impatient");
      assertThat(ends.hasNext()).isTrue();
      assertThat(ends.next().result()).isEqualTo(1);
    });
  }

  @Test
  void aWaitThatIsCancelledAsItGetsItsFutureHandsItToAnother() {
    inLoop(() -> {
      Future<Integer> one = loop.createFuture();
      Iterator<Future<Integer>> ends =
          EventLoop.asCompleted(List.of(one, loop.<Integer>createFuture())).iterator();
      Task<Future<Integer>> first = loop.createTask(ends::next);
      Task<Future<Integer>> second = loop.createTask(ends::next);
      EventLoop.yieldNow();
      one.addDoneCallback(ended -> first.cancel("just then")); // after the future was handed out
      one.setResult(1);
      assertThatThrownBy(() -> EventLoop.await(first)).hasMessage("just then");
      assertThat(EventLoop.await(second)).isSameAs(one);
    });
  }

  @Test
  void aWaiterThatIsCancelledBeforeTheFutureEndsDoesNotGetIt() {
    inLoop(() -> {
      Future<Integer> one = loop.createFuture();
      Iterator<Future<Integer>> ends = EventLoop.asCompleted(List.of(one)).iterator();
      Task<Future<Integer>> reader = loop.createTask(ends::next);
      EventLoop.yieldNow();
      reader.cancel("just before");
      one.setResult(1);
      assertThatThrownBy(() -> EventLoop.await(reader)).hasMessage("just before");
      assertThat(ends.next()).isSameAs(one);
    });
  }

  @Test
  void theNextOneNeedsATask() {
    inLoop(() -> {
      Iterator<Task<Integer>> ends = EventLoop.asCompleted(List.of(after(10, 1))).iterator();
      loop.callSoon(ends::next);
      EventLoop.yieldNow();
      assertThat(ends.hasNext()).isTrue();
    });
    assertThat(unhandled).singleElement().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFutureOfAnotherLoopIsRefused() {
    try (EventLoop other = EventLoop.create("other")) {
      Future<Object> foreign = other.createFuture();
      inLoop(() -> {
        assertThatThrownBy(() -> EventLoop.asCompleted(List.of(foreign), millis(10)))
            .isInstanceOf(IllegalStateException.class);
        assertThat(loop.stats().timers()).isZero();
      });
    }
  }
}
