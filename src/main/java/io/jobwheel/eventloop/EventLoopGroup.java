package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Loops that run side by side, each on a daemon thread of its own. Safe from any thread. A key
 * always gets the same loop.
 */
public final class EventLoopGroup implements AutoCloseable {

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final List<EventLoop> loops;
  private final List<Thread> threads;
  private final AtomicInteger nextIndex = new AtomicInteger();

  /**
   * Makes and starts the loops, named {@code prefix-1}, {@code prefix-2} and so on.
   *
   * @throws IllegalArgumentException when {@code size} is less than one
   */
  public EventLoopGroup(String prefix, int size) {
    this(loops(prefix, size, EventLoop::builder));
  }

  /**
   * The same with a context.
   *
   * @param context what tasks and callbacks take over; see {@link EventLoopBuilder#context}
   */
  public EventLoopGroup(String prefix, int size, UnaryOperator<Runnable> context) {
    this(loops(prefix, size, name -> EventLoop.builder(name).context(context)));
  }

  private EventLoopGroup(List<EventLoop> loops) {
    this.loops = loops;
    this.threads =
        loops.stream()
            .map(loop -> Thread.ofPlatform().name(loop.name()).daemon().start(loop::runForever))
            .toList();
    loops.forEach(loop -> loop.submit(() -> null).join()); // now each is home
  }

  private static List<EventLoop> loops(
      String prefix, int size, Function<String, EventLoopBuilder> builder) {
    Objects.requireNonNull(prefix);
    if (size < 1) {
      throw new IllegalArgumentException("a group needs at least one loop, not " + size);
    }
    return IntStream.rangeClosed(1, size)
        .mapToObj(n -> builder.apply(prefix + "-" + n).build())
        .toList();
  }

  /** All loops, in the order of their numbers. */
  public List<EventLoop> loops() {
    return loops;
  }

  /** The threads that the loops run on, in the same order; each ends when its loop is closed. */
  public List<Thread> threads() {
    return threads;
  }

  /** The loop with the fewest tasks, on their way or not ended; of several one after the other. */
  public EventLoop next() {
    int first = nextIndex.getAndIncrement();
    EventLoop best = loopAt(first);
    for (int i = 1, least = best.load(); i < loops.size() && least > 0; i++) {
      EventLoop other = loopAt(first + i);
      if (other.load() < least) {
        best = other;
        least = best.load();
      }
    }
    return best;
  }

  private EventLoop loopAt(int number) {
    return loops.get(Math.floorMod(number, loops.size()));
  }

  /** The loop of this key, the same for equal keys. */
  public EventLoop forKey(Object key) {
    return loops.get(Math.floorMod(key.hashCode(), loops.size()));
  }

  /** Closes all loops at the same time as {@link EventLoop#close(Duration)} does: ten seconds. */
  @Override
  public void close() {
    List<Thread> closers =
        loops.stream()
            .map(loop -> Thread.ofPlatform().start(() -> loop.close(CLOSE_LIMIT)))
            .toList();
    boolean interrupted = false;
    for (Thread closer : closers) {
      while (closer.isAlive()) {
        try {
          closer.join();
        } catch (InterruptedException e) {
          interrupted = true; // each closer has a limit of its own
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
