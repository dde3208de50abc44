package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PostTest extends LoopTest {

  @Test
  void aPostWakesALoopThatHasNothingToDo() {
    inLoop(() -> {
      Future<String> future = loop.createFuture();
      elsewhere(() -> loop.post(() -> future.setResult("woken")));
      assertThat(EventLoop.await(future)).isEqualTo("woken");
    });
  }

  @Test
  void aPostBeforeTheRunIsCalledInTheRun() {
    elsewhere(() -> loop.post(() -> trace.add("posted"))).join();
    inLoop(EventLoop::yieldNow);
    assertThat(trace).containsExactly("posted");
  }

  @Test
  void aPostFromInsideIsCalledAtALaterIteration() {
    inLoop(() -> {
      loop.post(() -> trace.add("posted"));
      trace.add("first");
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("first", "posted");
  }

  @Test
  void fourThreadsLoseNoPostAndEachKeepsItsOrder() {
    int posters = 4;
    int each = 100_000;
    try (EventLoop real = EventLoop.create("real")) {
      int[] next = new int[posters]; // confined to the loop
      List<String> wrong = new ArrayList<>();
      real.run(() -> {
        Future<Void> all = real.createFuture();
        for (int p = 0; p < posters; p++) {
          int poster = p;
          elsewhere(() -> {
            for (int i = 0; i < each; i++) {
              int number = i;
              real.post(() -> {
                if (next[poster] != number) {
                  wrong.add("poster %d: %d for %d".formatted(poster, number, next[poster]));
                }
                next[poster]++;
                if (IntStream.of(next).sum() == posters * each) {
                  all.setResult(null);
                }
              });
            }
          });
        }
        return EventLoop.await(all);
      });
      assertThat(wrong).isEmpty();
      assertThat(next).containsOnly(each);
    }
  }

  @Test
  void noWakeUpIsLostWhenALoopFallsAsleepBetweenAnyTwoPosts() throws Exception {
    try (EventLoop real = EventLoop.create("real")) {
      CompletableFuture<Void> running = elsewhere(real::runForever);
      for (int i = 0; i < 20_000; i++) {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        int number = i;
        real.post(() -> answer.complete(number));
        assertThat(answer.join()).isEqualTo(number);
      }
      real.stop();
      running.join();
    }
  }

  @Test
  void aPostThatThrowsIsReportedAndTheNextOneIsCalled() {
    inLoop(() -> {
      loop.post(() -> {
        throw new IllegalStateException("planted");
      });
      loop.post(() -> trace.add("next"));
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("next");
    assertThat(unhandled).containsExactly("callback: planted");
  }

  @Test
  void aClosedLoopRefusesPosts() {
    loop.close();
    assertThatThrownBy(() -> loop.post(() -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("EventLoop[test] is closed");
  }

  @Test
  void postsThatRaceWithCloseAreCalledOrRefusedAndNeverHang() {
    for (int round = 0; round < 200; round++) {
      EventLoop real = EventLoop.create("real");
      CompletableFuture<Void> running = elsewhere(real::runForever);
      real.submit(() -> 1).join();
      CompletableFuture<Void> poster =
          elsewhere(() -> {
            while (true) {
              real.post(() -> {});
            }
          });
      real.close();
      running.join();
      assertThatThrownBy(poster::join).hasCauseInstanceOf(RejectedExecutionException.class);
    }
  }
}
