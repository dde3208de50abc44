package io.jobwheel.handler.command;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Lets so many go on at once, the others in the order in which they came. Safe from any thread. */
final class Turns {

  // guarded by this
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private int free;

  Turns(int count) {
    free = count;
  }

  /** A turn that was asked for. */
  static final class Turn {

    private final CompletableFuture<@Nullable Void> come = new CompletableFuture<>();

    /** Ends when it is one's turn. */
    CompletableFuture<@Nullable Void> come() {
      return come;
    }
  }

  /** Asks for a turn. It is to be given back, whether it came or not. */
  synchronized Turn ask() {
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
  void giveBack(Turn turn) {
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
