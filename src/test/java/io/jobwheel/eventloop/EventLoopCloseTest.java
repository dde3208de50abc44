package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class EventLoopCloseTest extends LoopTest {

  @Test
  void closeCancelsEveryTaskAndLetsItCleanUp() {
    List<Task<Void>> tasks = new ArrayList<>();
    inLoop(() -> {
      tasks.add(sleeper("A", 1000));
      tasks.add(sleeper("B", 2000));
      EventLoop.yieldNow();
    });
    loop.close();
    assertThat(tasks).allMatch(Future::isCancelled);
    assertThat(trace).contains("A at 0", "B at 0").doesNotContain("A ends", "B ends");
  }

  @Test
  void closeStopsALoopThatRunsElsewhere() {
    CompletableFuture<Void> running = elsewhere(loop::runForever);
    loop.submit(() -> null).join();
    loop.close();
    running.join();
    assertThat(loop.isRunning()).isFalse();
  }

  @Test
  void aSecondCloseDoesNothing() {
    loop.close();
    loop.close();
    loop.close(Duration.ZERO);
  }

  @Test
  void twoThreadsMayCloseAtOnce() {
    for (int round = 0; round < 200; round++) {
      EventLoop own = EventLoop.create("own", new VirtualTicker());
      List<String> cleaned = new ArrayList<>();
      own.createTask(() -> {
        try {
          EventLoop.sleep(seconds(100));
        } finally {
          EventLoop.sleep(seconds(1));
          cleaned.add("clean");
        }
      });
      own.stop();
      own.runForever();
      CompletableFuture<Void> one = elsewhere(own::close);
      CompletableFuture<Void> two = elsewhere(own::close);
      CompletableFuture.allOf(one, two).join();
      assertThat(cleaned).containsExactly("clean");
    }
  }

  @Test
  void aStopBeforeCloseDoesNotCutItShort() {
    inLoop(() -> {
      loop.createTask(() -> {
        try {
          EventLoop.sleep(seconds(100));
        } finally {
          EventLoop.sleep(seconds(1));
          trace.add("clean");
        }
      });
      EventLoop.yieldNow();
    });
    loop.stop();
    loop.close();
    assertThat(trace).containsExactly("clean");
  }

  @Test
  void aTaskThatIgnoresItsCancellationIsGivenUpAfterTheLimit() {
    inLoop(() -> {
      loop.createTask(() -> {
        while (true) {
          try {
            EventLoop.sleep(millis(100));
          } catch (CancellationException e) {
            trace.add("ignored");
          }
        }
      });
      EventLoop.yieldNow();
    });
    loop.close(seconds(5));
    assertThat(trace).containsExactly("ignored");
    assertThat(ticker.elapsed()).isEqualTo(seconds(5));
  }

  @Test
  void aTaskThatBlocksWhileItIsCancelledDoesNotKeepTheCloser() {
    CountDownLatch release = new CountDownLatch(1);
    inLoop(() -> {
      loop.createTask(() -> {
        try {
          EventLoop.sleep(seconds(100));
        } finally {
          release.await();
        }
        return null;
      });
      EventLoop.yieldNow();
    });
    loop.close(millis(1)); // returns
    release.countDown();
  }

  @Test
  void aStepThatDoesNotEndDoesNotKeepTheCloserNorTheFuturesOfOtherThreads() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Void> running = elsewhere(loop::runForever);
    CompletableFuture<Object> stuck =
        loop.submit(() -> {
          begun.countDown();
          release.await();
          return null;
        });
    CompletableFuture<Integer> behind = loop.submit(() -> 1);
    assertThat(elsewhere(begun::await)).succeedsWithin(seconds(9));
    loop.close(millis(1));
    assertThatThrownBy(stuck::join).hasMessageContaining("is closed");
    assertThatThrownBy(behind::join).hasMessageContaining("is closed");
    release.countDown();
    running.join();
  }

  @Test
  void tasksThatAreMadeWhileTheLoopClosesAreCancelledToo() {
    inLoop(() -> {
      loop.createTask(() -> {
        try {
          EventLoop.sleep(seconds(100));
        } finally {
          sleeper("child", 1_000_000);
          EventLoop.yieldNow();
        }
      });
      EventLoop.yieldNow();
    });
    loop.close();
    assertThat(trace).containsExactly("child begins", "child at 0");
  }

  @Test
  void tasksThatWaitForEachOtherInACircleDoNotKeepOthersFromTheirCancel() {
    List<Task<Object>> circle = new ArrayList<>();
    inLoop(() -> {
      circle.add(loop.createTask(() -> EventLoop.await(circle.get(1))));
      circle.add(loop.createTask(() -> EventLoop.await(circle.get(0))));
      sleeper("A", 1000);
      EventLoop.yieldNow();
    });
    loop.close();
    assertThat(trace).containsExactly("A begins", "A at 0");
  }

  @Test
  void aTaskCannotCloseItsOwnLoop() {
    inLoop(() ->
        assertThatThrownBy(loop::close)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("cannot close itself"));
  }

  @Test
  void closeInsideAnotherLoopCancelsTheTasks() {
    inLoop(() -> {
      EventLoop other = EventLoop.create("other", new VirtualTicker());
      List<String> heard = new ArrayList<>();
      elsewhere(() ->
              other.run(() -> {
                other.createTask(() -> {
                  try {
                    EventLoop.sleep(seconds(100));
                  } finally {
                    heard.add("cancelled");
                  }
                });
                EventLoop.yieldNow();
                return null;
              }))
          .join();
      other.close();
      assertThat(heard).containsExactly("cancelled");
    });
  }

  @Test
  void postsBeforeCloseAreCalled() {
    loop.post(() -> trace.add("posted"));
    loop.close();
    assertThat(trace).containsExactly("posted");
  }

  @Test
  void anInterruptedCloserKeepsItsInterruptAndTheLoopIsClosed() {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Void> running = elsewhere(loop::runForever);
    loop.post(() -> {
      begun.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    assertThat(elsewhere(begun::await)).succeedsWithin(seconds(9));
    Thread.currentThread().interrupt();
    loop.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(() -> loop.post(() -> {})).hasMessageContaining("is closed");
    release.countDown();
    running.join();
  }

  @Test
  void limitsOfAnySizeAreLimits() {
    loop.close(Duration.ofSeconds(Long.MAX_VALUE));
  }

  @Test
  void closeOfALoopThatNeverRanDropsWhatHasNotBegun() {
    EventLoop own = EventLoop.create("own", new VirtualTicker());
    Task<Boolean> task = own.createTask(() -> trace.add("begun"));
    own.close();
    assertThat(trace).isEmpty();
    assertThat(task.isCancelled()).isTrue();
  }
}
