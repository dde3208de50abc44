package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FutureTest extends LoopTest {

  @Test
  void awaitReturnsTheResultThatAnotherTaskSets() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      loop.createTask(() -> {
        EventLoop.sleep(seconds(2));
        future.setResult("late");
      });
      assertThat(EventLoop.await(future)).isEqualTo("late");
      assertThat(ticker.elapsed()).isEqualTo(seconds(2));
    });
  }

  @Test
  void awaitThrowsTheErrorThatACallbackSets() {
    IllegalArgumentException error = new IllegalArgumentException();
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      loop.callLater(seconds(1), () -> future.setException(error));
      assertThatThrownBy(() -> EventLoop.await(future)).isSameAs(error);
    });
  }

  @Test
  void aFutureThatIsNotDoneHasNeitherResultNorException() {
    Future<String> future = loop.createFuture();
    assertThat(future.isDone()).isFalse();
    assertThatThrownBy(future::result).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(future::exception).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFutureEndsOnce() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      future.setResult("first");
      assertThatThrownBy(() -> future.setResult("second"))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> future.setException(new IllegalArgumentException()))
          .isInstanceOf(IllegalStateException.class);
      assertThat(future.cancel()).isFalse();
      assertThat(future.result()).isEqualTo("first");
      assertThat(future.exception()).isNull();
    });
  }

  @Test
  void aCancelledFutureThrowsTheReasonToEveryReader() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      assertThat(future.cancel("no more")).isTrue();
      assertThat(future.isDone()).isTrue();
      assertThat(future.isCancelled()).isTrue();
      for (Body reader :
          List.<Body>of(future::result, future::exception, () -> EventLoop.await(future))) {
        assertThatThrownBy(reader::run)
            .isInstanceOf(CancellationException.class)
            .hasMessage("no more");
      }
    });
  }

  @Test
  void callbacksRunInTheOrderOfAddingAndNeverInsideTheSetter() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      future.addDoneCallback(done -> trace.add("one " + done.result()));
      future.addDoneCallback(done -> trace.add("two"));
      future.setResult("r");
      future.addDoneCallback(done -> trace.add("three"));
      trace.add("set");
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("set", "one r", "two", "three");
  }

  @Test
  void aWaitingTaskAndACallbackAreWokenInTheOrderOfTheirComing() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      future.addDoneCallback(done -> trace.add("callback before"));
      Task<Void> task =
          loop.createTask(() -> {
            EventLoop.await(future);
            trace.add("task");
          });
      EventLoop.yieldNow();
      future.addDoneCallback(done -> trace.add("callback after"));
      future.setResult("r");
      EventLoop.await(task);
    });
    assertThat(trace).containsExactly("callback before", "task", "callback after");
  }

  @Test
  void aRemovedCallbackIsNotCalledHoweverOftenItWasAdded() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      Consumer<Future<String>> callback = done -> trace.add("called");
      future.addDoneCallback(callback);
      future.addDoneCallback(callback);
      assertThat(future.removeDoneCallback(callback)).isEqualTo(2);
      assertThat(future.removeDoneCallback(callback)).isZero();
      future.setResult("r");
      EventLoop.yieldNow();
    });
    assertThat(trace).isEmpty();
  }

  @Test
  void aCallbackThatThrowsIsReportedAndTheOthersStillRun() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      future.addDoneCallback(done -> {
        throw new IllegalStateException("bad callback");
      });
      future.addDoneCallback(done -> trace.add("next"));
      future.setResult("r");
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("next");
    assertThat(unhandled).containsExactly("callback: bad callback");
  }

  @Test
  void otherThreadsGetAnErrorThatNamesPost() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      for (Body misuse :
          List.<Body>of(
              () -> future.setResult("r"),
              () -> future.setException(new IllegalArgumentException()),
              future::cancel,
              () -> future.addDoneCallback(done -> {}),
              () -> future.removeDoneCallback(done -> {}))) {
        assertThatThrownBy(elsewhere(misuse)::join)
            .cause()
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("use post or submit");
      }
      assertThat(future.isDone()).isFalse();
    });
  }
}
