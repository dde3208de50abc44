package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Future;
import io.jobwheel.eventloop.ReturnWhen;
import io.jobwheel.eventloop.Task;
import io.jobwheel.eventloop.WaitResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WaitConformanceTest extends ConformanceTest {

  @Test
  void waitingAgainForWhatIsDoneTakesNoTime() {
    inLoop(() -> {
      List<Task<Integer>> tasks = List.of(after(10, 1), after(15, 2));
      for (int i = 0; i < 2; i++) {
        WaitResult<Task<Integer>> waited = EventLoop.wait(tasks, ReturnWhen.ALL_COMPLETED);
        assertThat(waited.done()).containsExactlyElementsOf(tasks);
        assertThat(elapsed()).isEqualTo(15);
      }
    });
  }

  @Test
  void whatEndsWhileTheWaitReturnsIsAmongTheDone() {
    inLoop(() -> {
      Task<Void> first = loop.createTask(EventLoop::yieldNow);
      Task<Void> second =
          loop.createTask(() -> {
            EventLoop.yieldNow();
            EventLoop.yieldNow();
          });
      WaitResult<Task<Void>> waited =
          EventLoop.wait(List.of(second, first), ReturnWhen.FIRST_COMPLETED);
      assertThat(waited.done()).containsExactly(second, first);
    });
  }

  @Test
  void aTaskThatEndsAtTheLimitIsAmongTheDone() {
    inLoop(() -> {
      Task<Integer> atTheLimit = after(10, 1);
      Task<Integer> later = after(15, 2);
      WaitResult<Task<Integer>> waited =
          EventLoop.wait(List.of(later, atTheLimit), ReturnWhen.ALL_COMPLETED, millis(10));
      assertThat(waited.done()).containsExactly(atTheLimit);
      assertThat(waited.pending()).containsExactly(later);
      assertThat(elapsed()).isEqualTo(10);
    });
  }

  @Test
  void aCancellationIsEnoughForFirstCompleted() {
    inLoop(() -> {
      Task<Object> cancelled = loop.createTask(ConformanceTest::sleepLong);
      Task<Object> other = loop.createTask(ConformanceTest::sleepLong);
      loop.callLater(millis(10), cancelled::cancel);
      WaitResult<Task<Object>> waited =
          EventLoop.wait(List.of(other, cancelled), ReturnWhen.FIRST_COMPLETED);
      assertThat(waited.done()).containsExactly(cancelled);
      assertThat(elapsed()).isEqualTo(10);
    });
  }

  @Test
  void withoutAnyExceptionFirstExceptionWaitsForAll() {
    inLoop(() -> {
      List<Task<Integer>> tasks = List.of(after(10, 1), after(20, 2));
      assertThat(EventLoop.wait(tasks, ReturnWhen.FIRST_EXCEPTION).pending()).isEmpty();
      assertThat(elapsed()).isEqualTo(20);
    });
  }

  @Test
  void aFailureIsEnoughForFirstCompleted() {
    inLoop(() -> {
      Task<Object> failed = failing(10, "planted");
      Task<Object> slow = loop.createTask(ConformanceTest::sleepLong);
      assertThat(EventLoop.wait(List.of(slow, failed), ReturnWhen.FIRST_COMPLETED).done())
          .containsExactly(failed);
      assertThat(failed.exception()).hasMessage("planted");
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void plainFuturesAndTasksAreWaitedForTogether() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      Task<Integer> task = after(10, 1);
      loop.callLater(millis(20), () -> future.setResult("late"));
      WaitResult<Future<?>> waited =
          EventLoop.wait(List.<Future<?>>of(future, task), ReturnWhen.ALL_COMPLETED);
      assertThat(waited.done()).isEqualTo(Set.of(future, task));
      assertThat(elapsed()).isEqualTo(20);
    });
  }

  @Test
  void aNegativeLimitLooksOnce() {
    inLoop(() -> {
      Task<Integer> slow = after(10, 1);
      assertThat(EventLoop.wait(List.of(slow), ReturnWhen.ALL_COMPLETED, millis(-5)).pending())
          .containsExactly(slow);
      assertThat(elapsed()).isZero();
    });
  }

  @Test
  void severalTasksMayWaitForTheSameFutures() {
    inLoop(() -> {
      List<Task<Integer>> tasks = List.of(after(10, 1), after(20, 2));
      Task<Integer> any =
          loop.createTask(() -> EventLoop.wait(tasks, ReturnWhen.FIRST_COMPLETED).done().size());
      Task<Integer> all =
          loop.createTask(() -> EventLoop.wait(tasks, ReturnWhen.ALL_COMPLETED).done().size());
      assertThat(EventLoop.gather(List.of(any, all))).containsExactly(1, 2);
    });
  }

  @Test
  void aTaskThatFailsAfterTheLimitIsUnreadAndReported() {
    inLoop(() -> {
      Task<Object> late = failing(20, "unread");
      EventLoop.wait(List.of(late), ReturnWhen.ALL_COMPLETED, millis(10));
      EventLoop.sleep(millis(50));
    });
    assertThat(unhandled).singleElement().extracting(Throwable::getMessage).isEqualTo("unread");
  }

  @Test
  void theFuturesAreThoseOfTheMomentOfTheCall() {
    inLoop(() -> {
      List<Task<Integer>> given = new ArrayList<>(List.of(after(10, 1)));
      loop.callSoon(() -> given.add(after(1000, 2)));
      assertThat(EventLoop.wait(given, ReturnWhen.ALL_COMPLETED).done()).hasSize(1);
      assertThat(elapsed()).isEqualTo(10);
    });
  }
}
