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
 * One child process, from its start to its end. One thread at a time converses with it; any thread
 * may tell it to cancel, kill it, or look at it.
 */
final class WorkerProcess {

  private static final Logger log = LoggerFactory.getLogger(WorkerProcess.class);

  /** How long a process may take to be gone after it was killed. */
  static final Duration EXIT = Duration.ofSeconds(5);

  private final String name;
  private final Process process;
  private final CompletableFuture<Void> gone;
  private final FrameChannel channel;
  private final LastLines lines;
  private final Ticker ticker;
  private final long startedAt;

  private final AtomicInteger jobs = new AtomicInteger();

  // written by the thread that converses, read by any thread
  // the moment when it was last known to work while an answer is due; meaningless otherwise
  private volatile long heard;
  private volatile boolean answerDue;

  // written by whoever kills it first, read by any thread
  private volatile @Nullable String killedBecause;
  private volatile ExitReason end = ExitReason.CRASHED;

  /**
   * A child that is ready.
   *
   * @param gone ends once the process, and what it had started, has ended
   */
  WorkerProcess(
      String name,
      Process process,
      CompletableFuture<Void> gone,
      FrameChannel channel,
      LastLines lines,
      Ticker ticker) {
    this.name = name;
    this.process = process;
    this.gone = gone;
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

  /** Whether it lives and nobody has killed it. */
  boolean canGoOn() {
    return killedBecause == null && process.isAlive();
  }

  /** Resident memory in bytes; negative where the system does not tell. */
  long memory() {
    return ProcessMemory.resident(process.pid());
  }

  /** Ends once the process, and what it had started, has ended. */
  CompletableFuture<Void> gone() {
    return gone;
  }

  /** Sends a frame to a child that owes an answer from now on. */
  void ask(Frame.Run run) throws IOException {
    jobs.incrementAndGet();
    heard = ticker.read();
    answerDue = true;
    channel.send(run);
  }

  /** The next frame, while an answer is due. */
  Frame answer() throws IOException {
    heard = ticker.read(); // what went before was our own time
    answerDue = true;
    try {
      return channel.receive();
    } finally {
      answerDue = false;
    }
  }

  /** The conversation about one attempt is over. */
  void atRest() {
    answerDue = false;
  }

  /** How long it has not answered though it should; zero while it owes nothing. */
  Duration silence() {
    return answerDue ? ticker.since(heard) : Duration.ZERO;
  }

  /** Sends a small frame, on a thread of its own: a child that does not read holds nobody up. */
  void tell(Frame frame) {
    onItsOwnThread(() -> channel.send(frame));
  }

  /** Asks for a sign of life, unless something is being sent: that asks as much. */
  void ping() {
    onItsOwnThread(() -> channel.trySend(new Frame.Ping()));
  }

  /** Sends something. */
  @FunctionalInterface
  private interface Sending {
    void run() throws IOException;
  }

  private void onItsOwnThread(Sending sending) {
    Runnable quietly =
        () -> {
          try {
            sending.run();
          } catch (IOException e) {
            log.debug("{} - could not be told", name, e); // its end is noticed elsewhere
          }
        };
    try {
      Thread.ofPlatform().daemon().name(name + "-tell").start(quietly);
    } catch (Throwable e) { // no thread is to be had: it is killed when it does not do as told
      log.warn("{} - could not be told ({})", name, e.toString());
    }
  }

  /**
   * Ends it, and what it has started, at once. The first cause is the one that is told. What it has
   * said before can still be received.
   */
  void kill(ExitReason why, String because) {
    if (killedBecause == null) {
      end = why;
      killedBecause = because;
    }
    List<ProcessHandle> started = descendants();
    if (process.isAlive()) {
      var _ = ProcessSignals.sendToGroup(process.pid(), SIGKILL);
    }
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
    CompletableFuture.delayedExecutor(EXIT.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> {
          if (process.isAlive()) {
            channel.close(); // who waits for its last words would wait for ever
          }
        });
  }

  /** Also those that have left its group. */
  private List<ProcessHandle> descendants() {
    try {
      return process.descendants().toList();
    } catch (RuntimeException e) { // too many open files
      log.warn("{} - what it has started is not known ({})", this, e.toString());
      return List.of();
    }
  }

  /** Nobody converses with it any more. */
  void close() {
    channel.close();
  }

  /** Why it is gone, if it is. */
  ExitReason end() {
    return end;
  }

  /** Waits for the end of a child that has closed the channel, or makes it; how it ended. */
  WorkerExit death() {
    channel.close();
    try {
      if (!process.waitFor(EXIT.toMillis(), TimeUnit.MILLISECONDS)) {
        kill(ExitReason.CRASHED, "it closed its connection and did not end");
        var _ = process.waitFor(EXIT.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      kill(ExitReason.CLOSED, "the service goes down");
      Thread.currentThread().interrupt();
    }
    String because = killedBecause;
    return new WorkerExit(exit(process), because, lines.text());
  }

  static String exit(Process process) {
    return process.isAlive() ? "still dying" : ExitStatus.inWords(process.exitValue());
  }

  @Override
  public String toString() {
    return "%s (pid %d)".formatted(name, process.pid());
  }
}
