package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubmitTest extends LoopTest {

  private CompletableFuture<Void> running;

  @BeforeEach
  void start() {
    running = elsewhere(loop::runForever);
    loop.submit(() -> null).join();
  }

  @AfterEach
  void stop() {
    loop.stop();
    running.join();
  }

  @Test
  void theFutureHasTheResultOfTheCoroutine() {
    assertThat(
            loop.submit(
                    () -> {
                      EventLoop.sleep(seconds(5));
                      return "result";
                    })
                .join())
        .isEqualTo("result");
    assertThat(ticker.elapsed()).isEqualTo(seconds(5));
  }

  @Test
  void theFutureHasTheSameErrorInstanceAndItIsNotReported() {
    IOException error = new IOException("disk");
    CompletableFuture<Object> future =
        loop.submit(() -> {
          throw error;
        });
    assertThatThrownBy(future::join).cause().isSameAs(error);
    assertThat(unhandled).isEmpty();
  }

  @Test
  void cancellingTheFutureCancelsTheTask() {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<String> reason = new CompletableFuture<>();
    CompletableFuture<Object> future =
        loop.submit(() -> {
          begun.countDown();
          try {
            return EventLoop.await(loop.createFuture());
          } catch (CancellationException e) {
            reason.complete(e.getMessage());
            throw e;
          }
        });
    join(begun);
    assertThat(future.cancel(true)).isTrue();
    assertThat(reason.join()).isEqualTo("the submitter cancelled it");
  }

  @Test
  void cancellingTheTaskCancelsTheFutureWithItsReason() {
    CompletableFuture<Object> future =
        loop.submit(() -> {
          EventLoop.currentTask().cancel("from inside");
          EventLoop.yieldNow();
          return "never";
        });
    assertThatThrownBy(future::join)
        .isInstanceOf(CancellationException.class)
        .hasStackTraceContaining("from inside");
    assertThat(future).isCancelled();
  }

  @Test
  void whatIsCancelledOnTheWayNeverBegins() {
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Object> busy =
        loop.submit(() -> {
          release.await();
          return null;
        });
    CompletableFuture<Boolean> future = loop.submit(() -> trace.add("begun"));
    future.cancel(false);
    release.countDown();
    busy.join();
    loop.submit(() -> null).join();
    assertThat(trace).isEmpty();
  }

  @Test
  void aThousandSubmissionsOfTwoThreadsAllEnd() {
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      threads.add(
          elsewhere(() -> {
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
              int number = i;
              futures.add(
                  loop.submit(() -> {
                    EventLoop.sleep(millis(number % 10));
                    return number;
                  }));
            }
            for (int i = 0; i < 500; i++) {
              assertThat(futures.get(i).join()).isEqualTo(i);
            }
          }));
    }
    threads.forEach(CompletableFuture::join);
  }

  @Test
  void aClosedLoopRefusesSubmissions() {
    loop.close();
    assertThatThrownBy(() -> loop.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void closeCancelsWhatWasSubmitted() {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Object> future =
        loop.submit(() -> {
          begun.countDown();
          return EventLoop.await(loop.createFuture());
        });
    join(begun);
    loop.close();
    assertThatThrownBy(future::join)
        .isInstanceOf(CancellationException.class)
        .hasStackTraceContaining("EventLoop[test] is closing");
  }

  @Test
  void noFutureStaysOpenWhenATaskOutlivesItsLoop() {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Object> future =
        loop.submit(() -> {
          begun.countDown();
          while (true) {
            try {
              EventLoop.await(loop.createFuture());
            } catch (CancellationException e) {
              trace.add("ignored");
            }
          }
        });
    join(begun);
    loop.close(seconds(3));
    assertThatThrownBy(future::join).hasCauseInstanceOf(RejectedExecutionException.class);
    assertThat(trace).containsExactly("ignored");
  }

  @Test
  void submissionsThatRaceWithCloseAllEnd() {
    for (int round = 0; round < 200; round++) {
      EventLoop real = EventLoop.create("real");
      elsewhere(real::runForever);
      real.submit(() -> 1).join();
      AtomicReference<CompletableFuture<Integer>> last = new AtomicReference<>();
      CompletableFuture<Void> submitter =
          elsewhere(() -> {
            while (true) {
              last.set(real.submit(() -> 1));
            }
          });
      real.close();
      assertThatThrownBy(submitter::join).hasCauseInstanceOf(RejectedExecutionException.class);
      if (last.get() != null) {
        last.get().handle((result, error) -> null).join();
      }
    }
  }

  private static void join(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
