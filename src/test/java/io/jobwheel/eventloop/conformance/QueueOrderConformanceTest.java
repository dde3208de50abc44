package io.jobwheel.eventloop.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Queue;
import io.jobwheel.eventloop.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What CPython 3.14's asyncio.LifoQueue and asyncio.PriorityQueue do, and the order of equals. */
class QueueOrderConformanceTest extends PrimitiveTest {

  private record Job(int rank, String name) {}

  private static <T> List<T> drain(Queue<T> queue) {
    List<T> items = new ArrayList<>();
    while (!queue.isEmpty()) {
      items.add(queue.get());
    }
    return items;
  }

  @Test
  void lifoGivesTheLastFirst() {
    inLoop(() -> {
      Queue<Integer> queue = Queue.lifo(loop);
      List.of(1, 3, 2).forEach(queue::put);
      assertThat(drain(queue)).containsExactly(2, 3, 1);
    });
  }

  @Test
  void priorityGivesTheLeastFirst() {
    inLoop(() -> {
      Queue<Integer> queue = Queue.priority(loop, Comparator.naturalOrder());
      List.of(4, 1, 5, 3, 2).forEach(queue::put);
      assertThat(drain(queue)).containsExactly(1, 2, 3, 4, 5);
    });
  }

  @Test
  void theComparatorDecidesWhatTheLeastIs() {
    inLoop(() -> {
      Queue<Integer> queue = Queue.priority(loop, Comparator.reverseOrder());
      List.of(1, 3, 2).forEach(queue::put);
      assertThat(drain(queue)).containsExactly(3, 2, 1);
    });
  }

  @Test
  void equalsComeOutInTheOrderInWhichTheyWerePut() {
    inLoop(() -> {
      Queue<Job> queue = Queue.priority(loop, Comparator.comparingInt(Job::rank));
      for (int i = 0; i < 50; i++) {
        queue.put(new Job(i % 2, "job " + i));
      }
      List<Job> evens = drain(queue).subList(0, 25);
      for (int i = 0; i < 25; i++) {
        assertThat(evens.get(i)).isEqualTo(new Job(0, "job " + 2 * i));
      }
    });
  }

  @Test
  void aBetterItemThatComesBeforeTheWokenGetterRunsIsWhatItGets() {
    inLoop(() -> {
      Queue<Integer> queue = Queue.priority(loop, Comparator.naturalOrder());
      Task<Integer> getter = loop.createTask(queue::get);
      turn();
      queue.put(2);
      queue.put(1);
      assertThat(EventLoop.await(getter)).isEqualTo(1);
    });
  }

  @Test
  void anOrderedQueueIsBoundedToo() {
    inLoop(() -> {
      for (Queue<Integer> queue :
          List.of(
              Queue.<Integer>lifo(loop, 1),
              Queue.<Integer>priority(loop, Comparator.naturalOrder(), 1))) {
        queue.put(2);
        assertThat(queue.offer(1)).isFalse();
        Task<Void> putter = started(() -> queue.put(1));
        assertThat(putter.isDone()).isFalse();
        assertThat(queue.get()).isEqualTo(2);
        EventLoop.await(putter);
        assertThat(queue.get()).isEqualTo(1);
      }
    });
  }

  @Test
  void anOrderedQueueIsJoinedAndShutDownToo() {
    inLoop(() -> {
      for (Queue<Integer> queue :
          List.of(
              Queue.<Integer>lifo(loop),
              Queue.<Integer>priority(loop, Comparator.naturalOrder()))) {
        queue.put(1);
        queue.put(2);
        queue.shutdownNow();
        assertThat(queue.isEmpty()).isTrue();
        queue.join();
      }
    });
  }

  @Test
  void orderedQueuesRefuseWhatFifoRefuses() {
    Comparator<Integer> order = Comparator.naturalOrder();
    assertThatThrownBy(() -> Queue.lifo(loop, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Queue.priority(loop, order, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Queue.priority(loop, null)).isInstanceOf(NullPointerException.class);
    inLoop(() -> {
      assertThatThrownBy(() -> Queue.lifo(loop).offer(null))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> Queue.priority(loop, order).offer(null))
          .isInstanceOf(NullPointerException.class);
    });
  }
}
