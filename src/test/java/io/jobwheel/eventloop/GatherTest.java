package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class GatherTest extends LoopTest {

  private Task<Integer> after(long millis, int result) {
    return loop.createTask(() -> {
      EventLoop.sleep(millis(millis));
      return result;
    });
  }

  private Task<Integer> failing(long millis, String message) {
    return loop.createTask(() -> {
      EventLoop.sleep(millis(millis));
      throw new IllegalStateException(message);
    });
  }

  private Task<Integer> stubborn() {
    return loop.createTask(() -> {
      try {
        EventLoop.sleep(seconds(10));
      } catch (CancellationException e) {
        trace.add("swallowed");
      }
      return 1;
    });
  }

  @Test
  void resultsComeInTheOrderGivenAndNotInTheOrderOfEnding() {
    inLoop(() ->
        assertThat(EventLoop.gather(List.of(after(300, 1), after(200, 2), after(100, 3))))
            .containsExactly(1, 2, 3));
    assertThat(ticker.elapsed()).isEqualTo(millis(300));
  }

  @Test
  void nullsAreResults() {
    inLoop(() ->
        assertThat(EventLoop.gather(List.of(loop.createTask(() -> {}), loop.createTask(() -> {}))))
            .containsExactly(null, null));
  }

  @Test
  void nothingToGatherIsAnEmptyListAtOnce() {
    inLoop(() -> assertThat(EventLoop.gather(List.of())).isEmpty());
  }

  @Test
  void theSameFutureTwiceGivesItsResultTwice() {
    inLoop(() -> {
      Task<Integer> task = after(100, 5);
      assertThat(EventLoop.gather(List.of(task, task))).containsExactly(5, 5);
    });
  }

  @Test
  void futuresThatAreDoneAreGatheredAtOnceWithoutLettingOthersRun() {
    inLoop(() -> {
      Task<Integer> done = after(0, 1);
      EventLoop.await(done);
      loop.callSoon(() -> trace.add("turn"));
      assertThat(EventLoop.gather(List.of(done))).containsExactly(1);
      assertThat(trace).isEmpty();
    });
  }

  @Test
  void theFirstErrorIsThrownAtOnceWhileTheOthersContinue() {
    inLoop(() -> {
      Task<Integer> slow = after(500, 1);
      assertThatThrownBy(() -> EventLoop.gather(List.of(slow, failing(100, "first"))))
          .hasMessage("first");
      assertThat(ticker.elapsed()).isEqualTo(millis(100));
      assertThat(EventLoop.await(slow)).isEqualTo(1);
    });
    assertThat(ticker.elapsed()).isEqualTo(millis(500));
  }

  @Test
  void aSecondErrorIsNeitherThrownNorUnhandled() {
    inLoop(() -> {
      assertThatThrownBy(
              () -> EventLoop.gather(List.of(failing(100, "first"), failing(200, "second"))))
          .hasMessage("first");
      EventLoop.sleep(seconds(1));
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void aCancelledPartIsThrownWithItsReason() {
    inLoop(() -> {
      Task<Integer> part = after(500, 1);
      loop.callLater(millis(100), () -> part.cancel("not this one"));
      assertThatThrownBy(() -> EventLoop.gather(List.of(after(500, 2), part)))
          .isInstanceOf(CancellationException.class)
          .hasMessage("not this one");
    });
  }

  @Test
  void cancellingTheWaitCancelsEveryPart() {
    inLoop(() -> {
      List<Task<Integer>> parts = List.of(after(500, 1), after(600, 2));
      Task<List<Integer>> all = loop.createTask(() -> EventLoop.gather(parts));
      EventLoop.sleep(millis(100));
      all.cancel("all");
      assertThatThrownBy(() -> EventLoop.await(all)).hasMessage("all");
      EventLoop.yieldNow();
      assertThat(parts).allMatch(Future::isCancelled);
    });
    assertThat(ticker.elapsed()).isEqualTo(millis(100));
  }

  @Test
  void partsThatSwallowTheCancellationDoNotHideIt() {
    inLoop(() -> {
      Task<List<Integer>> all =
          loop.createTask(() -> EventLoop.gather(List.of(stubborn(), stubborn())));
      EventLoop.sleep(millis(100));
      all.cancel("stop");
      assertThatThrownBy(() -> EventLoop.await(all))
          .isInstanceOf(CancellationException.class)
          .hasMessage("stop");
    });
    assertThat(trace).containsExactly("swallowed", "swallowed");
  }

  @Test
  void partsOfAnotherLoopAreRefused() {
    try (EventLoop other = EventLoop.create("other", new VirtualTicker())) {
      Future<Integer> foreign = other.createFuture();
      assertThatThrownBy(
              () -> elsewhere(() -> inLoop(() -> EventLoop.gather(List.of(foreign)))).join())
          .cause()
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
