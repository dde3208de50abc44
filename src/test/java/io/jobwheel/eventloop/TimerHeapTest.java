package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class TimerHeapTest {

  @AutoClose private final EventLoop loop = EventLoop.create("test", new VirtualTicker());
  private final TimerHeap heap = new TimerHeap();
  // of each timer that was ever set its place in the order of setting
  private final Map<ReadyItem, Integer> order = new HashMap<>();

  private TimerHandle timer(long deadline) {
    return new TimerHandle(loop, deadline, () -> {});
  }

  private TimerHandle add(long deadline) {
    TimerHandle timer = timer(deadline);
    heap.add(timer, deadline);
    order.put(timer, order.size());
    return timer;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void itBehavesAsAPriorityQueueInAHundredThousandOperations(long seed) {
    Random random = new Random(seed);
    PriorityQueue<TimerHandle> model =
        new PriorityQueue<>(
            Comparator.<TimerHandle>comparingLong(TimerHandle::when).thenComparingInt(order::get));
    List<TimerHandle> everSet = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      int dice = random.nextInt(100);
      if (dice < 50) {
        TimerHandle timer = add(random.nextInt(200));
        model.add(timer);
        everSet.add(timer);
      } else if (dice < 75) {
        TimerHandle first = model.peek();
        ReadyItem due = heap.pollDue(200);
        assertThat(due).as("seed %d, operation %d", seed, i).isSameAs(first);
        model.poll();
      } else if (!everSet.isEmpty()) {
        // set, due or already removed
        int any = random.nextInt(everSet.size());
        TimerHandle timer = everSet.set(any, everSet.getLast());
        everSet.removeLast();
        assertThat(heap.remove(timer))
            .as("seed %d, operation %d", seed, i)
            .isEqualTo(model.remove(timer));
      }
      assertThat(heap.size()).isEqualTo(model.size());
      TimerHandle next = model.peek();
      assertThat(heap.firstDeadline()).isEqualTo(next == null ? LoopTicker.NEVER : next.when());
    }
    while (!model.isEmpty()) {
      assertThat(heap.pollDue(200)).isSameAs(model.poll());
    }
    assertThat(heap.size()).isZero();
  }

  @Test
  void anEmptyHeapHasNothing() {
    assertThat(heap.firstDeadline()).isEqualTo(LoopTicker.NEVER);
    assertThat(heap.pollDue(Long.MAX_VALUE)).isNull();
    assertThat(heap.remove(timer(1))).isFalse();
  }

  @Test
  void aTimerIsDueAtItsDeadlineAndNotBefore() {
    TimerHandle timer = add(10);
    assertThat(heap.pollDue(9)).isNull();
    assertThat(heap.pollDue(10)).isSameAs(timer);
    assertThat(heap.size()).isZero();
  }

  @Test
  void tiesGoInTheOrderOfSetting() {
    List<TimerHandle> timers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      timers.add(add(5));
    }
    for (TimerHandle timer : timers) {
      assertThat(heap.pollDue(5)).isSameAs(timer);
    }
  }

  @Test
  void deadlinesAreComparedAcrossTheEndOfTheClock() {
    TimerHandle after = add(Long.MIN_VALUE + 5);
    TimerHandle before = add(Long.MAX_VALUE - 5);
    assertThat(heap.pollDue(Long.MAX_VALUE)).isSameAs(before);
    assertThat(heap.pollDue(Long.MAX_VALUE)).isNull();
    assertThat(heap.pollDue(Long.MIN_VALUE + 5)).isSameAs(after);
  }
}
