package io.jobwheel.handler.command.process;

import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A started program: its process tree and its output. Thread-safe. */
public final class RunningProcess {

  /** The time that pipes may stay open without output after the process tree has ended. */
  public static final Duration MAX_SILENCE = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(RunningProcess.class);

  private final Ticker ticker;
  private final long started;
  private final Process process;
  private final ProcessTree tree;
  private final LineBuffer lines;
  private final List<PipeReader> readers;

  RunningProcess(
      Process process,
      ProcessTree tree,
      LineBuffer lines,
      List<PipeReader> readers,
      Ticker ticker) {
    this.process = process;
    this.tree = tree;
    this.lines = lines;
    this.readers = List.copyOf(readers);
    this.ticker = ticker;
    this.started = ticker.read();
    var _ = process.onExit().thenRun(lines::wake);
  }

  /** Returns the lines that have not been printed yet. */
  public LineBuffer lines() {
    return lines;
  }

  /** Returns the time since the start. */
  public Duration age() {
    return ticker.since(started);
  }

  /** Returns whether the program has exited; other processes of its tree may be alive. */
  public boolean hasExited() {
    return !process.isAlive();
  }

  /**
   * Returns the exit code of the program.
   *
   * @throws IllegalThreadStateException if it has not exited
   */
  public int exitCode() {
    return process.exitValue();
  }

  /** Returns whether a process of the tree is alive. */
  public boolean isAlive() {
    return tree.isAlive();
  }

  /** Ends the process tree, see {@link ProcessTree#end}. Ignores interrupts. */
  public void end(Duration grace) {
    report(tree.end(grace));
  }

  /** Kills the process tree, and waits for its end up to the limit. */
  void kill(Duration limit) {
    report(tree.end(Duration.ZERO, limit));
  }

  private void report(int left) {
    if (left > 0) {
      log.error(
          "Process {} could not be killed: it is blocked in the kernel (program={}, processes={})",
          process.pid(),
          process.info().command().orElse("?"),
          left);
    }
  }

  /** Kills processes outside the tree that have the output open. */
  public void killHolders() {
    ProcessTree.killHolders(readers.stream().map(PipeReader::source).toList());
  }

  /** Ends the process tree, drops the remaining output, and stops reading it. */
  public void discard(Duration grace) {
    lines.abandon();
    end(grace);
    stopReading();
  }

  /**
   * Waits up to 2 s for the end of the output. Then kills the processes that have it open, and
   * stops reading.
   */
  public void stopReading() {
    if (isOverWithin(MAX_SILENCE)) {
      return;
    }
    lines.abandon();
    killHolders();
    readers.forEach(PipeReader::stop);
    if (!isOverWithin(MAX_SILENCE)) {
      log.warn(
          "Process {} has ended, but its output is held open by a process that cannot be ended",
          process.pid());
      readers.forEach(PipeReader::wake);
    }
  }

  private boolean isOverWithin(Duration limit) {
    boolean interrupted = Thread.interrupted();
    try {
      var _ = lines.over().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of the output cannot fail", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
