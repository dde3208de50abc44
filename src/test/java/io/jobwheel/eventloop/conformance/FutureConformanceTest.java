package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Future;
import io.jobwheel.eventloop.Task;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FutureConformanceTest extends ConformanceTest {

  private Consumer<Future<String>> named(String name) {
    return ended -> trace.add(name);
  }

  @Test
  void aNewFutureIsNeitherDoneNorCancelled() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      assertThat(future.isDone()).isFalse();
      assertThat(future.isCancelled()).isFalse();
      assertThat(future.loop()).isSameAs(loop);
    });
  }

  @Test
  void nullIsAResult() {
    inLoop(() -> {
      Future<Object> future = loop.createFuture();
      future.setResult(null);
      assertThat(future.isDone()).isTrue();
      assertThat(future.result()).isNull();
      assertThat(future.exception()).isNull();
      assertThat(EventLoop.await(future)).isNull();
    });
  }

  @Test
  void theErrorIsThrownToEveryReaderAndEveryTime() {
    IllegalStateException error = new IllegalStateException();
    inLoop(() -> {
      Future<Object> future = loop.createFuture();
      future.setException(error);
      assertThat(future.isDone()).isTrue();
      assertThat(future.isCancelled()).isFalse();
      assertThat(future.exception()).isSameAs(error);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(future::result).isSameAs(error);
        assertThatThrownBy(() -> EventLoop.await(future)).isSameAs(error);
      }
    });
  }

  @Test
  void aCheckedErrorIsReadAsItWasSet() {
    IOException error = new IOException();
    inLoop(() -> {
      Future<Object> future = loop.createFuture();
      future.setException(error);
      assertThat(future.exception()).isSameAs(error);
      assertThatThrownBy(future::result).hasCause(error);
    });
  }

  @Test
  void aFutureThatFailedCannotEndAgain() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      IllegalStateException error = new IllegalStateException("first");
      future.setException(error);
      assertThatThrownBy(() -> future.setResult("late"))
          .isInstanceOf(IllegalStateException.class)
          .isNotSameAs(error);
      assertThat(future.cancel()).isFalse();
      assertThat(future.exception()).isSameAs(error);
    });
  }

  @Test
  void aFutureThatWasCancelledCannotEndAgain() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      future.cancel("first");
      assertThatThrownBy(() -> future.setResult("late")).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> future.setException(new IOException()))
          .isInstanceOf(IllegalStateException.class);
      assertThat(future.cancel("second")).isFalse();
      assertThatThrownBy(future::result).hasMessage("first");
    });
  }

  @Test
  void anErrorIsNeverNull() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      assertThatThrownBy(() -> future.setException(null)).isInstanceOf(NullPointerException.class);
      assertThat(future.isDone()).isFalse();
    });
  }

  @Test
  void callbacksAreCalledWithTheFutureWhateverItsEnd() {
    inLoop(() -> {
      Future<Object> succeeded = loop.createFuture();
      Future<Object> failed = loop.createFuture();
      Future<Object> cancelled = loop.createFuture();
      for (Future<Object> future : List.of(succeeded, failed, cancelled)) {
        future.addDoneCallback(trace::add);
      }
      succeeded.setResult(1);
      failed.setException(new IOException());
      cancelled.cancel();
      EventLoop.yieldNow();
      assertThat(trace).containsExactly(succeeded, failed, cancelled);
    });
  }

  @Test
  void callbacksOfTwoFuturesAreCalledInTheOrderOfTheirEnds() {
    inLoop(() -> {
      Future<String> one = loop.createFuture();
      Future<String> two = loop.createFuture();
      one.addDoneCallback(named("one"));
      two.addDoneCallback(named("two"));
      two.setResult("");
      one.setResult("");
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("two", "one");
  }

  @Test
  void theSameCallbackTwiceIsCalledTwice() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      Consumer<Future<String>> callback = named("called");
      future.addDoneCallback(callback);
      future.addDoneCallback(callback);
      future.setResult("");
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("called", "called");
  }

  @Test
  void takingOneCallbackBackLeavesTheOthersInTheirOrder() {
    inLoop(() -> {
      List<Consumer<Future<String>>> callbacks = List.of(named("A"), named("B"), named("C"));
      for (Consumer<Future<String>> removed : callbacks) {
        Future<String> future = loop.createFuture();
        callbacks.forEach(future::addDoneCallback);
        assertThat(future.removeDoneCallback(removed)).isEqualTo(1);
        future.setResult("");
        EventLoop.yieldNow();
      }
    });
    assertThat(trace).containsExactly("B", "C", "A", "C", "A", "B");
  }

  @Test
  void aCallbackThatWasNeverAddedIsNotTakenBack() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      assertThat(future.removeDoneCallback(named("never"))).isZero();
      future.addDoneCallback(named("A"));
      assertThat(future.removeDoneCallback(named("never"))).isZero();
      future.setResult("");
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("A");
  }

  @Test
  void aCallbackCannotBeRemovedOnceTheFutureIsDone() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      Consumer<Future<String>> callback = named("called all the same");
      future.addDoneCallback(callback);
      future.setResult("");
      assertThat(future.removeDoneCallback(callback)).isZero();
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("called all the same");
  }

  @Test
  void aCallbackThatTakesTheNextOneBackComesTooLate() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      Consumer<Future<String>> second = named("second");
      future.addDoneCallback(ended -> trace.add(future.removeDoneCallback(second)));
      future.addDoneCallback(second);
      future.setResult("");
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly(0, "second");
  }

  @Test
  void aCallbackThatAddsAnotherHasItCalledAtTheNextIteration() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      future.addDoneCallback(ended -> future.addDoneCallback(named("added inside")));
      future.addDoneCallback(named("added before"));
      future.setResult("");
      EventLoop.yieldNow();
      assertThat(trace).containsExactly("added before");
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("added before", "added inside");
  }

  @Test
  void aCallbackMayEndAnotherFuture() {
    inLoop(() -> {
      Future<String> first = loop.createFuture();
      Future<String> second = loop.createFuture();
      first.addDoneCallback(ended -> second.setResult(ended.result() + "!"));
      loop.callSoon(() -> first.setResult("go"));
      assertThat(EventLoop.await(second)).isEqualTo("go!");
    });
  }

  @Test
  void awaitingWhatHasFailedThrowsAtOnceWithoutLettingOthersRun() {
    inLoop(() -> {
      Future<Object> future = loop.createFuture();
      future.setException(new IllegalStateException("planted"));
      loop.callSoon(() -> trace.add("turn"));
      assertThatThrownBy(() -> EventLoop.await(future)).hasMessage("planted");
      assertThat(trace).isEmpty();
    });
  }

  @Test
  void severalTasksThatAwaitOneGetTheSameError() {
    IllegalStateException error = new IllegalStateException();
    inLoop(() -> {
      Future<Object> future = loop.createFuture();
      Task<Object> one = loop.createTask(() -> EventLoop.await(future));
      Task<Object> two = loop.createTask(() -> EventLoop.await(future));
      EventLoop.yieldNow();
      future.setException(error);
      EventLoop.gatherSettled(List.of(one, two));
      assertThat(one.exception()).isSameAs(error);
      assertThat(two.exception()).isSameAs(error);
    });
  }

  @Test
  void tasksThatAwaitOneFutureContinueInTheOrderInWhichTheyCame() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      List<Task<Void>> tasks =
          List.of("A", "B", "C").stream()
              .map(name ->
                  loop.createTask(() -> {
                    EventLoop.await(future);
                    trace.add(name);
                  }))
              .toList();
      EventLoop.yieldNow();
      future.setResult("");
      EventLoop.gather(tasks);
    });
    assertThat(trace).containsExactly("A", "B", "C");
  }

  @Test
  void cancellingOneOfTheTasksThatAwaitAFutureCancelsItForAll() {
    inLoop(() -> {
      Future<Object> future = loop.createFuture();
      Task<Object> one = loop.createTask(() -> EventLoop.await(future));
      Task<Object> two = loop.createTask(() -> EventLoop.await(future));
      EventLoop.yieldNow();
      one.cancel("shared");
      EventLoop.gatherSettled(List.of(one, two));
      assertThat(List.of(future, one, two)).allMatch(Future::isCancelled);
      assertThatThrownBy(two::result).hasMessage("shared");
      assertThat(two.cancelling()).isZero();
    });
  }

  @Test
  void anyThreadMayCheckWhetherItIsDone() {
    inLoop(() -> {
      Future<Object> future = loop.createFuture();
      assertThat(CompletableFuture.supplyAsync(future::isDone).join()).isFalse();
      future.cancel();
      assertThat(CompletableFuture.supplyAsync(future::isDone).join()).isTrue();
      assertThat(CompletableFuture.supplyAsync(future::isCancelled).join()).isTrue();
    });
  }

  @Test
  void aPlainFutureWhoseErrorIsNeverReadIsReported() {
    inLoop(() -> {
      loop.createFuture().setException(new IOException("unread"));
      EventLoop.sleep(millis(10));
    });
    assertThat(unhandled).singleElement().isInstanceOf(IOException.class);
  }

  @Test
  void aCancellationThatIsSetAsAnErrorEndsTheAwaitingTaskAsCancelled() {
    inLoop(() -> {
      Future<Object> future = loop.createFuture();
      Task<Object> task = loop.createTask(() -> EventLoop.await(future));
      EventLoop.yieldNow();
      future.setException(new CancellationException("as an error"));
      EventLoop.gatherSettled(List.of(task));
      assertThat(future.isCancelled()).isFalse();
      assertThat(task.isCancelled()).isTrue();
      assertThatThrownBy(task::result).hasMessage("as an error");
    });
  }
}
