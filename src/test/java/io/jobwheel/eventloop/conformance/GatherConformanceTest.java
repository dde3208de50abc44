package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Future;
import io.jobwheel.eventloop.Task;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GatherConformanceTest extends ConformanceTest {

  private Task<Object> stubborn(long millis) {
    return loop.createTask(() -> {
      try {
        return sleepLong();
      } catch (CancellationException e) {
        EventLoop.sleep(millis(millis));
        return trace.add("swallowed at " + elapsed());
      }
    });
  }

  @Test
  void plainFuturesAreGatheredInTheOrderGiven() {
    inLoop(() -> {
      List<Future<Integer>> futures =
          Stream.generate(loop::<Integer>createFuture).limit(3).toList();
      Task<List<Integer>> all = loop.createTask(() -> EventLoop.gather(futures));
      EventLoop.yieldNow();
      futures.get(1).setResult(1);
      futures.get(0).setResult(2);
      EventLoop.yieldNow();
      assertThat(all.isDone()).isFalse();
      futures.get(2).setResult(3);
      assertThat(EventLoop.await(all)).containsExactly(2, 1, 3);
    });
  }

  @Test
  void whatHappensToTheOthersAfterTheFirstErrorChangesNothing() {
    inLoop(() -> {
      List<Future<Integer>> futures =
          Stream.generate(loop::<Integer>createFuture).limit(4).toList();
      Task<List<Integer>> all = loop.createTask(() -> EventLoop.gather(futures));
      EventLoop.yieldNow();
      IllegalStateException first = new IllegalStateException("first");
      futures.get(1).setException(first);
      futures.get(0).setResult(1);
      futures.get(2).cancel();
      futures.get(3).setException(new IllegalStateException("second"));
      assertThatThrownBy(() -> EventLoop.await(all)).isSameAs(first);
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void anErrorThatIsThereAlreadyIsThrownAtOnce() {
    inLoop(() -> {
      Task<Object> failed = failing(0, "planted");
      EventLoop.gatherSettled(List.of(failed));
      Task<Object> slow = loop.createTask(ConformanceTest::sleepLong);
      loop.callSoon(() -> trace.add("turn"));
      assertThatThrownBy(() -> EventLoop.gather(List.of(slow, failed))).hasMessage("planted");
      assertThat(trace).isEmpty();
    });
  }

  @Test
  void aGatherMayBePartOfAnother() {
    inLoop(() -> {
      Task<List<Integer>> inner =
          loop.createTask(() -> EventLoop.gather(List.of(after(20, 1), after(10, 2))));
      assertThat(EventLoop.gather(List.of(inner, after(5, List.of(3)))))
          .containsExactly(List.of(1, 2), List.of(3));
    });
  }

  @Test
  void cancellingReachesThePartsOfThePartsOfAGather() {
    inLoop(() -> {
      Task<Object> leaf = loop.createTask(ConformanceTest::sleepLong);
      Task<List<Object>> inner = loop.createTask(() -> EventLoop.gather(List.of(leaf)));
      Task<List<List<Object>>> outer = loop.createTask(() -> EventLoop.gather(List.of(inner)));
      EventLoop.sleep(millis(10));
      outer.cancel("all of it");
      assertThatThrownBy(() -> EventLoop.await(outer)).hasMessage("all of it");
      assertThat(leaf.isCancelled()).isTrue();
    });
  }

  @Test
  void cancellingAfterTheFirstErrorLeavesTheOthersAlone() {
    inLoop(() -> {
      Task<Object> slow =
          loop.createTask(() -> {
            EventLoop.sleep(millis(100));
            return "slow";
          });
      Task<Object> waiting =
          loop.createTask(() -> {
            assertThatThrownBy(() -> EventLoop.gather(List.of(slow, failing(10, "planted"))))
                .hasMessage("planted");
            return sleepLong();
          });
      EventLoop.sleep(millis(50));
      waiting.cancel();
      assertThat(EventLoop.await(slow)).isEqualTo("slow");
    });
  }

  @Test
  void theSameFutureTwiceIsCancelledOnce() {
    inLoop(() -> {
      Task<Object> part = loop.createTask(ConformanceTest::sleepLong);
      Task<List<Object>> all = loop.createTask(() -> EventLoop.gather(List.of(part, part)));
      EventLoop.sleep(millis(10));
      all.cancel();
      assertThatThrownBy(() -> EventLoop.await(all)).isInstanceOf(CancellationException.class);
      assertThat(part.cancelling()).isEqualTo(1);
    });
  }

  @Test
  void aCancellationInThePassOfTheLastResultWins() {
    inLoop(() -> {
      Future<Integer> part = loop.createFuture();
      Task<List<Integer>> all = loop.createTask(() -> EventLoop.gather(List.of(part)));
      EventLoop.yieldNow();
      part.addDoneCallback(ended -> all.cancel("just then"));
      part.setResult(1);
      assertThatThrownBy(() -> EventLoop.await(all)).hasMessage("just then");
    });
  }

  @Test
  void allEndsAreWaitedForAndNothingIsThrown() {
    inLoop(() -> {
      Task<Object> cancelled = loop.createTask(ConformanceTest::sleepLong);
      loop.callLater(millis(20), () -> cancelled.cancel("not this one"));
      Task<Object> well = loop.createTask(() -> sleepAndReturn(30));
      List<Task<Object>> parts = List.of(failing(10, "planted"), cancelled, well);
      List<Task<Object>> ended = EventLoop.gatherSettled(parts);
      assertThat(ended).containsExactlyElementsOf(parts).allMatch(Future::isDone);
      assertThat(ended.get(0).exception()).hasMessage("planted");
      assertThat(ended.get(1).isCancelled()).isTrue();
      assertThat(ended.get(2).result()).isEqualTo("well");
    });
    assertThat(elapsed()).isEqualTo(30);
    assertThat(unhandled).isEmpty();
  }

  private static Object sleepAndReturn(long millis) {
    EventLoop.sleep(millis(millis));
    return "well";
  }

  @Test
  void gatherSettledOfNothingIsAnEmptyListAtOnce() {
    inLoop(() -> {
      loop.callSoon(() -> trace.add("turn"));
      assertThat(EventLoop.gatherSettled(List.<Task<Object>>of())).isEmpty();
      assertThat(trace).isEmpty();
    });
  }

  @Test
  void theEndOfTheSameFutureTwiceIsThereTwice() {
    inLoop(() -> {
      Task<Integer> part = after(10, 1);
      Task<Integer> other = after(5, 2);
      assertThat(EventLoop.gatherSettled(List.of(part, other, part)))
          .containsExactly(part, other, part);
    });
  }

  @Test
  void futuresThatAreDoneAreGatheredSettledAtOnceWithoutLettingOthersRun() {
    inLoop(() -> {
      Task<Integer> done = after(0, 1);
      EventLoop.await(done);
      loop.callSoon(() -> trace.add("turn"));
      assertThat(EventLoop.gatherSettled(List.of(done))).containsExactly(done);
      assertThat(trace).isEmpty();
    });
  }

  @Test
  void cancellingTheWaitForAllEndsCancelsThemAndIsThrownWhenTheyHaveEnded() {
    inLoop(() -> {
      List<Task<Object>> parts = List.of(stubborn(50), loop.createTask(ConformanceTest::sleepLong));
      Task<List<Task<Object>>> all = loop.createTask(() -> EventLoop.gatherSettled(parts));
      EventLoop.sleep(millis(10));
      all.cancel("enough");
      assertThatThrownBy(() -> EventLoop.await(all))
          .isInstanceOf(CancellationException.class)
          .hasMessage("enough");
      assertThat(elapsed()).isEqualTo(60);
      assertThat(parts).allMatch(Future::isDone);
      assertThat(parts.get(1).isCancelled()).isTrue();
    });
    assertThat(trace).containsExactly("swallowed at 60");
  }

  @Test
  void partsThatAllSwallowTheirCancellationDoNotHideItFromTheWaitForAllEnds() {
    inLoop(() -> {
      Task<List<Task<Object>>> all =
          loop.createTask(() -> EventLoop.gatherSettled(List.of(stubborn(0), stubborn(0))));
      EventLoop.sleep(millis(10));
      all.cancel("enough");
      assertThatThrownBy(() -> EventLoop.await(all)).hasMessage("enough");
    });
    assertThat(trace).containsExactly("swallowed at 10", "swallowed at 10");
  }

  @Test
  void anEndInAnotherLoopIsRefused() {
    try (EventLoop other = EventLoop.create("other")) {
      Future<Object> foreign = other.createFuture();
      inLoop(() -> {
        assertThatThrownBy(() -> EventLoop.gatherSettled(List.of(foreign)))
            .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> EventLoop.gather(List.of(loop.createFuture(), foreign)))
            .isInstanceOf(IllegalStateException.class);
      });
    }
  }
}
