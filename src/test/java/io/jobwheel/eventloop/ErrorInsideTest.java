package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of the user's code in the middle of a call of the loop, and interrupts at any moment. */
class ErrorInsideTest extends LoopTest {

  // confined to the loop: how many comparisons go well before one fails
  private int comparisonsLeft = Integer.MAX_VALUE;

  private int compare(int[] one, int[] other) {
    if (--comparisonsLeft < 0) {
      comparisonsLeft = Integer.MAX_VALUE;
      throw new IllegalStateException("planted");
    }
    return Integer.compare(one[0], other[0]);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aComparatorThatThrowsLeavesAPriorityQueueAsItWas(long seed) {
    inLoop(() -> {
      Random random = new Random(seed);
      Queue<int[]> queue = Queue.priority(loop, this::compare);
      List<int[]> model = new ArrayList<>();
      int failed = 0;
      for (int i = 0; i < 20_000; i++) {
        comparisonsLeft = random.nextInt(3) == 0 ? random.nextInt(6) : Integer.MAX_VALUE;
        int[] item = {random.nextInt(50)};
        try {
          if (model.isEmpty() || random.nextInt(100) < 52) {
            queue.put(item);
            model.add(item);
          } else {
            int[] least = model.stream().min(Comparator.comparingInt(it -> it[0])).orElseThrow();
            assertThat(queue.get()).isSameAs(least);
            model.remove(least);
          }
        } catch (IllegalStateException e) {
          failed++;
        }
        assertThat(queue.size()).isEqualTo(model.size());
      }
      assertThat(failed).isPositive();
    });
  }

  @Test
  void aComparatorThatThrowsKeepsNoWaiterFromItsItem() {
    inLoop(() -> {
      Queue<int[]> queue = Queue.priority(loop, this::compare, 2);
      Task<int[]> getter = loop.createTask(queue::get);
      EventLoop.yieldNow();
      comparisonsLeft = 0;
      queue.offer(new int[] {2});
      assertThatThrownBy(() -> queue.offer(new int[] {1})).hasMessage("planted");
      assertThat(EventLoop.await(getter)[0]).isEqualTo(2);
      queue.put(new int[] {3});
      assertThat(queue.get()[0]).isEqualTo(3);
    });
  }

  @Test
  void aComparatorThatWaitsWhileAnotherTaskTakesIsRefused() {
    inLoop(() -> {
      Queue<Integer> queue =
          Queue.priority(
              loop,
              (one, other) -> {
                EventLoop.yieldNow();
                return one - other;
              });
      queue.put(2);
      loop.createTask(queue::poll);
      assertThatThrownBy(() -> queue.put(1)).isInstanceOf(ConcurrentModificationException.class);
      assertThat(queue.size()).isZero();
    });
  }

  @Test
  void errorsOfCallbacksAndTasksEndNothingElse() {
    inLoop(() -> {
      loop.callLater(millis(1), ErrorInsideTest::outOfMemory);
      loop.callSoon(ErrorInsideTest::outOfMemory);
      loop.post(ErrorInsideTest::outOfMemory);
      Future<Integer> future = loop.createFuture();
      future.addDoneCallback(it -> outOfMemory());
      future.setResult(1);
      Task<Void> task = loop.createTask(ErrorInsideTest::outOfMemory);
      assertThatThrownBy(() -> EventLoop.await(task)).isInstanceOf(OutOfMemoryError.class);
      EventLoop.sleep(millis(2));
    });
    assertThat(unhandled).hasSize(4);
  }

  private static void outOfMemory() {
    throw new OutOfMemoryError("planted");
  }

  /** A thread interrupts the threads of tasks that go through every operation. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void interruptsAtAnyMomentLoseNothing(long seed) throws Exception {
    try (EventLoop own = EventLoop.create("interrupted")) {
      Thread home = Thread.ofPlatform().daemon().start(own::runForever);
      List<Thread> threads = new CopyOnWriteArrayList<>();
      for (int i = 0; i < 3; i++) {
        own.submit(() -> threads.add(victim(own))).get(10, TimeUnit.SECONDS);
      }
      Random random = new Random(seed);
      for (LoopOperation operation : LoopOperation.values()) {
        CompletableFuture<Integer> proof =
            own.submit(() -> {
              threads.set(0, Thread.currentThread());
              LoopWorld world = new LoopWorld(own);
              for (int i = 0; i < 20; i++) {
                operation.run(world);
              }
              world.leave();
              return world.proof();
            });
        while (!proof.isDone()) {
          threads.get(random.nextInt(threads.size())).interrupt();
          Thread.onSpinWait();
        }
        assertThat(proof.get(10, TimeUnit.SECONDS)).as(operation.name()).isEqualTo(6);
      }
      own.stop();
      home.join();
    }
  }

  /** A task that sleeps again and again; its thread. */
  private static Thread victim(EventLoop own) {
    Future<Thread> thread = own.createFuture();
    own.createTask(() -> {
      thread.setResult(Thread.currentThread());
      while (!own.name().isEmpty()) {
        EventLoop.sleep(Duration.ofNanos(1));
      }
    });
    return EventLoop.await(thread);
  }

  @Test
  void anInterruptAfterTheLoopHasClosedLeavesTheStepInPeace() throws Exception {
    CompletableFuture<Void> inStep = new CompletableFuture<>();
    CompletableFuture<Void> release = new CompletableFuture<>();
    CompletableFuture<Thread> home = new CompletableFuture<>();
    List<Object> outcome = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> ended =
        elsewhere(() -> {
          EventLoop stuck = EventLoop.create("stuck", ticker, (it, context) -> {});
          home.complete(Thread.currentThread());
          // the task gets the baton from the loop thread first, and blocks then
          stuck.createTask(() -> {
            EventLoop.yieldNow();
            CompletableFuture<Void> closed = elsewhere(() -> stuck.close(Duration.ZERO));
            closed.join();
            inStep.complete(null);
            release.join();
            outcome.add("step ended");
          });
          try {
            stuck.run(() -> EventLoop.sleep(seconds(60)));
          } catch (Throwable e) {
            outcome.add(e.getClass());
          }
          outcome.add(Thread.interrupted());
        });
    inStep.get(10, TimeUnit.SECONDS);
    home.join().interrupt();
    // waiting again, or over: either way it has seen the interrupt
    while (home.join().isInterrupted() && !ended.isDone()) {
      Thread.onSpinWait();
    }
    release.complete(null);
    ended.get(10, TimeUnit.SECONDS);
    assertThat(outcome).containsExactly("step ended", IllegalStateException.class, true);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void aClockThatFailsAtTheEndOfATaskDoesNotLoseTheLoop(int readsBefore) {
    AtomicInteger readsLeft = new AtomicInteger(-1);
    LoopTicker failing =
        new LoopTicker() {
          @Override
          public long read() {
            if (readsLeft.get() >= 0 && readsLeft.getAndDecrement() == 0) {
              throw new IllegalStateException("planted");
            }
            return ticker.read();
          }

          @Override
          public void park(Object blocker, long deadline) {
            ticker.park(blocker, deadline);
          }
        };
    try (EventLoop other =
        EventLoop.create("failing", failing, (it, context) -> unhandled.add(context.message()))) {
      Runnable main =
          () -> {
            other.createTask(() -> readsLeft.set(readsBefore));
            EventLoop.sleep(seconds(1));
            trace.add("went on");
          };
      try {
        other.run(main);
      } catch (IllegalStateException e) {
        trace.add(e.getMessage()); // a run may end by it, but does not hang
      }
    }
    assertThat(trace).hasSize(1);
  }
}
