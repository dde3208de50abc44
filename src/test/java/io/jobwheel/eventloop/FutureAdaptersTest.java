package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Stages that end elsewhere, and blocking code on an executor. */
class FutureAdaptersTest extends LoopTest {

  @Test
  void awaitReturnsWhatAnotherThreadCompletes() {
    inLoop(() -> {
      CompletableFuture<String> stage = new CompletableFuture<>();
      elsewhere(() -> stage.complete("from there"));
      assertThat(EventLoop.await(stage)).isEqualTo("from there");
    });
  }

  @Test
  void awaitReturnsTheResultOfAStageThatIsDone() {
    inLoop(() ->
        assertThat(EventLoop.await(CompletableFuture.completedStage("here"))).isEqualTo("here"));
  }

  @Test
  void awaitThrowsTheUncheckedErrorOfTheStageWithoutItsWrapping() {
    IllegalArgumentException error = new IllegalArgumentException("planted");
    inLoop(() -> {
      CompletableFuture<Object> stage =
          CompletableFuture.supplyAsync(() -> {
            throw error;
          });
      assertThatThrownBy(() -> EventLoop.await(stage)).isSameAs(error);
    });
  }

  @Test
  void awaitThrowsACheckedErrorOfTheStageAsACause() {
    IOException error = new IOException("planted");
    inLoop(() ->
        assertThatThrownBy(() -> EventLoop.await(CompletableFuture.failedStage(error)))
            .isInstanceOf(CompletionException.class)
            .hasCause(error));
  }

  @Test
  void aStageThatIsCancelledElsewhereIsACancellationHere() {
    inLoop(() -> {
      CompletableFuture<Object> stage = new CompletableFuture<>();
      elsewhere(() -> stage.cancel(true));
      assertThatThrownBy(() -> EventLoop.await(stage)).isInstanceOf(CancellationException.class);
    });
  }

  @Test
  void cancellingTheWaitCancelsTheStage() {
    CompletableFuture<Object> stage = new CompletableFuture<>();
    inLoop(() -> {
      Task<Object> task = loop.createTask(() -> EventLoop.await(stage));
      EventLoop.yieldNow();
      task.cancel("no more");
      assertThatThrownBy(() -> EventLoop.await(task)).hasMessage("no more");
      EventLoop.yieldNow();
    });
    assertThat(stage).isCancelled();
  }

  @Test
  void runInExecutorRunsElsewhereAndTheLoopContinues() {
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      CountDownLatch release = new CountDownLatch(1);
      inLoop(() -> {
        Thread here = Thread.currentThread();
        Future<Thread> future =
            loop.runInExecutor(
                pool,
                () -> {
                  release.await();
                  return Thread.currentThread();
                });
        loop.callSoon(release::countDown); // only a loop that goes on comes to this
        assertThat(EventLoop.await(future)).isNotSameAs(here);
      });
    }
  }

  @Test
  void runInExecutorHandsTheErrorOver() {
    IOException error = new IOException("planted");
    inLoop(() -> {
      Future<Object> future =
          loop.runInExecutor(
              Runnable::run,
              () -> {
                throw error;
              });
      assertThatThrownBy(() -> EventLoop.await(future)).hasCause(error);
    });
  }

  @Test
  void workThatIsCancelledInTheQueueNeverBegins() {
    Queue<Runnable> queue = new ArrayDeque<>();
    inLoop(() -> {
      Future<Boolean> future = loop.runInExecutor(queue::add, () -> trace.add("begun"));
      future.cancel();
      queue.remove().run();
      EventLoop.yieldNow();
    });
    assertThat(trace).isEmpty();
  }

  @Test
  void workThatIsCancelledWhileItRunsContinuesAndItsOutcomeIsIgnored() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Void> worker = new CompletableFuture<>();
    inLoop(() -> {
      Future<String> future =
          loop.runInExecutor(
              work -> elsewhere(work::run).thenAccept(worker::complete),
              () -> {
                begun.countDown();
                release.await();
                return "late";
              });
      begun.await();
      future.cancel("gone");
      release.countDown();
      worker.join();
      EventLoop.yieldNow();
      assertThat(future.isCancelled()).isTrue();
    });
    assertThat(unhandled).isEmpty();
  }

  @Test
  void anExecutorThatRejectsThrowsToTheCaller() {
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      pool.shutdown();
      inLoop(() ->
          assertThatThrownBy(() -> loop.runInExecutor(pool, () -> 1))
              .isInstanceOf(RejectedExecutionException.class));
    }
  }

  @Test
  void workThatOutlivesTheLoopEndsQuietly() {
    Queue<Runnable> queue = new ArrayDeque<>();
    inLoop(() -> loop.runInExecutor(queue::add, () -> 1));
    loop.close();
    queue.remove().run(); // throws nothing into the executor
  }
}
