package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Future;
import io.jobwheel.eventloop.Task;
import io.jobwheel.eventloop.TimeoutException;
import io.jobwheel.eventloop.VirtualTicker;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FutureAdaptersConformanceTest extends ConformanceTest {

  @Test
  void aStageEndsForTheAwaitingTaskALaterIterationAndNotInsideTheCompletion() {
    inLoop(() -> {
      CompletableFuture<String> stage = new CompletableFuture<>();
      Task<Void> waiting =
          loop.createTask(() -> {
            trace.add(EventLoop.await(stage));
          });
      EventLoop.yieldNow();
      stage.complete("result");
      trace.add("completed");
      EventLoop.await(waiting);
    });
    assertThat(trace).containsExactly("completed", "result");
  }

  @Test
  void severalTasksMayAwaitOneStage() {
    inLoop(() -> {
      CompletableFuture<Integer> stage = new CompletableFuture<>();
      List<Task<Integer>> tasks =
          IntStream.range(0, 3)
              .mapToObj(i -> loop.<Integer>createTask(() -> EventLoop.await(stage) + i))
              .toList();
      EventLoop.yieldNow();
      stage.complete(10);
      assertThat(EventLoop.gather(tasks)).containsExactly(10, 11, 12);
    });
  }

  @Test
  void aLimitedWaitForAStageCancelsIt() {
    CompletableFuture<Object> stage = new CompletableFuture<>();
    inLoop(() -> {
      assertThatThrownBy(() -> EventLoop.timeout(millis(10), scope -> EventLoop.await(stage)))
          .isInstanceOf(TimeoutException.class);
      EventLoop.yieldNow();
    });
    assertThat(stage).isCancelled();
  }

  @Test
  void whatAStageComesToAfterItsWaitWasCancelledIsDropped() {
    inLoop(() -> {
      CompletableFuture<Object> stage = new CompletableFuture<>();
      CompletableFuture<Object> derived = stage.thenApply(it -> it);
      Task<Object> task = loop.createTask(() -> EventLoop.await(derived));
      EventLoop.yieldNow();
      task.cancel();
      EventLoop.gatherSettled(List.of(task));
      stage.completeExceptionally(new IllegalStateException("late"));
      EventLoop.sleep(millis(10));
      assertThat(task.isCancelled()).isTrue();
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void aTaskMayAwaitTheWorkOfAnotherLoop() {
    try (EventLoop other = EventLoop.create("other")) {
      Thread thread = Thread.ofPlatform().daemon().start(other::runForever);
      inLoop(() -> {
        CompletableFuture<String> there =
            other.submit(() -> {
              EventLoop.sleep(millis(1));
              return EventLoop.current().name();
            });
        assertThat(EventLoop.await(there)).isEqualTo("other");
        assertThat(EventLoop.current().name()).isEqualTo("test");
      });
      assertThat(thread.isAlive()).isTrue();
    }
  }

  @Test
  void cancellingAWaitForAnotherLoopCancelsTheTaskThere() throws Exception {
    try (EventLoop other = EventLoop.create("other", new VirtualTicker())) {
      Thread.ofPlatform().daemon().start(other::runForever);
      CountDownLatch cancelled = new CountDownLatch(1);
      CountDownLatch begun = new CountDownLatch(1);
      inLoop(() -> {
        CompletableFuture<Object> there =
            other.submit(() -> {
              try {
                begun.countDown();
                return EventLoop.await(other.createFuture());
              } catch (CancellationException e) {
                cancelled.countDown();
                throw e;
              }
            });
        begun.await();
        Task<Object> task = loop.createTask(() -> EventLoop.await(there));
        EventLoop.yieldNow();
        task.cancel();
        EventLoop.gatherSettled(List.of(task));
        EventLoop.yieldNow();
      });
      assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aSubmissionThatTimesOutForItsSubmitterCanBeCancelled() {
    Thread.ofPlatform().daemon().start(loop::runForever);
    CompletableFuture<Object> ended = new CompletableFuture<>();
    CompletableFuture<Object> promise =
        loop.submit(() -> {
          try {
            return EventLoop.await(loop.createFuture());
          } catch (CancellationException e) {
            ended.complete("cancelled");
            throw e;
          }
        });
    assertThatThrownBy(() -> promise.get(1, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    loop.submit(() -> 1).join(); // the one before has begun by now
    promise.cancel(true);
    assertThat(ended.join()).isEqualTo("cancelled");
  }

  @Test
  void aTaskMaySubmitToItsOwnLoop() {
    inLoop(() ->
        assertThat(EventLoop.await(loop.submit(() -> EventLoop.currentTask().name())))
            .startsWith("task-"));
  }

  @Test
  void anErrorThatASubmitterReadsIsNotReported() {
    inLoop(() -> {
      CompletableFuture<Object> promise = loop.submit(() -> fail(10, "read by the submitter"));
      assertThatThrownBy(() -> EventLoop.await(promise)).hasMessage("read by the submitter");
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void workOfAnExecutorRunsSideBySide() {
    try (ExecutorService pool = Executors.newCachedThreadPool()) {
      CountDownLatch both = new CountDownLatch(2);
      inLoop(() -> {
        List<Future<Boolean>> futures =
            IntStream.range(0, 2)
                .mapToObj(i ->
                    loop.<Boolean>runInExecutor(
                        pool,
                        () -> {
                          both.countDown();
                          return both.await(10, TimeUnit.SECONDS); // each waits for the other
                        }))
                .toList();
        assertThat(EventLoop.gather(futures)).containsExactly(true, true);
      });
    }
  }

  @Test
  void theFutureOfAnExecutorEndsOnTheLoop() {
    Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    inLoop(() -> {
      Future<Integer> future =
          loop.runInExecutor(
              work -> CompletableFuture.runAsync(work).join(),
              () -> {
                threads.add(Thread.currentThread());
                return 1;
              });
      assertThat(future.isDone()).isFalse(); // though the work has ended
      future.addDoneCallback(ended -> trace.add(EventLoop.current()));
      assertThat(EventLoop.await(future)).isEqualTo(1);
      assertThat(threads).doesNotContain(Thread.currentThread());
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly(loop);
  }

  @Test
  void aCancellationThatTheWorkOfAnExecutorThrowsIsACancellation() {
    inLoop(() -> {
      Future<Object> future =
          loop.runInExecutor(
              Runnable::run,
              () -> {
                throw new CancellationException("by the work");
              });
      assertThatThrownBy(() -> EventLoop.await(future)).hasMessage("by the work");
      assertThat(future.isCancelled()).isTrue();
    });
  }

  @Test
  void aLimitedWaitForAnExecutorLeavesItsResultUnheard() {
    Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    inLoop(() -> {
      Future<Boolean> future = loop.runInExecutor(queue::add, () -> trace.add("begun"));
      assertThatThrownBy(() -> EventLoop.waitFor(future, millis(10)))
          .isInstanceOf(TimeoutException.class);
      queue.remove().run();
    });
    assertThat(trace).isEmpty();
  }
}
