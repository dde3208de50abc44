package io.jobwheel.handler.command.process;

import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program that was started: its tree, and what comes out of its pipes. */
public final class RunningProcess {

  /** How long pipes may stay open without a word when nothing of the tree lives. */
  public static final Duration SILENCE = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(RunningProcess.class);

  private final Ticker ticker;
  private final long begin;
  private final Process process;
  private final ProcessTree tree;
  private final LineBuffer lines;
  private final List<PipeReader> pumps;

  RunningProcess(
      Process process, ProcessTree tree, LineBuffer lines, List<PipeReader> pumps, Ticker ticker) {
    this.process = process;
    this.tree = tree;
    this.lines = lines;
    this.pumps = List.copyOf(pumps);
    this.ticker = ticker;
    this.begin = ticker.read();
    var _ = process.onExit().thenRun(lines::wake);
  }

  public LineBuffer lines() {
    return lines;
  }

  public Duration age() {
    return ticker.since(begin);
  }

  public boolean hasExited() {
    return !process.isAlive();
  }

  public int exitCode() {
    return process.exitValue();
  }

  /** Whether anything of its tree lives. */
  public boolean isAlive() {
    return tree.isAlive();
  }

  /** Ends its tree, see {@link ProcessTree#end}. */
  public void end(Duration grace) {
    report(tree.end(grace));
  }

  /** Kills its tree at once, and waits at most so long for its end. */
  void kill(Duration limit) {
    report(tree.end(Duration.ZERO, limit));
  }

  private void report(int left) {
    if (left > 0) {
      log.error(
          "{} - cannot be killed, the kernel holds it (program={}, processes={})",
          process.pid(),
          process.info().command().orElse("?"),
          left);
    }
  }

  /** Kills whoever has got away and still holds its output open. */
  public void killHolders() {
    ProcessTree.killHolders(pumps.stream().map(PipeReader::source).toList());
  }

  /** Ends its tree, drops what it still prints, and leaves nobody reading it. */
  public void discard(Duration grace) {
    lines.abandon();
    end(grace);
    stopReading();
  }

  /** Waits until its output is over, for which whoever holds it is killed, or given up. */
  public void stopReading() {
    if (isOverWithin(SILENCE)) {
      return;
    }
    lines.abandon();
    killHolders();
    pumps.forEach(PipeReader::stop);
    if (!isOverWithin(SILENCE)) {
      log.warn("{} - its output is held open by a process that cannot be ended", process.pid());
      pumps.forEach(PipeReader::wake);
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
      throw new IllegalStateException("an end cannot fail", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
