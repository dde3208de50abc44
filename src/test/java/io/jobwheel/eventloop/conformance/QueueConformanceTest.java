package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Queue;
import io.jobwheel.eventloop.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What CPython 3.14's asyncio.Queue does, apart from its order and its end. */
class QueueConformanceTest extends PrimitiveTest {

  private final Queue<Object> queue = Queue.fifo(loop);
  private final Queue<Object> single = Queue.fifo(loop, 1);

  /** Returns a task that has called the queue, and records the item that it gets. */
  private Task<Void> getter(Queue<?> from) {
    return started(() -> trace.add(from.get()));
  }

  /** Returns a task that has called the queue, and records when its item is in the queue. */
  private Task<Void> putter(Queue<Object> to, Object item) {
    return started(() -> {
      to.put(item);
      trace.add(item + " is in");
    });
  }

  // --- what is in

  @Test
  void aNewQueueIsEmpty() {
    inLoop(() -> {
      assertThat(queue.isEmpty()).isTrue();
      assertThat(queue.size()).isZero();
      assertThat(queue.isFull()).isFalse();
    });
    assertThat(queue).hasToString("Queue[test, size=0, getting=0, putting=0, unfinished=0]");
  }

  @Test
  void itCountsWhatIsIn() {
    inLoop(() -> {
      queue.put("a");
      queue.put("b");
      assertThat(queue.size()).isEqualTo(2);
      assertThat(queue.isEmpty()).isFalse();
      queue.get();
      queue.get();
      assertThat(queue.isEmpty()).isTrue();
    });
  }

  @Test
  void aBoundedOneIsFullWhenItsRoomIsTaken() {
    inLoop(() -> {
      Queue<String> two = Queue.fifo(loop, 2);
      two.put("a");
      assertThat(two.isFull()).isFalse();
      two.put("b");
      assertThat(two.isFull()).isTrue();
      two.get();
      assertThat(two.isFull()).isFalse();
    });
  }

