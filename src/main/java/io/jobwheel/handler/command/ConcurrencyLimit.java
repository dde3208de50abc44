package io.jobwheel.handler.command;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A semaphore whose permits are granted in the order of requests, without blocking. Thread-safe.
 */
public final class ConcurrencyLimit {

  // guarded by this
  private final Deque<Permit> waiting = new ArrayDeque<>();
  private int available;

  /** Creates a limit with this number of permits. */
  public ConcurrencyLimit(int permits) {
    available = permits;
  }

  /** A requested permit. */
  public static final class Permit {

    private final CompletableFuture<@Nullable Void> granted = new CompletableFuture<>();

    /** Returns a future that completes when the permit is granted. */
    public CompletableFuture<@Nullable Void> granted() {
      return granted;
    }
  }

  /** Requests a permit. The caller releases it, whether it was granted or not. */
  public synchronized Permit acquire() {
    Permit permit = new Permit();
    if (available > 0) {
      available--;
      permit.granted.complete(null);
    } else {
      waiting.add(permit);
    }
    return permit;
  }

  /** Releases a permit, or withdraws its request. Called once for each permit. */
  public void release(Permit permit) {
    Permit next;
    synchronized (this) {
      if (waiting.remove(permit)) {
        return;
      }
      next = waiting.poll();
      if (next == null) {
        available++;
        return;
      }
    }
    next.granted.complete(null);
  }
}
