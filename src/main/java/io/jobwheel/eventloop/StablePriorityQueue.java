package io.jobwheel.eventloop;

import java.util.AbstractQueue;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The least item first, and of equal ones the one that came first. */
final class StablePriorityQueue<T> extends AbstractQueue<T> {

  private record Ranked<T>(T item, long number) {}

  private final PriorityQueue<Ranked<T>> heap;
  private long added;

  StablePriorityQueue(Comparator<? super T> order) {
    Objects.requireNonNull(order);
    Comparator<Ranked<T>> byItem = (one, other) -> order.compare(one.item(), other.item());
    heap = new PriorityQueue<>(byItem.thenComparingLong(Ranked::number));
  }

  @Override
  public boolean offer(T item) {
    return heap.offer(new Ranked<>(item, added++));
  }

  @Override
  public @Nullable T poll() {
    Ranked<T> least = heap.poll();
    return least == null ? null : least.item();
  }

  @Override
  public @Nullable T peek() {
    Ranked<T> least = heap.peek();
    return least == null ? null : least.item();
  }

  @Override
  public int size() {
    return heap.size();
  }

  @Override
  public Iterator<T> iterator() {
    return heap.stream().map(Ranked::item).iterator();
  }
}