  @Test
  void itReturnsItsCapacity() {
    assertThat(single.capacity()).isEqualTo(1);
    assertThat(queue.capacity()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void anUnboundedOneTakesEverythingWithoutWaiting() {
    inLoop(() -> {
      loop.callSoon(() -> trace.add("another"));
      for (int i = 0; i < 1000; i++) {
        queue.put(i);
      }
      assertThat(queue.isFull()).isFalse();
      assertThat(trace).isEmpty();
    });
  }

  @Test
  void theFirstItemInIsTheFirstOut() {
    inLoop(() -> {
      for (int i : new int[] {1, 3, 2}) {
        queue.put(i);
      }
      assertThat(List.of(queue.get(), queue.get(), queue.get())).isEqualTo(List.of(1, 3, 2));
    });
  }

  @Test
  void anAvailableItemIsTakenWithoutLettingOthersRun() {
    inLoop(() -> {
      queue.put("here");
      loop.callSoon(() -> trace.add("another"));
      assertThat(queue.get()).isEqualTo("here");
      assertThat(trace).isEmpty();
    });
  }

  // --- waiting

  @Test
  void aGetterWaitsForAnItem() {
    inLoop(() -> {
      Task<Void> getter = getter(queue);
      settle();
      assertThat(getter.isDone()).isFalse();
      assertThat(queue.toString()).contains("getting=1");
      queue.put("item");
      EventLoop.await(getter);
    });
    assertThat(trace).containsExactly("item");
  }

  @Test
  void aPutterWaitsForRoom() {
    inLoop(() -> {
      single.put(1);
      Task<Void> putter = putter(single, 2);
      settle();
      assertThat(putter.isDone()).isFalse();
      assertThat(single.toString()).contains("putting=1");
      assertThat(single.size()).isEqualTo(1);
      assertThat(single.get()).isEqualTo(1);
      EventLoop.await(putter);
      assertThat(single.get()).isEqualTo(2);
    });
  }

  @Test
  void gettersAreServedInTheOrderOfTheirComing() {
    inLoop(() -> {
      List<Object> got = new ArrayList<>();
      for (String name : List.of("A", "B", "C")) {
        started(() -> got.add(name + queue.get()));
      }
      queue.put(1);
      queue.put(2);
      queue.put(3);
      settle();
      assertThat(got).containsExactly("A1", "B2", "C3");
    });
  }

  @Test
  void puttersAreServedInTheOrderOfTheirComing() {
    inLoop(() -> {
      single.put(0);
      IntStream.rangeClosed(1, 3).forEach(item -> putter(single, item));
      List<Object> out = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        out.add(single.get());
      }
      assertThat(out).containsExactly(0, 1, 2, 3);
    });
    assertThat(trace).containsExactly("1 is in", "2 is in", "3 is in");
  }

  @Test
  void aNewcomerDoesNotTakeTheItemOfAWokenGetter() {
    inLoop(() -> {
      started(() -> trace.add("getter got " + queue.get()));
      task(() -> trace.add("newcomer got " + queue.get())); // comes when the other is woken
      queue.put(1);
      queue.put(2);
      settle();
    });
    assertThat(trace).containsExactly("getter got 1", "newcomer got 2");
  }

  @Test
  void aTaskThatPutsAndGetsStandsBehindTheGetterThatItWoke() {
    inLoop(() -> {
      getter(queue);
      queue.put("first");
      queue.put("second");
      assertThat(queue.get()).isEqualTo("second");
    });
    assertThat(trace).containsExactly("first");
  }

  @Test
  void aTaskThatGetsAndPutsStandsBehindThePutterThatItWoke() {
    inLoop(() -> {
      single.put("first");
      putter(single, "second");
      assertThat(single.get()).isEqualTo("first");
      Task<Void> third = task(() -> single.put("third"));
      assertThat(single.get()).isEqualTo("second");
      EventLoop.await(third);
      assertThat(single.get()).isEqualTo("third");
    });
  }

  @Test
  void producersAndConsumersOfASmallQueueDoNotHang() {
    inLoop(() -> {
      Task<Void> producer =
          task(() -> {
            for (int i = 0; i < 5; i++) {
              single.put(i);
            }
          });
      Task<Void> consumer =
          task(() -> {
            for (int i = 0; i < 5; i++) {
              trace.add(single.get());
            }
          });
      EventLoop.gather(List.of(producer, consumer));
    });
    assertThat(trace).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void asManyPuttersContinueAsThereIsRoom() {
    inLoop(() -> {
      Queue<Object> two = Queue.fifo(loop, 2);
      List<Task<Void>> putters = IntStream.range(0, 4).mapToObj(item -> putter(two, item)).toList();
      assertThat(two.poll()).isEqualTo(0);
      assertThat(two.poll()).isEqualTo(1);
      EventLoop.gather(putters);
      assertThat(two.size()).isEqualTo(2);
    });
  }

  // --- without waiting

  @Test
  void anOfferIsTakenWhileThereIsRoom() {
    inLoop(() -> {
      assertThat(single.offer("a")).isTrue();
      assertThat(single.offer("b")).isFalse();
      assertThat(single.size()).isEqualTo(1);
      assertThat(single.poll()).isEqualTo("a");
      assertThat(single.offer("c")).isTrue();
    });
  }

  @Test
  void aPollOfAnEmptyQueueIsNull() {
    inLoop(() -> {
      assertThat(queue.poll()).isNull();
      queue.put("a");
      assertThat(queue.poll()).isEqualTo("a");
      assertThat(queue.poll()).isNull();
    });
  }

  @Test
  void anOfferWakesAGetterAndAPollAPutter() {
    inLoop(() -> {
      Task<Void> getter = getter(single);
      single.offer("a");
      EventLoop.await(getter);
      single.put("b");
      Task<Void> putter = putter(single, "c");
      single.poll();
      EventLoop.await(putter);
    });
    assertThat(trace).containsExactly("a", "c is in");
  }

  @Test
  void callbacksMayOfferAndPoll() {
    inLoop(() -> {
      loop.callSoon(() -> queue.offer("from a callback"));
      assertThat(queue.get()).isEqualTo("from a callback");
      queue.put("to a callback");
      loop.callSoon(() -> trace.add(queue.poll()));
      turn();
    });
    assertThat(trace).containsExactly("to a callback");
  }

  @Test
  void otherThreadsOfferThroughThePost() {
    inLoop(() -> {
      Thread poster = Thread.ofPlatform().daemon().start(() -> loop.post(() -> queue.offer(7)));
      assertThat(queue.get()).isEqualTo(7);
      poster.join();
    });
  }

  @Test
  void untilItIsEmptyAPollGetsWhatIsIn() {
    inLoop(() -> {
      getter(queue);
      queue.put("a");
      queue.put("b");
      while (!queue.isEmpty()) { // a getter is on its way to them
        trace.add(queue.poll());
      }
      assertThat(trace).containsExactly("a", "b");
    });
  }

  @Test
  void aWokenGetterWhoseItemWasPolledWaitsForTheNext() {
    inLoop(() -> {
      Task<Void> getter = getter(queue);
      queue.put("a");
      assertThat(queue.poll()).isEqualTo("a");
      settle();
      assertThat(getter.isDone()).isFalse();
      queue.put("b");
      EventLoop.await(getter);
    });
    assertThat(trace).containsExactly("b");
  }

  @Test
  void aWokenPutterWhoseRoomWasTakenWaitsForTheNext() {
    inLoop(() -> {
      single.put("a");
      Task<Void> putter = putter(single, "b");
      single.poll();
      assertThat(single.offer("c")).isTrue();
      settle();
      assertThat(putter.isDone()).isFalse();
      assertThat(single.get()).isEqualTo("c");
      EventLoop.await(putter);
      assertThat(single.get()).isEqualTo("b");
    });
  }

  // --- cancellation

  @Test
  void aCancelledGetterTakesNothing() {
    inLoop(() -> {
      Task<Void> getter = getter(queue);
      getter.cancel("enough");
      assertCancelled(getter, "enough");
      assertThat(queue.toString()).contains("getting=0");
      queue.put("a");
      settle();
      assertThat(queue.get()).isEqualTo("a");
    });
    assertThat(trace).isEmpty();
  }

  @Test
  void aGetterCancelledAfterItWasWokenLeavesTheItemAndTheOrder() {
    inLoop(() -> {
      Task<Void> getter = getter(queue);
      queue.put(1);
      queue.put(2);
      getter.cancel("in between");
      assertCancelled(getter, "in between");
      assertThat(queue.get()).isEqualTo(1);
      assertThat(queue.get()).isEqualTo(2);
    });
  }

  @Test
  void aGetterCancelledAfterItWasWokenWakesTheNext() {
    inLoop(() -> {
      Task<Void> first = getter(queue);
      Task<Void> second = getter(queue);
      queue.put(1);
      first.cancel("in between");
      assertCancelled(first, "in between");
      EventLoop.await(second);
    });
    assertThat(trace).containsExactly(1);
  }

  @Test
  void twoOfThreeGettersShareTwoItemsWhenOneIsCancelled() {
    inLoop(() -> {
      Task<Void> first = getter(queue);
      Task<Void> second = getter(queue);
      Task<Void> third = getter(queue);
      queue.put(1);
      queue.put(2);
      first.cancel("in between");
      assertCancelled(first, "in between");
      EventLoop.gather(List.of(second, third));
    });
    assertThat(trace).containsExactly(1, 2);
  }

  @Test
  void aCancelledPutterPutsNothing() {
    inLoop(() -> {
      single.put("a");
      Task<Void> putter = putter(single, "b");
      putter.cancel("enough");
      assertCancelled(putter, "enough");
      assertThat(single.get()).isEqualTo("a");
      settle();
      assertThat(single.isEmpty()).isTrue();
      assertThat(single).hasToString("Queue[test, size=0, getting=0, putting=0, unfinished=1]");
    });
  }

  @Test
  void aPutterCancelledAfterItWasWokenLeavesTheRoom() {
    inLoop(() -> {
      single.put(1);
      Task<Void> putter = putter(single, 2);
      single.poll();
      putter.cancel("in between");
      assertCancelled(putter, "in between");
      assertThat(single.isEmpty()).isTrue();
      single.put(3);
      assertThat(single.get()).isEqualTo(3);
    });
  }

  @Test
  void aPutterCancelledAfterItWasWokenWakesTheNext() {
    inLoop(() -> {
      single.put(1);
      Task<Void> first = putter(single, 2);
      Task<Void> second = putter(single, 3);
      single.poll();
      first.cancel("in between");
      assertCancelled(first, "in between");
      EventLoop.await(second);
      assertThat(single.get()).isEqualTo(3);
    });
  }

  @Test
  void aPutterThatIsCancelledInLineDoesNotHoldUpTheOthers() {
    inLoop(() -> {
      putter(single, "a");
      Task<Void> second = putter(single, "b");
      Task<Void> third = putter(single, "c");
      second.cancel("no");
      assertThat(single.poll()).isEqualTo("a");
      EventLoop.await(third);
      assertThat(second.isCancelled()).isTrue();
      assertThat(single.poll()).isEqualTo("c");
    });
  }

  @Test
  void tenThousandCancelledGettersAreGoneAtOnceAndTheLastOneIsNext() {
    inLoop(() -> {
      List<Task<Object>> crowd = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        crowd.add(loop.createTask(queue::get));
      }
      turn();
      Task<Void> last = getter(queue);
      crowd.forEach(each -> each.cancel("all of you"));
      // before any of them has run: a put need not step over them
      assertThat(queue.toString()).contains("getting=1,");
      queue.put("for the last");
      EventLoop.await(last);
    });
    assertThat(trace).containsExactly("for the last");
  }

  // --- work

  @Test
  void joinOfAQueueThatHadNoWorkReturnsAtOnce() {
    inLoop(() -> {
      loop.callSoon(() -> trace.add("another"));
      queue.join();
      queue.join();
      assertThat(trace).isEmpty();
    });
  }

  @Test
  void joinWaitsUntilAllWorkIsDoneNotOnlyTakenOut() {
    inLoop(() -> {
      queue.put("a");
      queue.put("b");
      Task<Void> joiner = started(queue::join);
      queue.get();
      queue.get();
      settle();
      assertThat(joiner.isDone()).isFalse();
      queue.taskDone();
      settle();
      assertThat(joiner.isDone()).isFalse();
      queue.taskDone();
      EventLoop.await(joiner);
    });
  }

  @Test
  void workersThatShareItemsAreJoined() {
    inLoop(() -> {
      Queue<Integer> numbers = Queue.fifo(loop);
      IntStream.range(0, 100).forEach(numbers::offer);
      int[] sum = new int[1];
      Body worker =
          () -> {
            while (true) {
              sum[0] += numbers.get();
              turn();
              numbers.taskDone();
            }
          };
      List<Task<Void>> workers = List.of(task(worker), task(worker));
      numbers.join();
      assertThat(sum[0]).isEqualTo(4950);
      workers.forEach(Task::cancel);
    });
  }

  @Test
  void allJoinersContinue() {
    inLoop(() -> {
      queue.put("a");
      Task<Void> first = started(queue::join);
      Task<Void> second = started(queue::join);
      queue.get();
      queue.taskDone();
      EventLoop.gather(List.of(first, second));
    });
  }

  @Test
  void aJoinerThatWasWokenContinuesEvenIfNewWorkComesBeforeItRuns() {
    inLoop(() -> {
      queue.put("a");
      Task<Void> joiner = started(queue::join);
      queue.taskDone();
      queue.put("b");
      EventLoop.await(joiner);
      Task<Void> later = started(queue::join);
      settle();
      assertThat(later.isDone()).isFalse();
    });
  }

  @Test
  void aCancelledJoinerGetsTheReason() {
    inLoop(() -> {
      queue.put("a");
      Task<Void> joiner = started(queue::join);
      joiner.cancel("enough");
      assertCancelled(joiner, "enough");
    });
  }

  @Test
  void moreWorkCannotBeDoneThanWasPut() {
    inLoop(() -> {
      assertThatThrownBy(queue::taskDone)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("too often");
      queue.put("a");
      queue.taskDone();
      assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
      queue.put("b");
      Task<Void> joiner = started(queue::join);
      settle();
      assertThat(joiner.isDone()).isFalse(); // the refused calls did not count
    });
  }

  // --- wrong use

  @Test
  void nullIsNoItem() {
    inLoop(() -> {
      assertThatThrownBy(() -> queue.put(null)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> queue.offer(null)).isInstanceOf(NullPointerException.class);
      assertThat(queue.isEmpty()).isTrue();
      queue.join();
    });
  }

  @Test
  void aCapacityIsAtLeastOne() {
    for (int capacity : new int[] {0, -1}) {
      assertThatThrownBy(() -> Queue.fifo(loop, capacity))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the capacity of a queue must be at least 1, not " + capacity);
    }
  }

  @Test
  void onlyTasksOfItsLoopMayUseIt() {
    inLoop(() -> {
      queue.put("a");
      assertConfined(() -> queue.put("b"));
      assertConfined(() -> queue.offer("b"));
      assertConfined(queue::get);
      assertConfined(queue::poll);
      assertConfined(queue::size);
      assertConfined(queue::isEmpty);
      assertConfined(queue::isFull);
      assertConfined(queue::taskDone);
      assertConfined(queue::join);
      assertConfined(queue::shutdown);
      assertConfined(queue::shutdownNow);
      assertThat(queue).hasToString("Queue[test, size=1, getting=0, putting=0, unfinished=1]");
    });
  }

  @Test
  void aCallbackCannotWaitForIt() {
    inLoop(() -> {
      assertNeedsTask(() -> queue.put("a"));
      assertNeedsTask(queue::get);
      assertNeedsTask(queue::join);
      assertThat(queue.isEmpty()).isTrue();
    });
  }
}
