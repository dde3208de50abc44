package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Future;
import io.jobwheel.eventloop.Task;
import io.jobwheel.eventloop.TimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ShieldConformanceTest extends ConformanceTest {

  @Test
  void theResultOfTheInnerIsThatOfTheShield() {
    inLoop(
        () -> assertThat(EventLoop.await(EventLoop.shield(after(10, "inner")))).isEqualTo("inner"));
  }

  @Test
  void nullIsAResult() {
    inLoop(() -> {
      Future<Object> inner = loop.createFuture();
      Future<Object> outer = EventLoop.shield(inner);
      inner.setResult(null);
      assertThat(EventLoop.await(outer)).isNull();
    });
  }

  @Test
  void theErrorOfTheInnerIsThatOfTheShield() {
    inLoop(() -> {
      for (Exception error : List.of(new IOException(), new IllegalStateException())) {
        Future<Object> inner = loop.createFuture();
        Future<Object> outer = EventLoop.shield(inner);
        inner.setException(error);
        EventLoop.yieldNow();
        assertThat(outer.exception()).isSameAs(error);
      }
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void cancellingTheInnerCancelsTheShield() {
    inLoop(() -> {
      Future<Object> inner = loop.createFuture();
      Future<Object> outer = EventLoop.shield(inner);
      inner.cancel("the owner wants it");
      EventLoop.yieldNow();
      assertThat(outer.isCancelled()).isTrue();
      assertThatThrownBy(outer::result).hasMessage("the owner wants it");
    });
  }

  @Test
  void cancellingTheShieldLeavesTheInnerAlone() {
    inLoop(() -> {
      Task<String> inner = after(10, "inner");
      Future<String> outer = EventLoop.shield(inner);
      outer.cancel();
      assertThat(outer.isCancelled()).isTrue();
      assertThat(inner.cancelling()).isZero();
      assertThat(EventLoop.await(inner)).isEqualTo("inner");
    });
  }

  @Test
  void theShieldOfWhatIsDoneIsThatItself() {
    inLoop(() -> {
      Future<Object> done = loop.createFuture();
      done.setResult(42);
      assertThat(EventLoop.shield(done)).isSameAs(done);
    });
  }

  @Test
  void aTaskThatWaitsBehindAShieldIsCancelledWithoutTheInner() {
    inLoop(() -> {
      Task<String> inner = after(100, "inner");
      Task<String> waiting = loop.createTask(() -> EventLoop.await(EventLoop.shield(inner)));
      EventLoop.sleep(millis(10));
      waiting.cancel("not needed");
      assertThatThrownBy(() -> EventLoop.await(waiting))
          .isInstanceOf(CancellationException.class)
          .hasMessage("not needed");
      assertThat(elapsed()).isEqualTo(10);
      assertThat(EventLoop.await(inner)).isEqualTo("inner");
    });
  }

  @Test
  void anInnerThatFailsAfterTheShieldWasCancelledIsReported() {
    inLoop(() -> {
      Task<Object> inner = failing(10, "unseen");
      EventLoop.shield(inner).cancel();
      EventLoop.sleep(millis(20));
    });
    assertThat(unhandled).singleElement().extracting(Throwable::getMessage).isEqualTo("unseen");
  }

  @Test
  void aPlainFutureThatFailsAfterTheShieldWasCancelledIsReported() {
    IOException error = new IOException();
    inLoop(() -> {
      Future<Object> inner = loop.createFuture();
      EventLoop.shield(inner).cancel();
      EventLoop.yieldNow();
      inner.setException(error);
      EventLoop.yieldNow();
    });
    assertThat(unhandled).containsExactly(error);
  }

  @Test
  void anInnerThatFailsAfterSeveralShieldsWereCancelledIsReportedOnce() {
    inLoop(() -> {
      Task<Object> inner = failing(10, "unseen");
      EventLoop.shield(inner).cancel();
      EventLoop.shield(inner).cancel();
      EventLoop.sleep(millis(20));
    });
    assertThat(unhandled).hasSize(1);
  }

  @Test
  void anInnerThatEndsWellOrIsCancelledAfterTheShieldWasIsNotReported() {
    inLoop(() -> {
      Task<String> well = after(10, "well");
      Task<Object> cancelled = loop.createTask(ConformanceTest::sleepLong);
      EventLoop.shield(well).cancel();
      EventLoop.shield(cancelled).cancel();
      EventLoop.sleep(millis(20));
      cancelled.cancel();
      EventLoop.sleep(millis(20));
      assertThat(cancelled.isCancelled()).isTrue();
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void anErrorThatReachesTheShieldIsNotReported() {
    inLoop(() ->
        assertThatThrownBy(() -> EventLoop.await(EventLoop.shield(failing(10, "seen"))))
            .hasMessage("seen"));
    assertThat(unhandled).isEmpty();
  }

  @Test
  void cancellingAGatherOfShieldsLeavesTheInnerOnesAlone() {
    inLoop(() -> {
      List<Task<Integer>> inner = List.of(after(100, 1), after(100, 2));
      List<Future<Integer>> outer = inner.stream().<Future<Integer>>map(EventLoop::shield).toList();
      Task<List<Integer>> all = loop.createTask(() -> EventLoop.gather(outer));
      EventLoop.sleep(millis(10));
      all.cancel();
      assertThatThrownBy(() -> EventLoop.await(all)).isInstanceOf(CancellationException.class);
      assertThat(outer).allMatch(Future::isCancelled);
      assertThat(EventLoop.gather(inner)).containsExactly(1, 2);
    });
  }

  @Test
  void aShieldAroundATaskThatGathersKeepsItGathering() {
    inLoop(() -> {
      List<Task<Integer>> parts = List.of(after(100, 1), after(50, 2));
      Task<List<Integer>> parent = loop.createTask(() -> EventLoop.gather(parts));
      EventLoop.shield(parent).cancel();
      assertThat(EventLoop.await(parent)).containsExactly(1, 2);
    });
  }

  @Test
  void aLimitedWaitForAShieldLeavesTheInnerAlone() {
    inLoop(() -> {
      Task<String> inner = after(100, "inner");
      assertThatThrownBy(() -> EventLoop.waitFor(EventLoop.shield(inner), millis(10)))
          .isInstanceOf(TimeoutException.class);
      assertThat(elapsed()).isEqualTo(10);
      assertThat(EventLoop.await(inner)).isEqualTo("inner");
    });
  }

  @Test
  void aWaitWithoutAnyTimeForAShieldLeavesTheInnerAlone() {
    inLoop(() -> {
      Task<String> inner = after(100, "inner");
      Future<String> outer = EventLoop.shield(inner);
      assertThatThrownBy(() -> EventLoop.waitFor(outer, Duration.ZERO))
          .isInstanceOf(TimeoutException.class);
      assertThat(outer.isCancelled()).isTrue();
      assertThat(EventLoop.await(inner)).isEqualTo("inner");
    });
  }

  @Test
  void oneShieldThatIsCancelledLeavesAnotherAlone() {
    inLoop(() -> {
      Task<String> inner = after(10, "inner");
      Future<String> one = EventLoop.shield(inner);
      Future<String> other = EventLoop.shield(inner);
      one.cancel();
      assertThat(EventLoop.await(other)).isEqualTo("inner");
    });
  }
}
