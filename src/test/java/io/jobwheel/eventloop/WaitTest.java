package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WaitTest extends LoopTest {

  private Task<Void> failing(long millis) {
    return loop.createTask(() -> {
      EventLoop.sleep(millis(millis));
      throw new IllegalStateException("planted");
    });
  }

  @Test
  void allCompletedWaitsForTheLastAndThrowsNothing() {
    inLoop(() -> {
      List<Task<Void>> tasks = List.of(sleeper("A", 300), failing(100), sleeper("C", 200));
      WaitResult<Task<Void>> waited = EventLoop.wait(tasks, ReturnWhen.ALL_COMPLETED);
      assertThat(waited.done()).containsExactlyElementsOf(tasks);
      assertThat(waited.pending()).isEmpty();
      assertThat(tasks.get(1).exception()).hasMessage("planted");
    });
    assertThat(ticker.elapsed()).isEqualTo(millis(300));
    assertThat(unhandled).isEmpty();
  }

  @Test
  void firstCompletedReturnsWithTheFirst() {
    inLoop(() -> {
      Task<Void> a = sleeper("A", 300);
      Task<Void> b = sleeper("B", 100);
      WaitResult<Task<Void>> waited = EventLoop.wait(List.of(a, b), ReturnWhen.FIRST_COMPLETED);
      assertThat(waited.done()).containsExactly(b);
      assertThat(waited.pending()).containsExactly(a);
      assertThat(ticker.elapsed()).isEqualTo(millis(100));
    });
  }

  @Test
  void firstCompletedReturnsAllThatEndedTogether() {
    inLoop(() -> {
      List<Task<Void>> tasks = List.of(sleeper("A", 100), sleeper("B", 100), sleeper("C", 200));
      WaitResult<Task<Void>> waited = EventLoop.wait(tasks, ReturnWhen.FIRST_COMPLETED);
      assertThat(waited.done()).containsExactlyElementsOf(tasks.subList(0, 2));
    });
  }

  @Test
  void firstExceptionReturnsWithTheFirstFailure() {
    inLoop(() -> {
      Task<Void> ended = sleeper("A", 50);
      Task<Void> failed = failing(100);
      Task<Void> slow = sleeper("B", 300);
      WaitResult<Task<Void>> waited =
          EventLoop.wait(List.of(slow, failed, ended), ReturnWhen.FIRST_EXCEPTION);
      assertThat(waited.done()).containsExactly(failed, ended);
      assertThat(waited.pending()).containsExactly(slow);
      assertThat(ticker.elapsed()).isEqualTo(millis(100));
    });
  }

  @Test
  void firstExceptionDoesNotTakeACancellationForOne() {
    inLoop(() -> {
      Task<Void> cancelled = sleeper("A", 300);
      loop.callLater(millis(100), cancelled::cancel);
      EventLoop.wait(List.of(cancelled, sleeper("B", 200)), ReturnWhen.FIRST_EXCEPTION);
      assertThat(ticker.elapsed()).isEqualTo(millis(200));
    });
  }

  @Test
  void aFailureThatIsThereAlreadyIsEnoughForFirstException() {
    inLoop(() -> {
      Task<Void> failed = failing(0);
      assertThatThrownBy(() -> EventLoop.await(failed)).hasMessage("planted");
      EventLoop.wait(List.of(sleeper("A", 100), failed), ReturnWhen.FIRST_EXCEPTION);
      assertThat(ticker.elapsed()).isZero();
    });
  }

  @Test
  void theLimitEndsTheWaitAndCancelsNothing() {
    inLoop(() -> {
      Task<Void> quick = sleeper("A", 100);
      Task<Void> slow = sleeper("B", 300);
      WaitResult<Task<Void>> waited =
          EventLoop.wait(List.of(quick, slow), ReturnWhen.ALL_COMPLETED, millis(200));
      assertThat(ticker.elapsed()).isEqualTo(millis(200));
      assertThat(waited.done()).containsExactly(quick);
      assertThat(waited.pending()).containsExactly(slow);
      EventLoop.await(slow);
    });
  }

  @Test
  void aLimitOfZeroLooksOnce() {
    inLoop(() -> {
      Task<Void> slow = sleeper("A", 300);
      WaitResult<Task<Void>> waited =
          EventLoop.wait(List.of(slow), ReturnWhen.ALL_COMPLETED, seconds(0));
      assertThat(waited.pending()).containsExactly(slow);
      assertThat(ticker.elapsed()).isZero();
    });
  }

  @Test
  void noTimerIsLeftWhenTheConditionHoldsBeforeTheLimit() {
    inLoop(() -> {
      EventLoop.wait(List.of(sleeper("A", 100)), ReturnWhen.ALL_COMPLETED, seconds(100));
      EventLoop.yieldNow();
      assertThat(loop.stats().timers()).isZero();
    });
    assertThat(ticker.elapsed()).isEqualTo(millis(100));
  }

  @Test
  void aWaitWithoutALimitIsNotEndedByVirtualTime() {
    CountDownLatch waiting = new CountDownLatch(1);
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      elsewhere(() -> {
        waiting.await();
        loop.post(() -> future.setResult("from outside"));
      });
      loop.callSoon(waiting::countDown);
      WaitResult<Future<String>> waited = EventLoop.wait(List.of(future), ReturnWhen.ALL_COMPLETED);
      assertThat(waited.done()).containsExactly(future);
    });
    assertThat(ticker.elapsed()).isZero();
  }

  @Test
  void cancellingTheWaitCancelsNoneOfTheFutures() {
    inLoop(() -> {
      Task<Void> part = sleeper("A", 300);
      Task<Void> waiter =
          loop.createTask(() -> {
            EventLoop.wait(List.of(part), ReturnWhen.ALL_COMPLETED);
          });
      EventLoop.sleep(millis(100));
      waiter.cancel("impatient");
      assertThatThrownBy(() -> EventLoop.await(waiter))
          .isInstanceOf(CancellationException.class)
          .hasMessage("impatient");
      EventLoop.await(part);
    });
    assertThat(trace).contains("A ends");
  }

  @Test
  void theSameFutureTwiceIsWaitedForOnce() {
    inLoop(() -> {
      Task<Void> task = sleeper("A", 100);
      assertThat(EventLoop.wait(List.of(task, task), ReturnWhen.ALL_COMPLETED).done())
          .containsExactly(task);
    });
  }

  @Test
  void nothingToWaitForIsRefused() {
    inLoop(() ->
        assertThatThrownBy(() -> EventLoop.wait(List.<Task<Void>>of(), ReturnWhen.ALL_COMPLETED))
            .isInstanceOf(IllegalArgumentException.class));
  }

  @Test
  void aFutureOfAnotherLoopIsRefused() {
    try (EventLoop other = EventLoop.create("other", new VirtualTicker())) {
      assertThatThrownBy(() ->
              elsewhere(() ->
                      inLoop(() ->
                          EventLoop.wait(List.of(other.createFuture()), ReturnWhen.ALL_COMPLETED)))
                  .join())
          .cause()
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
