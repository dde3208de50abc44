package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EventLoopRunTest extends LoopTest {

  @Test
  void runThrowsTheErrorOfTheCoroutine() {
    IllegalArgumentException error = new IllegalArgumentException("planted");
    assertThatThrownBy(() ->
            loop.run(() -> {
              throw error;
            }))
        .isSameAs(error);
    assertThatThrownBy(() ->
            loop.run(() -> {
              throw new java.io.IOException();
            }))
        .isInstanceOf(CompletionException.class);
    assertThat(unhandled).isEmpty();
  }

  @Test
  void aLoopRunsAgainAndFinishesWhatIsLeft() {
    AtomicReference<Task<Void>> left = new AtomicReference<>();
    inLoop(() -> left.set(sleeper("A", 1000)));
    assertThat(trace).doesNotContain("A ends");
    inLoop(() -> EventLoop.await(left.get()));
    assertThat(trace).contains("A ends");
  }

  @Test
  void anyThreadMayRunALoopThatAnotherMade() {
    assertThat(elsewhere(() -> inLoop(() -> EventLoop.sleep(seconds(1)))))
        .succeedsWithin(seconds(9));
    inLoop(() -> EventLoop.sleep(seconds(1)));
    assertThat(ticker.elapsed()).isEqualTo(seconds(2));
  }

  @Test
  void runForeverRunsUntilStop() {
    CompletableFuture<Void> running = elsewhere(loop::runForever);
    loop.submit(() -> null).join();
    assertThat(loop.isRunning()).isTrue();
    loop.stop();
    running.join();
    assertThat(loop.isRunning()).isFalse();
  }

  @Test
  void stopLeavesTheTasksAsTheyAre() {
    inLoop(() -> sleeper("A", 1000));
    assertThat(trace).containsExactly("A begins").doesNotContain("A at 0");
  }

  @Test
  void stopInsideEndsTheRunAfterThePassUnderWay() {
    try (EventLoop own = EventLoop.create("own", new VirtualTicker())) {
      own.callSoon(() -> {
        own.stop();
        trace.add("stopped");
        own.callSoon(() -> trace.add("next pass"));
      });
      own.callSoon(() -> trace.add("same pass"));
      own.runForever();
      assertThat(trace).containsExactly("stopped", "same pass");
      own.stop();
      own.runForever();
      assertThat(trace).containsExactly("stopped", "same pass", "next pass");
    }
  }

  @Test
  void stopBeforeARunIsARunOfOnePass() {
    try (EventLoop own = EventLoop.create("own", new VirtualTicker())) {
      own.callSoon(() -> {
        trace.add("first pass");
        own.callSoon(() -> trace.add("second pass"));
      });
      own.stop();
      own.runForever();
      assertThat(trace).containsExactly("first pass");
    }
  }

  @Test
  void runThatIsStoppedBeforeItsCoroutineEndsSaysSo() {
    assertThatThrownBy(() ->
            loop.run(() -> {
              loop.stop();
              EventLoop.sleep(seconds(1));
              return null;
            }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was stopped before");
  }

  @Test
  void aLoopThatRunsCannotRunTwice() {
    CompletableFuture<Void> running = elsewhere(loop::runForever);
    loop.submit(() -> null).join();
    assertThatThrownBy(loop::runForever)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is running already");
    assertThatThrownBy(() -> loop.run(() -> 1)).isInstanceOf(IllegalStateException.class);
    loop.stop();
    running.join();
  }

  @Test
  void aLoopCannotRunInsideItselfAndIsNoneTheWorseForTheAttempt() {
    inLoop(() -> {
      assertThatThrownBy(() -> loop.run(() -> trace.add("nested")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("a thread runs one loop");
      loop.callSoon(
          () -> assertThatThrownBy(loop::runForever).isInstanceOf(IllegalStateException.class));
      EventLoop.sleep(seconds(1)); // a task left behind would stop the loop here
    });
    assertThat(trace).isEmpty();
    assertThat(unhandled).isEmpty();
  }

  @Test
  void aLoopCannotRunInsideAnotherAndNothingIsLeftInIt() {
    try (EventLoop other = EventLoop.create("other", new VirtualTicker())) {
      inLoop(() ->
          assertThatThrownBy(() -> other.run(() -> trace.add("nested")))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("a thread runs one loop"));
      other.run(() -> null);
      assertThat(trace).isEmpty();
    }
  }

  @Test
  void aClosedLoopRefusesToRun() {
    loop.close();
    assertThatThrownBy(() -> loop.run(() -> 1)).isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(loop::runForever).isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> loop.createTask(() -> 1))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> loop.callSoon(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> loop.callLater(seconds(1), () -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> loop.callAt(1, () -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> loop.runInExecutor(Runnable::run, () -> 1))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void anInterruptOfTheLoopThreadCancelsTheMainTaskAndIsKept() {
    Thread home = Thread.currentThread();
    assertThatThrownBy(() ->
            inLoop(() -> {
              home.interrupt();
              EventLoop.await(loop.createFuture());
            }))
        .isInstanceOf(CancellationException.class)
        .hasMessage("the thread of the loop was interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aMainTaskThatCatchesTheInterruptContinues() {
    Thread home = Thread.currentThread();
    inLoop(() -> {
      home.interrupt();
      assertThatThrownBy(() -> EventLoop.await(loop.createFuture()))
          .isInstanceOf(CancellationException.class);
      EventLoop.sleep(seconds(1));
      Future<Void> future = loop.createFuture();
      elsewhere(() -> loop.post(() -> future.setResult(null)));
      EventLoop.await(future);
    });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ticker.elapsed()).isEqualTo(seconds(1));
  }

  @Test
  void aLoopHasItsNameAndItsClock() {
    assertThat(loop.name()).isEqualTo("test");
    assertThat(loop).hasToString("EventLoop[test]");
    inLoop(() -> {
      EventLoop.sleep(seconds(1));
      assertThat(loop.time()).isEqualTo(1_000_000_000);
    });
  }

  @Test
  void stopFromManyThreadsWhileALoopStartsAndEndsNeverHangs() throws Exception {
    for (int round = 0; round < 500; round++) {
      try (EventLoop real = EventLoop.create("real")) {
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Void> stopper =
            elsewhere(() -> {
              go.await();
              real.stop();
            });
        CompletableFuture<Void> running =
            elsewhere(() -> {
              go.await();
              real.runForever();
            });
        go.countDown();
        stopper.join();
        running.join();
      }
    }
  }
}
