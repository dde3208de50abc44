package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Queue;
import io.jobwheel.eventloop.QueueShutDownException;
import io.jobwheel.eventloop.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What CPython 3.13 and later do when an asyncio.Queue is shut down. */
class QueueShutdownConformanceTest extends PrimitiveTest {

  private final Queue<Object> queue = Queue.fifo(loop);
  private final Queue<Object> single = Queue.fifo(loop, 1);

  private static void assertShutDown(Body use) {
    assertThatThrownBy(use::run).isInstanceOf(QueueShutDownException.class);
  }

  /** Returns a task that records how its use of the queue ended. */
  private Task<Void> user(Body use) {
    return started(() -> {
      try {
        use.run();
        trace.add("served");
      } catch (QueueShutDownException e) {
        trace.add("shut down");
      }
    });
  }

  @Test
  void noItemIsAcceptedAnyMore() {
    inLoop(() -> {
      queue.shutdown();
      assertShutDown(() -> queue.put("a"));
      assertShutDown(() -> queue.offer("a"));
      assertThat(queue.isEmpty()).isTrue();
      assertThat(queue)
          .hasToString("Queue[test, size=0, shut down, getting=0, putting=0, unfinished=0]");
    });
  }

  @Test
  void anEmptyQueueServesNoTaskAnyMore() {
    inLoop(() -> {
      queue.shutdown();
      assertShutDown(queue::get);
      assertShutDown(queue::poll);
    });
  }

  @Test
  void whatIsInStillComesOut() {
    inLoop(() -> {
      queue.put("a");
      queue.put("b");
      queue.shutdown();
      assertThat(queue.get()).isEqualTo("a");
      assertThat(queue.poll()).isEqualTo("b");
      assertShutDown(queue::get);
      assertShutDown(queue::poll);
    });
  }

  @Test
  void gettersThatWaitThrow() {
    inLoop(() -> {
      user(queue::get);
      user(queue::get);
      queue.shutdown();
      settle();
    });
    assertThat(trace).containsExactly("shut down", "shut down");
  }

  @Test
  void puttersThatWaitThrowAndTheirItemsAreNotInTheQueue() {
    inLoop(() -> {
      single.put("a");
      user(() -> single.put("b"));
      single.shutdown();
      settle();
      assertThat(trace).containsExactly("shut down");
      assertThat(single.get()).isEqualTo("a");
      assertShutDown(single::get);
    });
  }

  @Test
  void aPutterThatWasWokenBeforeTheShutdownThrowsEvenIfThereIsRoom() {
    inLoop(() -> {
      single.put("a");
      user(() -> single.put("b"));
      single.poll();
      single.shutdown();
      settle();
      assertThat(single.isEmpty()).isTrue();
    });
    assertThat(trace).containsExactly("shut down");
  }

  @Test
  void aGetterThatWasWokenBeforeTheShutdownGetsItsItem() {
    inLoop(() -> {
      user(() -> trace.add(queue.get()));
      queue.put("a");
      queue.shutdown();
      settle();
    });
    assertThat(trace).containsExactly("a", "served");
  }

  @Test
  void moreGettersThanItemsAreServedAsFarAsPossibleAndThenThrow() {
    inLoop(() -> {
      user(() -> trace.add(queue.get()));
      user(() -> trace.add(queue.get()));
      user(() -> trace.add(queue.get()));
      queue.put("a");
      queue.put("b");
      queue.shutdown();
      settle();
    });
    assertThat(trace).containsExactly("a", "served", "b", "served", "shut down");
  }

  @Test
  void aGetterBehindAWokenOneThrowsIfNothingIsLeftForIt() {
    inLoop(() -> {
      user(queue::get);
      Task<Void> newcomer = task(() -> assertShutDown(queue::get)); // comes while the item is in
      queue.put("a");
      queue.shutdown();
      EventLoop.await(newcomer);
    });
    assertThat(trace).containsExactly("served");
  }

