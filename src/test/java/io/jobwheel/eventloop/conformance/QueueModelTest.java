package io.jobwheel.eventloop.conformance;

import io.jobwheel.eventloop.Queue;
import io.jobwheel.eventloop.QueueShutDownException;
import io.jobwheel.eventloop.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queues against a plain list: what goes in comes out once and in order. Failures name a seed. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueModelTest {

  private record Item(int rank, int number) {}

  private enum Order {
    FIFO,
    LIFO,
    PRIORITY;

    Item next(List<Item> items) {
      return switch (this) {
        case FIFO -> items.getFirst();
        case LIFO -> items.getLast();
        case PRIORITY -> items.stream().min(Comparator.comparingInt(Item::rank)).orElseThrow();
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void itemsComeOutOnceAndInOrder(Order order) {
    RandomProgram.runAll(1, 700, seed -> new Program(seed, order));
  }

  private static final class Program extends RandomProgram {

    private final Order order;
    private final int capacity = random.nextInt(1, 5);
    private final Queue<Item> queue;
    // offers and polls may overtake those who wait
    private final boolean onlyWaits = random.nextBoolean();
    private final boolean shutsDown = random.nextInt(3) == 0;
    private final List<Item> items = new ArrayList<>();
    private final List<Task<?>> getters = new ArrayList<>();
    private final List<Task<?>> putters = new ArrayList<>();
    private final List<Task<?>> joiners = new ArrayList<>();
    private boolean shutDown;
    private int made;
    private int unfinished;
    private int timesFinished;

    Program(long seed, Order order) {
      super(seed);
      this.order = order;
      this.queue =
          switch (order) {
            case FIFO -> Queue.fifo(loop, capacity);
            case LIFO -> Queue.lifo(loop, capacity);
            case PRIORITY -> Queue.priority(loop, Comparator.comparingInt(Item::rank), capacity);
          };
    }

    @Override
    void begin() {
      for (int i = random.nextInt(1, 5); i > 0; i--) {
        spawn(() -> repeatedly(this::put));
        spawn(() -> repeatedly(this::get));
      }
      spawn(() -> repeatedly(this::join));
      if (shutsDown) {
        spawn(this::shutDown);
      }
    }

    private void repeatedly(Runnable use) {
      for (int rounds = random.nextInt(1, 8); rounds > 0; rounds--) {
        pause();
        try {
          use.run();
        } catch (QueueShutDownException e) {
          check(shutDown, "it claims to be shut down");
        }
      }
    }

    private void put() {
      Item item = new Item(random.nextInt(3), made++);
      boolean in;
      if (onlyWaits || random.nextBoolean()) {
        in = isServed(putters, onlyWaits && !shutDown, () -> queue.put(item));
      } else {
        boolean room = items.size() < capacity;
        in = queue.offer(item);
        check(in == room, "it is wrong about its room");
      }
      if (in) {
        check(!shutDown, "it takes items after its end");
        items.add(item);
        unfinished++;
        check(items.size() <= capacity, "there are more items than room");
      }
    }

    private void get() {
      Item[] item = new Item[1];
      try {
        if (onlyWaits || random.nextBoolean()) {
          isServed(getters, onlyWaits && !shutDown, () -> item[0] = queue.get());
        } else {
          item[0] = queue.poll();
          check(item[0] != null || items.isEmpty(), "it hides an item");
        }
      } catch (QueueShutDownException e) {
        check(items.isEmpty(), "it withholds what is left");
        throw e;
      }
      if (item[0] != null) {
        Item expected = items.isEmpty() ? null : order.next(items);
        check(Objects.equals(item[0], expected), item[0] + " instead of " + expected);
        items.remove(item[0]);
        pause();
        queue.taskDone();
        unfinished--;
        countIfFinished();
      }
    }

    private void join() {
      int before = timesFinished;
      boolean atOnce = unfinished == 0;
      if (isServed(joiners, false, queue::join)) {
        check(atOnce || timesFinished > before, "joined, but there was always work");
      }
    }

    private void shutDown() {
      for (int i = random.nextInt(12); i > 0; i--) {
        pause();
      }
      shutDown = true;
      if (random.nextBoolean()) {
        queue.shutdown();
      } else {
        queue.shutdownNow();
        unfinished -= items.size();
        items.clear();
        countIfFinished();
      }
    }

    private void countIfFinished() {
      if (unfinished == 0) {
        timesFinished++;
      }
    }

    @Override
    void atRest() {
      check(queue.size() == items.size(), queue + " should have " + items);
      check(queue.isFull() == (items.size() == capacity), "it is wrong about being full");
      check(getters.isEmpty() || items.isEmpty() && !shutDown, "they wait to get: " + getters);
      check(putters.isEmpty() || queue.isFull() && !shutDown, "they wait to put: " + putters);
      check(joiners.isEmpty() || unfinished > 0, "they wait for work that is done: " + joiners);
    }

    @Override
    void atEnd() {
      atRest();
      while (!items.isEmpty()) {
        Item expected = order.next(items);
        Item last = queue.poll();
        check(expected.equals(last), last + " is left instead of " + expected);
        items.remove(expected);
      }
      check(queue.isEmpty(), "an item came out of nowhere");
      check(
          queue.toString().contains("getting=0, putting=0, unfinished=" + unfinished), "" + queue);
    }
  }
}
