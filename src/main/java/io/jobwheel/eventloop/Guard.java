package io.jobwheel.eventloop;

import org.jspecify.annotations.Nullable;

/**
 * A lock or a permit that is held until the end of a block: what {@link Lock#hold} and {@link
 * Semaphore#hold} return for try-with-resources, as asyncio's {@code async with} does.
 *
 * <pre>{@code
 * try (var _ = lock.hold()) {
 *   balance -= amount;
 * }
 * }</pre>
 */
public final class Guard implements AutoCloseable {

  // confined to the loop; null when given back
  private @Nullable Runnable release;

  Guard(Runnable release) {
    this.release = release;
  }

  /**
   * Gives it back, once: a second call does nothing.
   *
   * @throws IllegalStateException as {@link Lock#release} or {@link Semaphore#release}
   */
  @Override
  public void close() {
    if (release != null) {
      release.run();
      release = null;
    }
  }
}
