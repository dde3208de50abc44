package io.jobwheel.handler.command;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Lets so many go on at once, the others in the order in which they came. Safe from any thread. */
public final class ConcurrencyLimit {

  // guarded by this
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private int free;

  public ConcurrencyLimit(int count) {
    free = count;
  }

  /** A turn that was asked for. */
  public static final class Turn {

    private final CompletableFuture<@Nullable Void> come = new CompletableFuture<>();

    /** Ends when it is one's turn. */
    public CompletableFuture<@Nullable Void> come() {
      return come;
    }
  }

  /** Asks for a turn. It is to be given back, whether it came or not. */
  public synchronized Turn ask() {
    Turn turn = new Turn();
    if (free > 0) {
      free--;
      turn.come.complete(null);
    } else {
      waiting.add(turn);
    }
    return turn;
  }

  /** Gives a turn back, or stops waiting for it. */
  public void giveBack(Turn turn) {
    Turn next;
    synchronized (this) {
      if (waiting.remove(turn)) {
        return;
      }
      next = waiting.poll();
      if (next == null) {
        free++;
        return;
      }
    }
    next.come.complete(null);
  }
}
