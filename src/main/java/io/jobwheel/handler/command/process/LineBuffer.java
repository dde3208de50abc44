package io.jobwheel.handler.command.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a program has printed and nobody has taken yet. Bounded: who adds waits for room, so the
 * pipe fills, and the program waits as well. Two threads add, one takes.
 */
public final class LineBuffer {

  /** How many lines wait here at most. */
  static final int CAPACITY = 64;

  // guarded by this
  private final Deque<OutputLine> waiting = new ArrayDeque<>();
  private CompletableFuture<@Nullable Void> change = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
  private int sources;
  private boolean abandoned;

  LineBuffer(int sources) {
    this.sources = sources;
  }

  /** Adds a line, after waiting for room; drops it when nobody wants any more. */
  synchronized void put(OutputLine line) throws InterruptedException {
    while (waiting.size() >= CAPACITY && !abandoned) {
      wait();
    }
    if (!abandoned) {
      waiting.add(line);
      change.complete(null);
    }
  }

  /** The next line; null when there is none at this moment. */
  public synchronized @Nullable OutputLine poll() {
    OutputLine line = waiting.poll();
    if (line != null) {
      notifyAll();
    }
    return line;
  }

  /** One of the sources has no more lines. */
  synchronized void sourceEnded() {
    sources--;
    change.complete(null);
    if (sources == 0) {
      over.complete(null);
    }
  }

  /** Something has happened that the taker should look at. */
  synchronized void wake() {
    change.complete(null);
  }

  /** Whether there is no line and none can come. */
  public synchronized boolean isOver() {
    return waiting.isEmpty() && sources == 0;
  }

  /** Ends when no more lines can come; some may be waiting. */
  CompletableFuture<@Nullable Void> over() {
    return over;
  }

  /** Ends when something happens after this call. */
  public synchronized CompletableFuture<@Nullable Void> change() {
    change = new CompletableFuture<>();
    return change;
  }

  /** Nobody takes lines any more. */
  synchronized void abandon() {
    abandoned = true;
    waiting.clear();
    notifyAll();
  }
}
