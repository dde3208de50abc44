package io.jobwheel.handler.command.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A bounded buffer of lines that a program has printed. If it is full, the readers of the pipes
 * block, the pipes fill, and the program blocks as well. Up to two threads add lines, one removes
 * them.
 */
public final class LineBuffer {

  /** The maximum number of lines in the buffer. */
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

  /** Adds a line, blocking while the buffer is full. Drops it after {@link #abandon}. */
  synchronized void put(OutputLine line) throws InterruptedException {
    while (waiting.size() >= CAPACITY && !abandoned) {
      wait();
    }
    if (!abandoned) {
      waiting.add(line);
      change.complete(null);
    }
  }

  /** Removes and returns the next line; {@code null} if the buffer is empty. */
  public synchronized @Nullable OutputLine poll() {
    OutputLine line = waiting.poll();
    if (line != null) {
      notifyAll();
    }
    return line;
  }

  /** Called when one of the sources has no more lines. */
  synchronized void sourceEnded() {
    sources--;
    change.complete(null);
    if (sources == 0) {
      over.complete(null);
    }
  }

  /** Completes the future of the last {@link #change}. */
  synchronized void wake() {
    change.complete(null);
  }

  /** Returns whether the buffer is empty and all sources have ended. */
  public synchronized boolean isOver() {
    return waiting.isEmpty() && sources == 0;
  }

  /** Returns a future that completes when all sources have ended; lines may remain. */
  CompletableFuture<@Nullable Void> over() {
    return over;
  }

  /** Returns a future that completes at the next line, end of a source, or {@link #wake}. */
  public synchronized CompletableFuture<@Nullable Void> change() {
    change = new CompletableFuture<>();
    return change;
  }

  /** Drops all lines, now and later, and unblocks the sources. */
  synchronized void abandon() {
    abandoned = true;
    waiting.clear();
    notifyAll();
  }
}
