package io.jobwheel.execution.process;

import static io.jobwheel.os.Signal.SIGKILL;

import io.jobwheel.os.ExitStatus;
import io.jobwheel.os.ProcessMemory;
import io.jobwheel.os.ProcessSignals;
import io.jobwheel.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker process that is ready, until its end. One thread at a time exchanges frames about an
 * attempt with it; any thread may send other frames, kill it, or read its state.
 */
final class WorkerProcess {

  private static final Logger log = LoggerFactory.getLogger(WorkerProcess.class);

  /** Maximum time that a killed process takes to end. */
  static final Duration EXIT_LIMIT = Duration.ofSeconds(5);

  /** Maximum time to read the rest of the output of a process that has ended. */
  static final Duration OUTPUT_LIMIT = Duration.ofSeconds(1);

  private final String name;
  private final Process process;
  private final CompletableFuture<Void> exited;
  private final FrameChannel channel;
  private final LastLines lines;
  private final Ticker ticker;
  private final long startedAt;

  private final AtomicInteger jobs = new AtomicInteger();

  // written by the thread that runs the attempt, read by any thread
  // moment of the last response or of the request; valid only while a response is due
  private volatile long lastResponse;
  private volatile boolean responseDue;

  // written by the first kill, read by any thread
  private volatile @Nullable String killedBecause;
  private volatile ExitReason exitReason = ExitReason.CRASHED;

  /**
   * Creates the handle of a process that is ready.
   *
   * @param exited completes when the process and its process group have ended
   */
  WorkerProcess(
      String name,
      Process process,
      CompletableFuture<Void> exited,
      FrameChannel channel,
      LastLines lines,
      Ticker ticker) {
    this.name = name;
    this.process = process;
    this.exited = exited;
    this.channel = channel;
    this.lines = lines;
    this.ticker = ticker;
    this.startedAt = ticker.read();
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  int jobs() {
    return jobs.get();
  }

  Duration age() {
    return ticker.since(startedAt);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Returns whether it is alive and was not killed. */
  boolean isUsable() {
    return killedBecause == null && process.isAlive();
  }

  /** Returns its resident memory in bytes; -1 if that is not known. */
  long memory() {
    return ProcessMemory.resident(process.pid());
  }

  /** Returns a future that completes when the process and its process group have ended. */
  CompletableFuture<Void> exited() {
    return exited;
  }

  /** Sends an attempt; a response is due from now on. */
  void send(Frame.Run run) throws IOException {
    jobs.incrementAndGet();
    lastResponse = ticker.read();
    responseDue = true;
    channel.send(run);
  }

  /** Blocks until the next frame arrives; a response is due during the call. */
  Frame receive() throws IOException {
    lastResponse = ticker.read(); // time before the call does not count as silence
    responseDue = true;
    try {
      return channel.receive();
    } finally {
      responseDue = false;
    }
  }

  /** Marks the end of an attempt: no response is due. */
  void attemptEnded() {
    responseDue = false;
  }

  /** Returns the time since the last response; zero if no response is due. */
  Duration silence() {
    return responseDue ? ticker.since(lastResponse) : Duration.ZERO;
  }

  /**
   * Sends a frame on a new thread, so that a process that does not read does not block the caller.
   */
  void sendAsync(Frame frame) {
    sendOnNewThread(() -> channel.send(frame));
  }

  /** Sends a ping on a new thread, unless another frame is being sent. */
  void ping() {
    sendOnNewThread(() -> channel.trySend(new Frame.Ping()));
  }

  /** Sends a frame. */
  @FunctionalInterface
  private interface SendAction {
    void run() throws IOException;
  }

  private void sendOnNewThread(SendAction action) {
    Runnable logged =
        () -> {
          try {
            action.run();
          } catch (IOException e) {
            // the thread that receives detects the end of the process
            log.debug("{} - frame could not be sent", name, e);
          }
        };
    try {
      Thread.ofPlatform().daemon().name(name + "-send").start(logged);
    } catch (Throwable e) { // no thread available: the process is killed after the grace time
      log.warn("{} - frame could not be sent ({})", name, e.toString());
    }
  }

  /**
   * Kills the process and all processes that it has started. The reason of the first call is the
   * one that is reported. Frames that the process has sent can still be received.
   */
  void kill(ExitReason why, String because) {
    if (killedBecause == null) {
      exitReason = why;
      killedBecause = because;
    }
    List<ProcessHandle> descendants = descendants();
    if (process.isAlive()) {
      var _ = ProcessSignals.sendToGroup(process.pid(), SIGKILL);
    }
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
    CompletableFuture.delayedExecutor(EXIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> {
          if (process.isAlive()) {
            channel.close(); // else the thread that receives would block forever
          }
        });
  }

  /** Returns its descendants, including those that have left its process group. */
  private List<ProcessHandle> descendants() {
    try {
      return process.descendants().toList();
    } catch (RuntimeException e) { // too many open files
      log.warn("{} - its descendants could not be listed ({})", this, e.toString());
      return List.of();
    }
  }

  /** Closes the connection; the process then ends by itself. */
  void close() {
    channel.close();
  }

  /** Returns why it ended; {@code CRASHED} unless it was killed. */
  ExitReason exitReason() {
    return exitReason;
  }

  /**
   * Waits until a process that has closed the channel has ended, and kills it if that takes too
   * long. Returns how it ended.
   */
  WorkerExit awaitExit() {
    channel.close();
    try {
      if (!process.waitFor(EXIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        kill(ExitReason.CRASHED, "it closed its connection and did not exit");
        var _ = process.waitFor(EXIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      }
      var _ = lines.awaitComplete(OUTPUT_LIMIT);
    } catch (InterruptedException e) {
      kill(ExitReason.CLOSED, "the service is shutting down");
      Thread.currentThread().interrupt();
    }
    String because = killedBecause;
    return new WorkerExit(exit(process), because, lines.text());
  }

  static String exit(Process process) {
    return process.isAlive() ? "not ended yet" : ExitStatus.inWords(process.exitValue());
  }

  @Override
  public String toString() {
    return "%s (pid %d)".formatted(name, process.pid());
  }
}
