package io.jobwheel.execution.process;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * One child process, from its start to its end. One thread at a time converses with it; any thread
 * may tell it to cancel, kill it, or look at it.
 */
final class Child {

  private static final Logger log = LoggerFactory.getLogger(Child.class);
  private static final Duration LAST_MOMENT = Duration.ofMillis(200);
  private static final int SIGNALLED = 128;
  private static final int WARM_UPS = 20;
  private static final Duration EXIT = Duration.ofSeconds(5);

  private final String name;
  private final Process process;
  private final FrameChannel channel;
  private final LastLines lines;
  private final long startedAt;

  private final AtomicInteger jobs = new AtomicInteger();

  // written by the thread that converses, read by any thread
  // when it was last known to work while an answer is due: System.nanoTime(); meaningless otherwise
  private volatile long heard;
  private volatile boolean answerDue;

  // written by whoever kills it first, read by any thread
  private volatile @Nullable String killedBecause;
  private volatile ChildEnd end = ChildEnd.CRASHED;

  private Child(
      String name, Process process, FrameChannel channel, LastLines lines, long startedAt) {
    this.name = name;
    this.process = process;
    this.channel = channel;
    this.lines = lines;
    this.startedAt = startedAt;
  }

  /**
   * Starts a child and waits until jobs can come.
   *
   * @throws ChildStartException when it ended, or was not ready in time; it is gone then
   */
  static Child start(String name, ChildCommand command, Frame.Serve serve, Duration limit)
      throws InterruptedException {
    long begin = System.nanoTime();
    Path folder;
    try {
      folder = Files.createTempDirectory("jobwheel-"); // for the service's own user only
    } catch (IOException e) {
      throw new ChildStartException("%s has no temporary folder: %s".formatted(name, e), false, e);
    }
    try {
      Child child = start(name, command, serve, limit, folder, begin);
      var _ = child.onExit().thenRun(() -> FileSystemUtils.deleteRecursively(folder.toFile()));
      return child;
    } catch (IOException e) {
      FileSystemUtils.deleteRecursively(folder.toFile());
      throw new ChildStartException("%s could not be started: %s".formatted(name, e), false, e);
    } catch (RuntimeException e) {
      FileSystemUtils.deleteRecursively(folder.toFile());
      throw e;
    }
  }

  private static Child start(
      String name, ChildCommand command, Frame.Serve serve, Duration limit, Path folder, long begin)
      throws IOException, InterruptedException {
    Path socket = folder.resolve("child");
    LastLines lines = new LastLines();
    try (ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      door.bind(UnixDomainSocketAddress.of(socket));
      Process process =
          new ProcessBuilder(command.toList(socket, folder)).redirectErrorStream(true).start();
      process.getOutputStream().close();
      Thread.ofPlatform().daemon().name(name + "-output").start(() ->
              OutputReader.read(name, process.inputReader(), lines));
      // closing the door is what ends the wait for a child that does not come
      CompletableFuture<Void> late =
          CompletableFuture.runAsync(
              () -> close(door),
              CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
      var _ = process.onExit().thenRun(() -> close(door));
      FrameChannel channel = null;
      try {
        channel = new FrameChannel(door.accept());
        Child child = new Child(name, process, channel, lines, System.nanoTime());
        child.greet(serve, limit, begin);
        return child;
      } catch (IOException e) {
        if (channel != null) {
          channel.close();
        }
        throw notReady(name, process, lines, limit, e);
      } finally {
        late.cancel(false);
      }
    }
  }

  /** Ends the child, after a moment in which it may show how it ended by itself. */
  private static ChildStartException notReady(
      String name, Process process, LastLines lines, Duration limit, IOException cause)
      throws InterruptedException {
    boolean byItself = process.waitFor(LAST_MOMENT.toMillis(), TimeUnit.MILLISECONDS);
    process.destroyForcibly();
    boolean ended = process.waitFor(EXIT.toMillis(), TimeUnit.MILLISECONDS);
    return new ChildStartException(
        "%s was not ready within %s (%s); its last lines: %s"
            .formatted(name, limit, ended ? exit(process) : "it does not die", lines.text()),
        byItself && process.exitValue() > SIGNALLED,
        cause);
  }

  private void greet(Frame.Serve serve, Duration limit, long begin) throws IOException {
    CompletableFuture<Void> late =
        CompletableFuture.runAsync(
            channel::close,
            CompletableFuture.delayedExecutor(
                Math.max(limit.toNanos() - (System.nanoTime() - begin), 0), TimeUnit.NANOSECONDS));
    try {
      if (!(channel.receive() instanceof Frame.Hello hello) || hello.version() != Frame.VERSION) {
        throw new IOException("It speaks another version of the protocol");
      }
      channel.send(serve);
      if (!(channel.receive() instanceof Frame.Ready)) {
        throw new IOException("It did not say that it is ready");
      }
      for (int round = 0; round < WARM_UPS; round++) {
        channel.send(serve.warmUp());
        while (!(channel.receive() instanceof Frame.Ended)) {
          // what it prints is for nobody
        }
      }
    } finally {
      late.cancel(false);
    }
  }

  private static void close(ServerSocketChannel door) {
    try {
      door.close();
    } catch (IOException e) {
      // nobody waits there any more either way
    }
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
    return Duration.ofNanos(System.nanoTime() - startedAt);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Resident memory in bytes; negative where the system does not tell. */
  long memory() {
    return ProcessMemory.resident(process.pid());
  }

  /** Ends with the process. */
  CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  /** Sends a frame to a child that owes an answer from now on. */
  void ask(Frame.Run run) throws IOException {
    jobs.incrementAndGet();
    heard = System.nanoTime();
    answerDue = true;
    channel.send(run);
  }

  /** The next frame, while an answer is due. */
  Frame answer() throws IOException {
    heard = System.nanoTime(); // what went before was our own time
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
    return answerDue ? Duration.ofNanos(System.nanoTime() - heard) : Duration.ZERO;
  }

  /** Sends a small frame, if that is possible without waiting. */
  void tell(Frame frame) {
    try {
      var _ = channel.trySend(frame);
    } catch (IOException e) {
      log.debug("{} - could not be told {}", name, frame, e); // its end is noticed elsewhere
    }
  }

  /** Ends it, and what it has started, at once. The first cause is the one that is told. */
  void kill(ChildEnd why, String because) {
    if (killedBecause == null) {
      end = why;
      killedBecause = because;
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    channel.close();
  }

  /** Why it is gone, if it is. */
  ChildEnd end() {
    return end;
  }

  /** Waits for the end of a child that has closed the channel, or makes it; how it ended. */
  Death death() {
    channel.close();
    try {
      if (!process.waitFor(EXIT.toMillis(), TimeUnit.MILLISECONDS)) {
        kill(ChildEnd.CRASHED, "it closed its connection and did not end");
        var _ = process.waitFor(EXIT.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      kill(ChildEnd.CLOSED, "the service goes down");
      Thread.currentThread().interrupt();
    }
    String because = killedBecause;
    return new Death(exit(process), because, lines.text());
  }

  private static String exit(Process process) {
    if (process.isAlive()) {
      return "still dying";
    }
    int code = process.exitValue();
    return code > SIGNALLED && code < 160
        ? "signal %d (%s)".formatted(code - SIGNALLED, Signals.name(code - SIGNALLED))
        : "exit code " + code;
  }

  @Override
  public String toString() {
    return "%s (pid %d)".formatted(name, process.pid());
  }
}
