package io.jobwheel.eventloop;

import org.jspecify.annotations.Nullable;

/**
 * Holds a lock or a permit until the end of a block: returned by {@link Lock#hold} and {@link
 * Semaphore#hold} for try-with-resources, as with asyncio's {@code async with}.
 *
 * <pre>{@code
 * try (var _ = lock.hold()) {
 *   balance -= amount;
 * }
 * }</pre>
 */
public final class Guard implements AutoCloseable {

  // confined to the loop; null after the release
  private @Nullable Runnable release;

  Guard(Runnable release) {
    this.release = release;
  }

  /**
   * Releases the lock or permit, once: a second call has no effect.
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
