package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Runs several loops side by side, each on its own daemon thread. Safe for use by any thread. A key
 * always gets the same loop.
 */
public final class EventLoopGroup implements AutoCloseable {

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final List<EventLoop> loops;
  private final List<Thread> threads;
  private final AtomicInteger nextIndex = new AtomicInteger();

  /**
   * Creates and starts the loops, named {@code prefix-1}, {@code prefix-2} and so on.
   *
   * @throws IllegalArgumentException if {@code size} is less than one
   */
  public EventLoopGroup(String prefix, int size) {
    this(loops(prefix, size, EventLoop::builder));
  }

  /**
   * Creates and starts the loops, with a context.
   *
   * @param context copies the context of the creating code into tasks and callbacks; see {@link
   *     EventLoopBuilder#context}
   * @throws IllegalArgumentException if {@code size} is less than one
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
    loops.forEach(loop -> loop.submit(() -> null).join()); // now each loop runs
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

  /** Returns all loops, in the order of their numbers. */
  public List<EventLoop> loops() {
    return loops;
  }

  /** Returns the threads of the loops, in the same order. Each ends when its loop is closed. */
  public List<Thread> threads() {
    return threads;
  }

  /**
   * Returns the loop with the fewest tasks, submitted or not ended; takes turns among loops that
   * have equally few.
   */
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

  /** Returns the loop of this key, the same for equal keys. */
  public EventLoop forKey(Object key) {
    return loops.get(Math.floorMod(key.hashCode(), loops.size()));
  }

  /**
   * Closes all loops at the same time, as {@link EventLoop#close(Duration)} does with a limit of
   * ten seconds. A second call has no effect.
   */
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
          interrupted = true; // each closing thread has its own limit
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
