package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Loops that run side by side, each on a daemon thread of its own. Safe from any thread. A key
 * always gets the same loop.
 */
public final class EventLoopGroup implements AutoCloseable {

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final List<EventLoop> loops;
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * Makes and starts the loops, named {@code prefix-1}, {@code prefix-2} and so on.
   *
   * @throws IllegalArgumentException when {@code size} is less than one
   */
  public EventLoopGroup(String prefix, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a group needs at least one loop, not " + size);
    }
    loops =
        IntStream.rangeClosed(1, size).mapToObj(n -> EventLoop.create(prefix + "-" + n)).toList();
    loops.forEach(loop -> Thread.ofPlatform().name(loop.name()).daemon().start(loop::runForever));
    loops.forEach(loop -> loop.submit(() -> null).join()); // now each is home
  }

  /** All loops, in the order of their numbers. */
  public List<EventLoop> loops() {
    return loops;
  }

  /** One loop after the other. */
  public EventLoop next() {
    return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
  }

  /** The loop of this key, the same for equal keys. */
  public EventLoop forKey(Object key) {
    return loops.get(Math.floorMod(key.hashCode(), loops.size()));
  }

  /** Closes every loop as {@link EventLoop#close(Duration)} does, with ten seconds for each. */
  @Override
  public void close() {
    loops.forEach(loop -> loop.close(CLOSE_LIMIT));
  }
}