  @Test
  void aWokenGetterWhoseItemWasPolledAfterTheShutdownThrows() {
    inLoop(() -> {
      user(queue::get);
      queue.put("a");
      queue.shutdown();
      assertThat(queue.poll()).isEqualTo("a");
      settle();
    });
    assertThat(trace).containsExactly("shut down");
  }

  @Test
  void joinStillWaitsForTheWorkThatIsLeft() {
    inLoop(() -> {
      queue.put("a");
      Task<Void> joiner = started(queue::join);
      queue.shutdown();
      settle();
      assertThat(joiner.isDone()).isFalse();
      queue.get();
      queue.taskDone();
      EventLoop.await(joiner);
      assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    });
  }

  @Test
  void joinOfAnEmptyQueueReturns() {
    inLoop(() -> {
      queue.shutdown();
      queue.join();
      assertThat(queue.size()).isZero();
    });
  }

  @Test
  void aSecondShutdownDoesNothing() {
    inLoop(() -> {
      queue.put("a");
      queue.shutdown();
      queue.shutdown();
      assertThat(queue.get()).isEqualTo("a");
    });
  }

  // --- at once

  @Test
  void shutdownNowDiscardsItemsWhichCountAsDone() {
    inLoop(() -> {
      queue.put("a");
      queue.put("b");
      Task<Void> joiner = started(queue::join);
      queue.shutdownNow();
      assertThat(queue.size()).isZero();
      EventLoop.await(joiner);
      assertShutDown(queue::get);
      assertShutDown(queue::poll);
      assertShutDown(() -> queue.put("c"));
      assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    });
  }

  @Test
  void afterShutdownNowJoinStillWaitsForRemovedItems() {
    inLoop(() -> {
      queue.put("a");
      queue.put("b");
      queue.get();
      Task<Void> joiner = started(queue::join);
      queue.shutdownNow();
      settle();
      assertThat(joiner.isDone()).isFalse();
      queue.taskDone();
      EventLoop.await(joiner);
      assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    });
  }

  @Test
  void shutdownNowMakesAWokenGetterThrow() {
    inLoop(() -> {
      user(queue::get);
      queue.put("a");
      queue.shutdownNow();
      settle();
    });
    assertThat(trace).containsExactly("shut down");
  }

  @Test
  void shutdownNowMakesWaitingPuttersThrow() {
    inLoop(() -> {
      single.put("a");
      user(() -> single.put("b"));
      single.shutdownNow();
      settle();
      assertThat(single.isEmpty()).isTrue();
    });
    assertThat(trace).containsExactly("shut down");
  }

  @Test
  void afterAShutdownTheRestCanStillBeDropped() {
    inLoop(() -> {
      queue.put("a");
      queue.shutdown();
      queue.shutdownNow();
      assertShutDown(queue::get);
      queue.join();
    });
  }

  @Test
  void workThatWasDoneBeforeItWasTakenOutIsNotCountedTwice() {
    inLoop(() -> {
      queue.put("a");
      queue.taskDone();
      queue.shutdownNow();
      queue.join();
      assertThat(queue.toString()).endsWith("unfinished=0]");
    });
  }

  // --- with cancellation

  @Test
  void aGetterThatIsCancelledTogetherWithTheShutdownIsCancelledAndTheOthersThrow() {
    inLoop(() -> {
      Task<Object> doomed = loop.createTask(queue::get);
      turn();
      user(queue::get);
      queue.shutdown();
      doomed.cancel("in between");
      assertCancelled(doomed, "in between");
      settle();
    });
    assertThat(trace).containsExactly("shut down");
  }

  @Test
  void aGetterCancelledAfterTheShutdownLeavesItsItemToTheNext() {
    inLoop(() -> {
      List<Task<Void>> newcomer = new ArrayList<>();
      Task<Object> doomed = loop.createTask(queue::get);
      turn();
      newcomer.add(task(() -> trace.add(queue.get())));
      queue.put("a");
      queue.shutdown();
      doomed.cancel("in between");
      assertCancelled(doomed, "in between");
      EventLoop.await(newcomer.getFirst());
    });
    assertThat(trace).containsExactly("a");
  }
}
